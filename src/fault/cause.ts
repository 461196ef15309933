/** What usually causes a fault, from its kind, its address and who sent it: a matter of experience, said as such. */
import type { Explanation } from "../system/explain.js";
import type { ReachLimit } from "../system/model.js";
import type { PhysicalUse } from "../system/physical.js";
import type { Fault } from "./fault.js";

export type Cause =
  /** The IOMMU has no entry for the stream. */
  | "no-table"
  /** Page 0 or close above: an address that was never filled in, with an offset. */
  | "null-address"
  /** The boot loader's framebuffer, scanned out before Linux maps anything. */
  | "boot-framebuffer"
  /** Reserved memory's own address: firmware, or a driver that takes a carveout for an IOVA. */
  | "carveout-address"
  | "memory-address"
  | "register-address"
  /** The allocator hands it out, so something mapped it once, or should have. */
  | "not-mapped"
  /** Mapped with other rights. */
  | "wrong-direction"
  /** Kept free on purpose: only firmware or the driver itself can have meant it. */
  | "reserved-on-purpose"
  /** Mapped one to one once Linux attaches the device. */
  | "before-attach"
  /** Declared, and not in force: another member sets up the domain. */
  | "reservation-lost"
  /** A mask that only the driver's code tells. */
  | "wider-mask"
  | "beyond-bus"
  | "beyond-aperture"
  /** No DMA domain: addresses go out as they are, or the driver has a domain of its own. */
  | "own-domain"
  | "no-domain"
  | "hardware-error";

/** An offset into a structure or a buffer that began at 0 is rarely larger. */
const NULL_OFFSETS = 0x10000n;

/** The likeliest first. */
export function causesOf(
  fault: Pick<Fault, "kind" | "address">,
  explanation: Explanation | null,
  hasDomain: boolean,
  physical: readonly PhysicalUse[],
): readonly Cause[] {
  const { address, kind } = fault;
  if (kind === "no-table") return ["no-table"];
  if (address === null) return [];
  const isReserved = explanation?.verdict === "reserved";
  return [
    ...(kind === "abort" ? (["hardware-error"] as const) : []),
    ...(kind === "permission" && hasDomain ? (["wrong-direction"] as const) : []),
    ...(address < NULL_OFFSETS ? (["null-address"] as const) : []),
    ...(isReserved ? [] : physical.flatMap(physicalCause)),
    ...(explanation === null ? [] : domainCauses(explanation, hasDomain, kind)),
    ...(isFromElsewhere(explanation, hasDomain) && physical.some((use) => use.kind === "memory")
      ? (["memory-address"] as const)
      : []),
  ];
}

/** Most of the addresses that an allocator hands out are also RAM's: that says something of the others only. */
const isFromElsewhere = (explanation: Explanation | null, hasDomain: boolean): boolean =>
  explanation !== null && (!hasDomain || explanation.verdict === "out-of-reach");

function physicalCause(use: PhysicalUse): readonly Cause[] {
  switch (use.kind) {
    case "reserved-memory":
      return [use.framebuffer === null ? "carveout-address" : "boot-framebuffer"];
    case "framebuffer":
      return ["boot-framebuffer"];
    case "registers":
      return ["register-address"];
    case "memory":
      return [];
  }
}

function domainCauses(explanation: Explanation, hasDomain: boolean, kind: Fault["kind"]): readonly Cause[] {
  const { consumer, verdict, heldBy, lost, cutBy, directMaps } = explanation;
  if (!hasDomain) return [consumer.domainType === "identity" ? "own-domain" : "no-domain"];
  switch (verdict) {
    case "reserved":
      return directMaps.length > 0 || heldBy.some(({ reservation }) => reservation.type === "direct")
        ? ["before-attach"]
        : ["reserved-on-purpose"];
    case "out-of-reach":
      return cutCauses(new Set(cutBy.map((limit) => limit.kind)));
    case "free":
      return [
        ...(lost.length > 0 ? (["reservation-lost"] as const) : []),
        ...(kind === "permission" ? [] : (["not-mapped"] as const)),
      ];
  }
}

/** A wider mask helps only where nothing else is in the way. */
function cutCauses(limits: ReadonlySet<ReachLimit["kind"]>): readonly Cause[] {
  if (limits.has("aperture")) return ["beyond-aperture"];
  if (limits.has("bus") || limits.has("option")) return ["beyond-bus"];
  return limits.has("dma-mask") ? ["wider-mask"] : [];
}
