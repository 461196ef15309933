/** What the kinds of spans are called, and what stands for them where there are only characters. */

import { rangeText } from "../amount.js";
import { inclusive } from "../plain.js";
import type { Style } from "../styled.js";
import type { Span, SpanKind } from "./model.js";

export interface KindLook {
  /** For the legend. */
  readonly name: string;
  /** In a sentence about one range. */
  readonly meaning: string;
  /** One column; `asAscii` in ../ascii.ts has another for each that is not ASCII. No two kinds share one. */
  readonly glyph: string;
  readonly style: Style;
}

/** In the order of the legend. */
export const KIND_LOOKS: Readonly<Record<SpanKind, KindLook>> = {
  usable: { name: "usable", meaning: "usable", glyph: "·", style: "faint" },
  needed: { name: "needed", meaning: "needed, and kept", glyph: "█", style: "good" },
  wasted: { name: "wasted", meaning: "wasted (kept, not needed)", glyph: "x", style: "caution" },
  short: { name: "needed, not kept", meaning: "short (needed, not kept)", glyph: "!", style: "bad" },
  reserved: { name: "reserved", meaning: "reserved", glyph: "▓", style: "strong" },
  inherited: { name: "inherited", meaning: "inherited", glyph: "▒", style: "strong" },
  shared: { name: "another's in its domain", meaning: "kept by its domain", glyph: "░", style: "strong" },
  direct: { name: "direct-mapped", meaning: "direct-mapped", glyph: "=", style: "strong" },
  hardware: { name: "hardware's or PCI's", meaning: "taken by hardware or for PCI", glyph: "+", style: "plain" },
  rounding: { name: "rounding", meaning: "kept by rounding to granules", glyph: "~", style: "caution" },
  "first-page": { name: "page 0", meaning: "page 0, never handed out", glyph: "0", style: "faint" },
  unreachable: { name: "out of reach", meaning: "out of reach", glyph: "-", style: "faint" },
};

/** As keys of the table above are ordered. */
export const kindsInOrder = (Object.keys(KIND_LOOKS) as SpanKind[]).filter((kind) => kind in KIND_LOOKS);

/**
 * Who keeps a range, and what is written within it without any effect; empty where there is nothing to say.
 *
 * @param all also what sysfs alone lists
 */
export function originWords({ isReachable, origins, start, end }: Span, all: boolean): string {
  if (!isReachable) return "";
  const said = origins.filter(({ inEffect, reservation }) => all || inEffect || reservation?.inAllocator === true);
  const words = said.map(({ label, inEffect, range }) => {
    const isWhole = range.start <= start && end <= range.end;
    return inEffect || isWhole ? label : `in it ${rangeText(inclusive(range))} ${label}`;
  });
  return [...new Set(words)].join("; ");
}
