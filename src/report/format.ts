/** What a format of reports is; each is a file in `format/`, and `formats.ts` lists them. */
import type { Arrangement } from "./arrange.js";
import type { RuleText } from "./check/model.js";
import type { DiffReport } from "./diff/schema.js";
import type { FaultReport } from "./fault/schema.js";
import type { Viewer } from "./html/viewer.js";
import type { Report } from "./schema.js";
import type { SimulateReport } from "./simulate/schema.js";
import type { Look } from "./text.js";
import type { VerifyReport } from "./verify/schema.js";
import type { WhyReport } from "./why/schema.js";

export interface PrintOptions extends Look, Arrangement {
  readonly verbose: boolean;
  /** `check` lists notes, which it counts otherwise. */
  readonly showsNotes?: boolean;
  /** Every rule, for the formats of `check` that list them; absent: none is listed. */
  readonly rules?: readonly RuleText[];
  /** What `html` shows its report with, and cannot do without. */
  readonly viewer?: Viewer;
}

/** What each command hands to its format. */
export interface Printables {
  readonly analyze: Report;
  readonly tree: Report;
  readonly map: Report;
  readonly check: Report;
  readonly diff: DiffReport;
  readonly why: WhyReport;
  /** `why` of faults. */
  readonly fault: FaultReport;
  readonly verify: VerifyReport;
  readonly simulate: SimulateReport;
}

type Printers = {
  readonly [Command in keyof Printables]?: (result: Printables[Command], options: PrintOptions) => string;
};

/** A part of a text: a string, or UTF-8 that was written before. */
export type Piece = string | Uint8Array;

/** Piece by piece what a printer prints, where that is long. */
type PieceWriters = {
  readonly [Command in keyof Printables]?: (result: Printables[Command], options: PrintOptions) => Iterable<Piece>;
};

/** A format says by its printers which commands it serves. */
export interface Format {
  readonly name: string;
  /** Where help lists it: lower first. */
  readonly order: number;
  readonly summary: string;
  readonly printers: Printers;
  readonly pieces?: PieceWriters;
}
