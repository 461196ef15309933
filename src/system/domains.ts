/** What the domain that devices share holds: filled by its first user, then by the calls of all. */
import { type Range, RangeSet, roundOutward, sameRange } from "../base/range.js";
import type { IovaDomain } from "../iova/domain.js";
import type { Kernel } from "../kernel/kernel.js";
import type { Device } from "./device.js";
import { DomainFigures } from "./domain-figures.js";
import { callSetResvRegion, type InitialisedDomain, initialiseDomain } from "./domain-init.js";
import { attaches, type DomainUsers } from "./domain-users.js";
import type { Consumer, Reservation, RuntimeCall } from "./model.js";
import { allocatorRanges, heldIn, SPACE_END } from "./space.js";

/** A domain with everything in it that its users bring, and what became of their calls. */
export interface FilledDomain {
  readonly domain: IovaDomain;
  readonly allocator: readonly Range[];
  /** What no search finds free. */
  readonly held: RangeSet;
  /** What its first user brings and Linux's allocator drops with a warning. */
  readonly dropped: readonly Reservation[];
  readonly calls: ReadonlyMap<Device, readonly RuntimeCall[]>;
  readonly figures: DomainFigures;
}

/** Makes domains; those of devices that bring along the same are made once, for a board has thousands that bring nothing. */
export class DomainFiller {
  private readonly known = new Map<readonly Reservation[], Map<string, FilledDomain>>();

  constructor(private readonly kernel: Kernel) {}

  /** Initialised by the first, then every planned call of every user in document order. */
  fill(users: DomainUsers): FilledDomain {
    const { own, granule, reach } = users.first;
    if (users.callers.length > 0) return this.fillOnce(users);
    const alike = this.known.get(own.reservations) ?? new Map<string, FilledDomain>();
    this.known.set(own.reservations, alike);
    const key = `${granule} ${reach.reach.start} ${reach.outsideAperture}`;
    const made = alike.get(key) ?? this.fillOnce(users);
    alike.set(key, made);
    return made;
  }

  /** The same without a look at what was made before, and not remembered. */
  fillOnce(users: DomainUsers): FilledDomain {
    const { domain, dropped } = this.initialised(users.first);
    const calls = runtimeCalls(users, domain);
    const { granule } = users.first;
    const allocator = allocatorRanges(domain, granule);
    const held = heldIn(domain, granule);
    return { domain, allocator, held, dropped, calls, figures: new DomainFigures(domain, granule) };
  }

  private initialised(first: Device): InitialisedDomain {
    const { granule, reach } = first;
    return initialiseDomain({ reach: reach.reach, granule, reservations: reachedReservations(first) }, this.kernel);
  }
}

/**
 * What iommu_dma_init_domain has reserved when it fails: nothing for a device outside the aperture. Of one whose bridge's
 * inbound windows run backwards, what was reserved for the bridge before them stays; its regions would have been next.
 */
function reachedReservations({ reach, own }: Device): readonly Reservation[] {
  if (reach.outsideAperture) return [];
  if (own.unorderedAt === null) return own.reservations;
  return own.reservations.filter(({ origin }) => origin.kind === "pci-window" || origin.kind === "pci-inbound");
}

/** Makes the planned calls on the domain. */
function runtimeCalls(users: DomainUsers, domain: IovaDomain): ReadonlyMap<Device, readonly RuntimeCall[]> {
  const calls = new Map<Device, readonly RuntimeCall[]>();
  for (const device of users.callers) {
    const others = users.devices.filter((other) => other !== device && attaches(other)).map(({ master }) => master.id);
    const made = (device.master.planned?.runtime ?? []).map(({ value, location }): RuntimeCall => {
      const type = typeFor(users, device);
      const { result, reason } = callSetResvRegion(domain, type, value, users.first.granule);
      const alsoHits = result === "0" ? others : [];
      return { start: value.start, length: value.end - value.start, result, reason, alsoHits, location };
    });
    calls.set(device, made);
  }
  return calls;
}

/** Whether the domain would hold the same whichever of the two came first, for all that is easily seen. */
export const initialisesAlike = (a: Device, b: Device): boolean =>
  a.own.reservations === b.own.reservations && a.reach.reach.start === b.reach.reach.start;

/** A device without a group, or whose initialisation fails, keeps its platform's DMA, though others have the domain. */
export const typeFor = (users: DomainUsers, device: Device): Consumer["domainType"] =>
  attaches(device) && initFailure(users, device) === null ? users.domainType : "none";

/**
 * Why iommu_dma_init_domain fails for a device: at the bridge's inbound windows, which only the first to come goes
 * through; because its DMA range is outside the aperture; where the base of dma-ranges is a
 * floor also because its lowest DMA address is not the domain's.
 */
export function initFailure(users: DomainUsers, device: Device): "bridge" | "aperture" | "base" | null {
  if (device.reach.outsideAperture) return "aperture";
  if (device === users.first) return device.own.unorderedAt === null ? null : "bridge";
  return device.reach.reach.start === users.first.reach.reach.start ? null : "base";
}

/** The reservations of a successful call are the consumer's own, too. */
export const runtimeReservations = (calls: readonly RuntimeCall[]): readonly Reservation[] =>
  calls
    .filter((call) => call.result === "0")
    .map((call) => ({
      start: call.start,
      length: call.length,
      type: "reserved",
      origin: { kind: "runtime", location: call.location },
      inAllocator: true,
    }));

/** Whether something that the device would have reserved is not in the domain. */
export function losesReservations(users: DomainUsers, device: Device, held: RangeSet): boolean {
  const isSame = device.own.reservations === users.first.own.reservations;
  if (isSame && device.own.unorderedAt === null) return false;
  const wanted = device.own.reservations
    .filter((r) => r.inAllocator && r.length > 0n && r.start + r.length <= SPACE_END)
    .map((r) => roundOutward({ start: r.start, end: r.start + r.length }, device.granule));
  return !RangeSet.of(wanted).subtract(held).isEmpty;
}

/** The same nodes in the same order. */
export const sameAllocator = (a: readonly Range[], b: readonly Range[]): boolean =>
  a.length === b.length &&
  a.every((node, i) => {
    const other = b[i];
    return other !== undefined && sameRange(node, other);
  });
