/** A group's domain as its first device sets it up (iommu_dma_init_domain), and the proposed call on it. */

import { formatAddress, type Range } from "../base/range.js";
import type { Bytes } from "../base/units.js";
import type { IovaDomain } from "../iova/domain.js";
import type { Kernel } from "../kernel/kernel.js";
import type { Consumer, Reservation, RuntimeCall } from "./model.js";
import { applyReservation, newDomain, reserveAsLinux } from "./space.js";

/** What of a consumer decides how it sets a domain up. */
export interface Initialiser {
  readonly reach: Range;
  readonly granule: Bytes;
  readonly reservations: readonly Reservation[];
}

export interface InitialisedDomain {
  readonly domain: IovaDomain;
  /** Reservations that Linux's allocator drops with a warning, as a node starts there already. */
  readonly dropped: readonly Reservation[];
}

/**
 * A new domain with the initialiser's reservations, in order, those among them that wrap. What Linux's allocator refuses
 * (beyond the last pfn) is left out. Runtime reservations are not made here.
 */
export function initialiseDomain(first: Initialiser, kernel: Kernel): InitialisedDomain {
  const domain = newDomain(first.granule, first.reach.start, kernel);
  const dropped = first.reservations.filter((reservation) => {
    if (!reservation.inAllocator || reservation.origin.kind === "runtime") return false;
    return reserveAsLinux(domain, reservation, first.granule) === "dropped";
  });
  return { domain, dropped };
}

/**
 * One call of the proposed `dma_iova_set_resv_region(dev, start, length)` (see kernel/series.ts). A
 * successful call changes the *group's* domain: all its members lose the range, also where it is in use.
 */
export function callSetResvRegion(
  domain: IovaDomain,
  domainType: Consumer["domainType"],
  range: Range,
  granule: bigint,
): Pick<RuntimeCall, "result" | "reason"> {
  const refusal = domainRefusal(domainType);
  if (refusal !== null) return refusal;
  const length = range.end - range.start;
  if (length <= 0n) return { result: "refused", reason: zeroLengthReason(range.start, granule) };
  const outcome = applyReservation(domain, { start: range.start, length }, granule);
  return outcome.ok ? { result: "0", reason: null } : { result: "ENOMEM", reason: outcome.error.message };
}

function domainRefusal(domainType: Consumer["domainType"]): Pick<RuntimeCall, "result" | "reason"> | null {
  switch (domainType) {
    case "dma":
      return null;
    case "dma-fq":
      return { result: "ENODEV", reason: "the domain is lazily flushed, and the call takes plain DMA domains only" };
    case "identity":
      return { result: "ENODEV", reason: "the device has an identity domain" };
    case "none":
      return { result: "ENODEV", reason: "the device has no IOMMU domain" };
  }
}

function zeroLengthReason(start: bigint, granule: bigint): string {
  const effect =
    start === 0n
      ? "reserve the whole space"
      : start % granule === 0n
        ? "put an inverted range into the allocator, which corrupts it"
        : `reserve the whole granule around ${formatAddress(start)}`;
  return `a length of 0 would ${effect}`;
}
