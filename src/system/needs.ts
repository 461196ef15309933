/** What a consumer must never be handed: the plan says, else the device tree. */
import { type Range, RangeSet } from "../base/range.js";
import type { Device } from "./device.js";
import type { Need } from "./model.js";

/** Clipped to the consumer's reach. Null where nobody says: a runtime child without a plan, a function without a node. */
export function needOf(device: Device): Need | null {
  const { master, own } = device;
  const { reach } = device.reach;
  const planned = plannedNeed(device, reach);
  if (planned !== null) return { ranges: planned, from: "plan" };
  if (master.kind === "runtime-child" || own.asked === null) return null;
  return { ranges: own.asked.clip(reach), from: "device-tree" };
}

function plannedNeed(device: Device, reach: Range): RangeSet | null {
  const { planned } = device.master;
  if (planned?.usable != null) {
    return RangeSet.of([reach]).subtract(RangeSet.of(planned.usable.map((placed) => placed.value)));
  }
  if (planned?.reserve != null) return RangeSet.of(planned.reserve.map((placed) => placed.value)).clip(reach);
  return null;
}
