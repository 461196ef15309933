/** What Linux makes of what a proposal writes, for each member: before its domain is filled, in bytes. */
import { type Range, RangeSet, range } from "../../base/range.js";
import type { Consumer, Family, System } from "../../system/model.js";
import { SPACE_END } from "../../system/space.js";
import { onDevice, onOwnNode, type Place, writable } from "./expressible.js";
import type { Proposal, Write } from "./proposal.js";

export interface Effect {
  /** What Linux reserves for its node, should it initialise its domain. */
  readonly byNode: RangeSet;
  /** What its driver asks for with the proposed call. */
  readonly calls: RangeSet;
  /** What its driver allocates when it probes. */
  readonly allocations: RangeSet;
  readonly window: Window | null;
}

/** See `own-window`: what is written, and what was meant. */
interface Window {
  readonly written: Range;
  readonly block: Range;
}

export const noEffect: Effect = {
  byNode: RangeSet.empty,
  calls: RangeSet.empty,
  allocations: RangeSet.empty,
  window: null,
};

/** What should stand somewhere and cannot. */
export interface Unwritable {
  /** Null: on the device's node. */
  readonly member: Consumer | null;
  readonly place: Place;
  readonly ranges: RangeSet;
}

export interface Effects {
  of(member: Consumer): Effect;
  readonly unwritable: readonly Unwritable[];
  /** Members for which nothing that stands on the device's node counts, though something does. */
  readonly withoutNode: readonly Consumer[];
  readonly unheard: readonly Unheard[];
  /** Members that may use nothing, or nothing that can be written: `iommu-ranges` without an entry close nothing. */
  readonly withoutEntries: readonly Consumer[];
}

/** A member for whom something is written that Linux passes over. */
export interface Unheard {
  readonly member: Consumer;
  readonly property: "iommu-addresses" | "iommu-ranges";
  /** `driver`: the IOMMU's driver does not read them. `no-reg`: Linux wants a `reg` that is the very range. */
  readonly why: "driver" | "no-reg";
}

export function effectsOf({ writes }: Proposal, family: Family, system: System): Effects {
  const collected = new Collector(family, system);
  for (const write of writes) collected.add(write);
  return collected;
}

class Collector implements Effects {
  readonly unwritable: Unwritable[] = [];
  readonly withoutNode: Consumer[] = [];
  readonly unheard: Unheard[] = [];
  readonly withoutEntries: Consumer[] = [];
  private readonly effects = new Map<Consumer, Effect>();

  constructor(
    private readonly family: Family,
    private readonly system: System,
  ) {}

  of = (member: Consumer): Effect => this.effects.get(member) ?? noEffect;

  add(write: Write): void {
    switch (write.kind) {
      case "device-holes":
        this.addToDevice(write.ranges);
        break;
      case "own-holes": {
        const place = onOwnNode(write.member, this.family, this.system);
        this.addHoles(write.member, this.holes(write.member, write.ranges, place));
        break;
      }
      case "own-usable":
        this.addUsable(write.member, write.ranges);
        break;
      case "own-window":
        this.merge(write.member, { window: { written: write.window, block: write.block } });
        break;
      case "calls":
        this.merge(write.member, { calls: write.ranges });
        break;
      case "allocations":
        this.merge(write.member, { allocations: write.ranges });
    }
  }

  private addToDevice(ranges: RangeSet): void {
    const [head] = this.family.members;
    if (head === undefined) return;
    const place = onDevice(this.family, this.system);
    const written = writable(ranges, place, head.granule);
    this.saysUnwritable(null, place, ranges.subtract(written));
    for (const member of this.family.members) {
      if (sharesNode(member)) this.addHoles(member, written);
      else this.withoutNode.push(member);
    }
  }

  private holes(member: Consumer, ranges: RangeSet, place: Place): RangeSet {
    const written = writable(ranges, place, member.granule);
    this.saysUnwritable(member, place, ranges.subtract(written));
    return written;
  }

  private addHoles(member: Consumer, written: RangeSet): void {
    const why = unheardWhy(member, this.system);
    if (why === null) this.merge(member, { byNode: written });
    else this.unheard.push({ member, property: "iommu-addresses", why });
  }

  /** As the posted series reads it, at every release: all that is not usable is reserved, unless no range is left. */
  private addUsable(member: Consumer, usable: RangeSet): void {
    const place = onOwnNode(member, this.family, this.system);
    const said = writable(usable, place, member.granule);
    this.saysUnwritable(member, place, usable.subtract(said));
    if (member.driver.iommuAddresses === null) this.unheard.push({ member, property: "iommu-ranges", why: "driver" });
    else if (said.isEmpty) this.withoutEntries.push(member);
    else this.merge(member, { byNode: everything.subtract(said) });
  }

  private merge(member: Consumer, more: Partial<Effect>): void {
    this.effects.set(member, { ...this.of(member), ...more });
  }

  private saysUnwritable(member: Consumer | null, place: Place, ranges: RangeSet): void {
    if (!ranges.isEmpty) this.unwritable.push({ member, place, ranges });
  }
}

const everything = RangeSet.of([range(0n, SPACE_END)]);

/** Not a child whose DMA alone was configured from the node (`inherits: streams`), nor a PCI function without a node. */
const sharesNode = (member: Consumer): boolean => member.node !== null;

/** Layouts write holes as dt-schema's example does: in a region without `reg`. */
function unheardWhy(member: Consumer, { options: { kernel } }: System): Unheard["why"] | null {
  if (!member.honoursIommuAddresses) return "driver";
  return kernel.wantsRegForIommuAddresses ? "no-reg" : null;
}
