/** What plans and profiles say of one consumer's space, from the file's values. */

import type { Path, Placer } from "../yaml/placer.js";
import { plannedExpectation } from "./expectation.js";
import type { PlannedSpace } from "./model.js";
import type { SpaceValues } from "./schema.js";
import { plannedWorkload } from "./workload.js";

/** @param path of the device or child in the file */
export function plannedSpace(places: Placer, values: SpaceValues, path: Path): PlannedSpace {
  const { expect, workload } = values;
  return {
    usable: values.usable === undefined ? null : places.list(values.usable, [...path, "usable"]),
    reserve: values.reserve === undefined ? null : places.list(values.reserve, [...path, "reserve"]),
    runtime: places.list(values.runtime ?? [], [...path, "runtime"]),
    dmaMaskBits: places.optional(values["dma-mask"], [...path, "dma-mask"]),
    dmaLimit: places.optional(values["dma-limit"], [...path, "dma-limit"]),
    expect: places.optional(expect && plannedExpectation(expect), [...path, "expect"]),
    workload: places.optional(workload && plannedWorkload(workload), [...path, "workload"]),
  };
}
