/** A board in the list of boards: what is told of it before its part of the report is unpacked. */
import type { Board } from "../schema.js";

export interface BoardRow {
  readonly input: string;
  readonly model: string | null;
  readonly analysed: boolean;
  readonly consumers: number;
  readonly skipped: number;
  readonly errors: number;
  readonly warnings: number;
  readonly notes: number;
}

export function boardRow({ input, model, analysed, coverage, findings }: Board): BoardRow {
  const count = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
  return {
    input,
    model,
    analysed,
    consumers: coverage.consumers,
    skipped: coverage.skipped.length,
    errors: count("error"),
    warnings: count("warning"),
    notes: count("note"),
  };
}
