/** A master with its group, on its way to a domain. */

import { alignUp, type Range } from "../base/range.js";
import type { Bytes } from "../base/units.js";
import type { GroupToken } from "../iommu/grouping.js";
import type { DmaRange } from "../of/dma-ranges.js";
import type { Master } from "./master.js";
import type { Consumer, Reservation } from "./model.js";
import type { Reach } from "./reach.js";
import type { OwnReservations } from "./reservations.js";

/** A master and all that is known of it before domains are made. */
export interface Device {
  readonly master: Master;
  /** Null without a group. */
  readonly group: GroupToken | null;
  /** Why it has none; null with a group. */
  readonly groupReason: string | null;
  /** The IOMMU has no driver that we know, and is taken to work all the same. */
  readonly assumedToWork: boolean;
  readonly granule: Bytes;
  readonly dmaRange: DmaRange | null;
  readonly reach: Reach;
  readonly own: OwnReservations;
  /** What Linux refuses of it, where that may cost others their IOMMU too. */
  readonly refusal: Consumer["refusal"];
  /** The line that Linux prints when it refuses the device, without the device's name; null if it has none to print. */
  readonly said: string | null;
  /**
   * Linux has asked for its regions: never of a device that gets no group, save where those very regions cost it that.
   * Of one whose IOMMU is taken to work it is taken to do so, too.
   */
  readonly regionsRead: boolean;
}

/** What Linux maps one to one for a region: whole granules from the first that begins in it to the one it ends in. */
export function directMapRange(region: Reservation, granule: bigint): Range {
  return { start: alignUp(region.start, granule), end: alignUp(region.start + region.length, granule) };
}
