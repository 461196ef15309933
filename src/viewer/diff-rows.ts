/** A diff's changes as rows of its table: each with its words and its place in the list. */
import { visible } from "../base/visible.js";
import { namesOf } from "../report/diff/effects.js";
import { detailsOf, said } from "../report/diff/phrases.js";
import type { ChangeView, DiffReport } from "../report/diff/schema.js";
import { rawText } from "../report/styled.js";
import { changeKey, consumerKey } from "./links.js";

export interface DiffRow {
  readonly change: ChangeView;
  readonly index: number;
  /** What changes, a line each. */
  readonly lines: readonly string[];
}

export function diffRows(report: DiffReport): readonly DiffRow[] {
  const names = namesOf(report);
  return report.changes.map((change, index) => {
    const lines = [said([change], names), ...detailsOf(change, names)].map(rawText);
    return { change, index, lines: lines.filter((line) => line !== "") };
  });
}

export const diffLinks = ({ change: { consumer }, index }: DiffRow): readonly string[] => [
  changeKey(index),
  ...(consumer === null ? [] : [consumerKey(consumer)]),
];

export const kindText = ({ kind }: { readonly kind: string }): string => visible(kind.replaceAll("-", " "));
