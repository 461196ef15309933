/**
 * What a file that people write (a plan, a config) asks of a board, one thing at a time and without where or how it was
 * written: two files that ask the same have the same statements.
 */
import type { Severity } from "./diagnostic.js";
import { type Range, RangeSet } from "./range.js";

export interface Statement {
  /** Id of the consumer, or path of the node, that it is about; null: the board. */
  readonly subject: string | null;
  /** The same as the file spells it, such as `&codec`: a node that has moved keeps what is asked of it. */
  readonly written: string | null;
  readonly topic: "file" | "expectation" | "need" | "budget" | "level" | "profile" | "other";
  /** `max-waste`, `dma-mask`, a rule's id. */
  readonly key: string;
  readonly value: Asked;
  /** In which direction it can be asked for less: `least` by a smaller value, `most` by a larger, `all` by leaving out. */
  readonly demand: "least" | "most" | "all" | null;
}

export type Asked =
  | { readonly kind: "bytes"; readonly bytes: bigint }
  | { readonly kind: "ranges"; readonly ranges: readonly Range[] }
  /** A higher rank is graver. */
  | { readonly kind: "level"; readonly level: "off" | Severity; readonly rank: number }
  | { readonly kind: "text"; readonly text: string };

export const isSameAsked = (a: Asked, b: Asked): boolean => keyOf(a) === keyOf(b);

function keyOf(asked: Asked): string {
  switch (asked.kind) {
    case "bytes":
      return `bytes ${asked.bytes}`;
    case "ranges":
      return `ranges ${RangeSet.of(asked.ranges)
        .ranges.map(({ start, end }) => `${start}-${end}`)
        .join(" ")}`;
    case "level":
      return `level ${asked.level}`;
    case "text":
      return `text ${asked.text}`;
  }
}

/** Whether something that was asked for is asked for no more, or only in part. */
export function asksLess(before: Statement, after: Statement | null): boolean {
  const { demand } = before;
  if (demand === null) return false;
  if (after === null) return true;
  const [was, is] = [before.value, after.value];
  if (was.kind === "ranges" && is.kind === "ranges") {
    return !RangeSet.of(was.ranges).subtract(RangeSet.of(is.ranges)).isEmpty;
  }
  const [a, b] = [amountOf(was), amountOf(is)];
  if (a === null || b === null || demand === "all") return false;
  return demand === "least" ? b < a : b > a;
}

function amountOf(asked: Asked): bigint | null {
  if (asked.kind === "bytes") return asked.bytes;
  return asked.kind === "level" ? BigInt(asked.rank) : null;
}
