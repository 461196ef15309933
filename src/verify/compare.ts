/** The prediction against a running kernel's groups: every difference, and what could not be compared. */
import type { Consumer, Group, System } from "../system/model.js";
import { isListed, reservedRegions } from "../system/sysfs.js";
import type { CapturedGroup, CapturedRegion } from "./capture.js";
import { type Match, matchDevices } from "./match.js";
import { compareRegions, type RegionDifference } from "./regions.js";

export type Difference =
  /** None of a predicted group's members is in any captured group. */
  | { readonly kind: "missing-group"; readonly members: readonly string[] }
  /** In no captured group, though others of its predicted group are. */
  | { readonly kind: "missing-device"; readonly group: string; readonly consumer: string }
  /** In another captured group than the rest of its predicted group. */
  | { readonly kind: "missing-member"; readonly group: string; readonly consumer: string; readonly foundIn: string }
  /** In a captured group with consumers that are predicted to be without it. */
  | { readonly kind: "extra-member"; readonly group: string; readonly consumer: string; readonly device: string }
  | {
      readonly kind: "unexpected-group";
      readonly group: string;
      readonly consumer: string;
      readonly device: string;
      /** Why it was predicted to have none. */
      readonly reason: string;
    }
  | { readonly kind: "unknown-device"; readonly group: string; readonly device: string; readonly node: string | null }
  | { readonly kind: "domain-type"; readonly group: string; readonly predicted: string; readonly captured: string }
  | (RegionDifference & { readonly group: string });

/** Something that limits what the comparison says. */
export type Caveat =
  /** `notShown`: predicted regions that would stand after the cut. */
  | { readonly kind: "cut"; readonly group: string; readonly shown: number; readonly notShown: number }
  | { readonly kind: "no-regions"; readonly group: string }
  | { readonly kind: "guessed"; readonly group: string; readonly device: string; readonly consumer: string }
  | { readonly kind: "any-function"; readonly group: string; readonly device: string; readonly consumer: string };

interface ComparedGroup {
  /** The captured group's number. */
  readonly name: string;
  readonly matches: readonly Match[];
  readonly predicted: readonly CapturedRegion[];
}

export interface Comparison {
  readonly groups: readonly ComparedGroup[];
  readonly differences: readonly Difference[];
  readonly caveats: readonly Caveat[];
}

export function compareWithCapture(system: System, captured: readonly CapturedGroup[]): Comparison {
  const comparer = new Comparer(system, captured);
  const groups = captured.map((group) => comparer.group(group));
  comparer.unseenGroups();
  return { groups, differences: comparer.differences, caveats: comparer.caveats };
}

/** Linux's words for a default domain (iommu_group_show_type, 6.12). */
const DOMAIN_TYPES: Readonly<Record<Consumer["domainType"], string | null>> = {
  dma: "DMA",
  "dma-fq": "DMA-FQ",
  identity: "identity",
  none: null,
};

class Comparer {
  readonly differences: Difference[] = [];
  readonly caveats: Caveat[] = [];
  private readonly matches: ReadonlyMap<CapturedGroup, readonly Match[]>;
  /** Ids of consumers that some captured group has, and its number. */
  private readonly whereabouts: ReadonlyMap<string, string>;
  private readonly predictedById: ReadonlyMap<string, Group>;
  /** Predicted groups whose members were asked for. */
  private readonly asked = new Set<Group>();

  constructor(
    private readonly system: System,
    captured: readonly CapturedGroup[],
  ) {
    this.matches = matchDevices(system, captured);
    this.whereabouts = new Map(
      captured.flatMap((group) =>
        (this.matches.get(group) ?? []).flatMap(({ consumer }) =>
          consumer === null ? [] : [[consumer.id, group.name]],
        ),
      ),
    );
    this.predictedById = new Map(system.groups.map((group) => [group.id, group]));
  }

  group(captured: CapturedGroup): ComparedGroup {
    const matches = this.matches.get(captured) ?? [];
    const consumers = [...new Set(matches.flatMap(({ consumer }) => consumer ?? []))];
    for (const match of matches) this.device(captured, match);
    this.membership(captured, matches);
    this.domainType(captured, consumers);
    const predicted = reservedRegions(consumers.flatMap((consumer) => consumer.reservations.filter(isListed)));

    this.regions(captured, predicted);
    return { name: captured.name, matches, predicted };
  }

  /** Predicted groups of which nothing was captured. `path!*` stands for functions that need not exist. */
  unseenGroups(): void {
    for (const { members } of this.system.groups) {
      const needed = members.filter((id) => !this.isAnyFunction(id));
      if (needed.length === 0 || needed.some((id) => this.whereabouts.has(id))) continue;
      this.differences.push({ kind: "missing-group", members: needed });
    }
  }

  private device({ name: group }: CapturedGroup, { device, consumer, by }: Match): void {
    if (consumer === null) {
      this.differences.push({ kind: "unknown-device", group, device: device.name, node: device.node });
      return;
    }
    if (consumer.group === null && !consumer.assumes.includes("unknown-iommu")) {
      const reason = consumer.groupReason ?? "reason unknown";
      this.differences.push({ kind: "unexpected-group", group, consumer: consumer.id, device: device.name, reason });
    }
    if (by === "guess") this.caveats.push({ kind: "guessed", group, device: device.name, consumer: consumer.id });
    if (by === "any-function") {
      this.caveats.push({ kind: "any-function", group, device: device.name, consumer: consumer.id });
    }
  }

  /** Who is here and should not be, and who should be here and is not. */
  private membership({ name: group }: CapturedGroup, matches: readonly Match[]): void {
    const grouped = matches.flatMap(({ device, consumer, by }) => {
      const predicted = this.predictedById.get(consumer?.group ?? "");
      // Nothing is predicted of who shares a group with a function that has no node.
      return consumer === null || predicted === undefined || by === "any-function"
        ? []
        : [{ device, consumer, predicted }];
    });
    const anchor = mostFrequent(grouped.map(({ predicted }) => predicted));
    if (anchor === null) return;
    for (const { device, consumer, predicted } of grouped) {
      if (predicted === anchor) continue;
      this.differences.push({ kind: "extra-member", group, consumer: consumer.id, device: device.name });
    }
    if (this.asked.has(anchor)) return;
    this.asked.add(anchor);
    for (const id of anchor.members) {
      const foundIn = this.whereabouts.get(id);
      if (foundIn === group || this.isAnyFunction(id)) continue;
      if (foundIn === undefined) this.differences.push({ kind: "missing-device", group, consumer: id });
      else this.differences.push({ kind: "missing-member", group, consumer: id, foundIn });
    }
  }

  private domainType({ name: group, type }: CapturedGroup, consumers: readonly Consumer[]): void {
    if (type === null) return;
    const predicted = consumers.map((consumer) => DOMAIN_TYPES[consumer.domainType]).find((known) => known !== null);
    if (predicted === undefined || predicted === null || predicted === type) return;
    this.differences.push({ kind: "domain-type", group, predicted, captured: type });
  }

  /** It stands for functions that need not exist. */
  private isAnyFunction(id: string): boolean {
    return this.system.consumerById.get(id)?.pciFunction === "*";
  }

  private regions(captured: CapturedGroup, predicted: readonly CapturedRegion[]): void {
    const { name: group, regions, isCut } = captured;
    if (regions === null) {
      this.caveats.push({ kind: "no-regions", group });
      return;
    }
    const { differences, notShown } = compareRegions(predicted, regions, isCut);
    for (const difference of differences) this.differences.push({ ...difference, group });
    if (isCut) this.caveats.push({ kind: "cut", group, shown: regions.length, notShown });
  }
}

/** The first of those that occur most often; null of none. */
function mostFrequent(groups: readonly Group[]): Group | null {
  const counts = new Map<Group, number>();
  for (const group of groups) counts.set(group, (counts.get(group) ?? 0) + 1);
  let best: Group | null = null;
  for (const [group, count] of counts) if (best === null || count > (counts.get(best) ?? 0)) best = group;
  return best;
}
