/** One range in a sentence, for whoever points at it or hears it. */
import { amount, rangeText } from "../amount.js";
import { inclusive } from "../plain.js";
import type { Span } from "./model.js";
import { KIND_LOOKS, originWords } from "./words.js";

/**
 * Range, exact size and kind; what else is true of it; who keeps it.
 *
 * @param how what is to be said of how it is drawn; null where it is drawn to scale
 */
export function spanWords(span: Span, how: string | null): string {
  const bytes = span.end - span.start;
  const size = amount(bytes.toString());
  const said = originWords(span, true);
  return [
    `${rangeText(inclusive(span))} ${size}${size.startsWith("~") ? ` (${bytes} bytes)` : ""}: ${KIND_LOOKS[span.kind].meaning}`,
    ...alsoTrue(span),
    ...(said === "" ? [] : [said]),
    ...(how === null ? [] : [how]),
  ].join("; ");
}

/** What holds of a span beside what it is drawn as. */
function alsoTrue({ kind, isWasted, isRounding, isNeeded, origins }: Span): string[] {
  const inherited = origins.some(({ inEffect, hold }) => inEffect && hold === "inherited");
  return [
    ...(inherited && kind !== "inherited" ? ["inherited"] : []),
    ...(isWasted === true && kind !== "wasted" ? ["wasted"] : []),
    ...(isNeeded === true && kind !== "needed" && kind !== "short" ? ["needed"] : []),
    ...(isRounding && kind !== "rounding" ? ["by rounding to granules"] : []),
  ];
}

/** The longest of what may stand in a range that has room for it: its size and kind, its size; null where none has. */
export const spanLabel = ({ start, end, kind }: Span, hasRoom: (text: string) => boolean): string | null => {
  const size = amount((end - start).toString());
  return [`${size} ${KIND_LOOKS[kind].name}`, size].find(hasRoom) ?? null;
};
