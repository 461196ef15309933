/** What a plan or a config asks on two sides, in words. */
import { amount, rangeText } from "../amount.js";
import { joined, type Styled, solid, text } from "../styled.js";
import type { AskedView, ChangeView } from "./schema.js";

export type AskedChange = Extract<ChangeView, { kind: "plan" | "config" }>;

type Asked = NonNullable<AskedView>;

/** `expectation lost: max-waste 0 B`, `budget loosened: max-waste 0 B → 64 MiB`, `plan changed: inherits node → streams`. */
export function askedLine(change: AskedChange): Styled {
  const { kind, before, after, asksLess } = change;
  const either = after ?? before;
  const state = stateOf(change);
  const style = asksLess ? "bad" : "plain";
  if (either === null) return [];
  if (either.topic === "profile") return text(`profile ${before === null ? "added" : "dropped"}: ${either.key}`, style);
  if (either.topic === "file") return text(`${kind} ${before === null ? "added" : "dropped"}`, style);
  const what = either.topic === "other" ? kind : TOPICS[either.topic];
  const values = [before, after].filter((asked) => asked !== null).map(valueText);
  return [
    ...text(`${what} ${state}: `, style),
    ...text(either.topic === "need" ? "" : `${either.key} `),
    ...joined(values, " → "),
  ];
}

const TOPICS: Readonly<Record<Exclude<Asked["topic"], "file" | "profile" | "other">, string>> = {
  expectation: "expectation",
  need: "need",
  budget: "budget",
  level: "level",
};

function stateOf({ before, after, asksLess }: AskedChange): string {
  if (before === null) return "added";
  if (after === null) return asksLess ? "lost" : "dropped";
  if (asksLess) return "loosened";
  return before.value.kind === "text" ? "changed" : "tightened";
}

function valueText({ value }: Asked): Styled {
  switch (value.kind) {
    case "bytes":
      return solid(amount(value.bytes));
    case "ranges":
      return value.ranges.length === 0
        ? text("nothing")
        : joined(
            value.ranges.map((range) => solid(rangeText(range))),
            " ",
          );
    case "level":
      return solid(value.level);
    case "text":
      return text(value.text);
  }
}
