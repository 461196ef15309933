/** Who shares an IOMMU group, hence a domain: the drivers' `device_group` (6.1 and 6.12), device by device. */

import type { Range } from "../base/range.js";
import type { Kernel } from "../kernel/kernel.js";
import { type DtNode, pathOf } from "../tree/tree.js";
import { textList } from "../tree/value.js";
import type { GroupPolicy, IommuDriver } from "./driver.js";
import { bankOf, regionByDmaWindow, regionByPorts } from "./mediatek.js";
import { type GroupToken, type MatchRefusal, StreamMatchTable } from "./stream-match.js";
import type { Stream } from "./streams.js";

/** A device with a working IOMMU, about to get a group. */
export interface GroupCandidate {
  readonly id: string;
  /** The name that the kernel's messages use. */
  readonly deviceName: string;
  readonly iommu: DtNode;
  readonly driver: IommuDriver;
  readonly streams: readonly Stream[];
  /** Stands for more devices or ids than can be told apart, and so meets nobody. */
  readonly standsForMany: boolean;
  /** Functions with the same key share by PCI's rules; null for other devices. */
  readonly pciKey: string | null;
  /** The first window of `dma-ranges` that counts for the device. */
  readonly dmaWindow: Range | null;
}

export type GroupOutcome =
  | { readonly ok: true; readonly group: GroupToken; readonly mediatekRegion: number | null }
  /** `message` is the line that the kernel prints, null if none is known. */
  | {
      readonly ok: false;
      readonly reason: string;
      readonly message: string | null;
      /** What may cost others their IOMMU, too: null of a stream that is taken, which does not. */
      readonly refusal: "stream-width" | "stream-table" | "streams" | null;
    };

/** Candidates are added in the order in which their devices probe. */
export class GroupAllocator {
  private serial = 0;
  private readonly byKey = new Map<string, GroupToken>();
  private readonly matchTables = new Map<DtNode, StreamMatchTable>();
  private readonly streamOwners = new Map<DtNode, Map<number, GroupCandidate>>();

  constructor(private readonly kernel: Kernel) {}

  add(candidate: GroupCandidate): GroupOutcome {
    const policy = candidate.driver.groups;
    switch (policy.kind) {
      case "device":
        return joined(this.ownGroup(candidate));
      case "instance":
        return joined(this.groupFor(`instance ${pathOf(candidate.iommu)}`));
      case "smmu-v2":
        return this.addByMatch(candidate);
      case "smmu-v3":
        return this.addByOwner(candidate);
      case "stream":
        return this.addByStream(candidate);
      case "tegra":
        return joined(this.groupFor(tegraKey(candidate, policy.shared)));
      case "mediatek":
        return this.addByRegion(candidate, policy);
    }
  }

  /** Undoes `add` for a device that fails later in its probe. */
  remove(candidate: GroupCandidate): void {
    this.matchTables.get(candidate.iommu)?.remove(candidate.streams);
    const owners = this.streamOwners.get(candidate.iommu);
    for (const { id } of candidate.streams) if (owners?.get(id) === candidate) owners.delete(id);
  }

  private addByMatch(candidate: GroupCandidate): GroupOutcome {
    if (candidate.standsForMany) return joined(this.ownGroup(candidate));
    const tooWide = wideStream(candidate);
    if (tooWide !== null) {
      const mask = 2 ** (candidate.driver.streamIdBits ?? 16) - 1;
      const message = `stream ID ${hex(tooWide.id)} out of range for SMMU (${hex(mask)})`;
      return { ok: false, reason: tooWide.reason, message, refusal: "stream-width" };
    }
    const entries = candidate.driver.streamMapEntries;
    const table = this.matchTables.get(candidate.iommu) ?? new StreamMatchTable(entries);
    this.matchTables.set(candidate.iommu, table);
    const outcome = table.add(candidate.streams, () => this.ownGroup(candidate));
    if (outcome.ok) return joined(outcome.group);
    const stream = `stream ${hex(outcome.stream.id)} mask ${hex(outcome.stream.mask)}`;
    const refusal = outcome.reason === "no-entry" ? "stream-table" : "streams";
    return { ok: false, reason: matchRefusal(outcome.reason, stream, entries), message: null, refusal };
  }

  private addByOwner(candidate: GroupCandidate): GroupOutcome {
    if (candidate.standsForMany) return joined(this.ownGroup(candidate));
    const owners = this.streamOwners.get(candidate.iommu) ?? new Map<number, GroupCandidate>();
    this.streamOwners.set(candidate.iommu, owners);
    const tooWide = wideStream(candidate);
    if (tooWide !== null) return { ok: false, reason: tooWide.reason, message: null, refusal: "stream-width" };
    for (const { id } of candidate.streams) {
      const owner = owners.get(id);
      if (owner === undefined) continue;
      const message = this.kernel.refusesSharedStreamsUnnamed
        ? null
        : `stream ${id} already in tree from dev ${owner.deviceName}`;
      return {
        ok: false,
        reason: `its stream ${id} belongs to ${owner.id} already: arm-smmu-v3 refuses`,
        message,
        refusal: null,
      };
    }
    for (const { id } of candidate.streams) owners.set(id, candidate);
    return joined(this.ownGroup(candidate));
  }

  /** apple_dart_device_group: all streams in one group, or all in none. */
  private addByStream(candidate: GroupCandidate): GroupOutcome {
    const keys = candidate.streams.map(({ iommu, id }) => `stream ${pathOf(iommu)} ${id}`);
    const groups = keys.map((key) => this.byKey.get(key) ?? null);
    if (groups.some((group, i) => i > 0 && groups[i - 1] !== null && group !== groups[i - 1])) {
      return {
        ok: false,
        reason: "its streams belong to different groups: apple-dart refuses with -EINVAL",
        message: null,
        refusal: "streams",
      };
    }
    const group = groups.at(-1) ?? this.ownGroup(candidate);
    for (const key of keys) this.byKey.set(key, group);
    return joined(group);
  }

  private addByRegion(candidate: GroupCandidate, policy: GroupPolicy & { kind: "mediatek" }): GroupOutcome {
    const { platform } = policy;
    const ids = candidate.streams.map((stream) => stream.id);
    const region = this.kernel.choosesMediatekRegionByPort
      ? regionByPorts(platform, ids)
      : regionByDmaWindow(platform, candidate.dmaWindow);
    if (region === null) {
      return {
        ok: false,
        reason: "no IOVA region of its IOMMU has all its ports: mtk_iommu refuses",
        message: null,
        refusal: "streams",
      };
    }
    const tables = platform.sharesPageTables ? candidate.driver.id : pathOf(candidate.iommu);
    const group = this.groupFor(`mediatek ${tables} ${bankOf(platform, ids) || region}`);
    return { ok: true, group, mediatekRegion: region };
  }

  /** A new group, for PCI functions that of all with the same key. */
  private ownGroup(candidate: GroupCandidate): GroupToken {
    return candidate.pciKey === null ? { serial: this.serial++ } : this.groupFor(`pci ${candidate.pciKey}`);
  }

  private groupFor(key: string): GroupToken {
    const group = this.byKey.get(key) ?? { serial: this.serial++ };
    this.byKey.set(key, group);
    return group;
  }
}

/** A stream whose id the IOMMU does not know. */
function wideStream({ driver, streams }: GroupCandidate): { readonly id: number; readonly reason: string } | null {
  const { streamIdBits: bits } = driver;
  const wide = bits === null ? undefined : streams.find(({ id }) => id >= 2 ** bits);
  if (wide === undefined) return null;
  return {
    id: wide.id,
    reason: `its stream id 0x${wide.id.toString(16)} has more than the ${bits} bits of its IOMMU's`,
  };
}

function matchRefusal(reason: MatchRefusal, stream: string, entries: number | null): string {
  switch (reason) {
    case "overlap":
      return `its ${stream} overlaps a stream of an earlier device without lying inside it: arm-smmu refuses with -EINVAL`;
    case "two-groups":
      return `its streams lie inside those of two groups: arm-smmu refuses with -EINVAL at ${stream}`;
    case "no-entry":
      return `its ${stream} finds none of the ${entries} stream-map entries free: arm-smmu refuses with -ENOSPC`;
  }
}

const hex = (value: number): string => `0x${value.toString(16)}`;

const joined = (group: GroupToken): GroupOutcome => ({ ok: true, group, mediatekRegion: null });

function tegraKey(candidate: GroupCandidate, shared: Readonly<Record<string, readonly number[]>>): string {
  const client = candidate.streams[0]?.id ?? 0;
  const sets = textList(candidate.iommu, "compatible").flatMap((name) => shared[name] ?? []);
  return `tegra ${pathOf(candidate.iommu)} ${sets.includes(client) ? "shared" : client}`;
}
