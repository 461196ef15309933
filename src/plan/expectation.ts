/** The model of `expect`. */

import type { Range } from "../base/range.js";
import type { Bytes } from "../base/units.js";
import type { ExpectValues } from "./expect-schema.js";

/** Null where nothing is expected. Sizes in bytes. */
export interface PlannedExpectation {
  readonly maxWaste: Bytes | null;
  /** From one state of the board to the next. */
  readonly maxDrop: Bytes | null;
  /** `below` is exclusive; null: anywhere. */
  readonly usable: { readonly atLeast: bigint; readonly below: bigint | null } | null;
  readonly largestBlock: Bytes | null;
  readonly aligned: Bytes | null;
  readonly within: readonly Range[] | null;
  readonly reserves: readonly Range[] | null;
  /** Devices as written: paths, labels, ids. */
  readonly neverSharesWith: readonly string[] | null;
  readonly group: boolean | null;
  readonly fits: boolean | null;
}

export const plannedExpectation = (values: ExpectValues): PlannedExpectation => ({
  maxWaste: values["max-waste"] ?? null,
  maxDrop: values["max-drop"] ?? null,
  usable: values.usable ?? null,
  largestBlock: values["largest-block"] ?? null,
  aligned: values.aligned ?? null,
  within: values.within ?? null,
  reserves: values.reserves ?? null,
  neverSharesWith: values["never-shares-with"] ?? null,
  group: values.group ?? null,
  fits: values.fits ?? null,
});
