/** A prediction against what a booted kernel printed: one comparison for each thing that was captured. */
import { lastByte, type Range, RangeSet } from "../../src/base/range.js";
import { FOUR_GIB } from "../../src/base/units.js";
import type { Consumer, System } from "../../src/system/model.js";
import type { Recorded, Recording } from "./recordings.js";

export interface RecordedComparison {
  /** `sysfs c100000.mta`: what is compared, and of whom. */
  readonly what: string;
  /** Readable values of the same shape. */
  readonly ours: unknown;
  readonly theirs: unknown;
}

/** The host bridge of the machine; functions of which the tree knows no node are `!BB:DD.F` below it. */
const BRIDGE = "/pcie@10000000";

/** A device that no driver binds: Linux 6.12 gives it no group, which no tree tells. */
const NOT_COMPARED: Readonly<Record<string, readonly string[]>> = { "v_nodriver.linux-6.12": ["/va@c100000"] };

/** Everything that was captured. Of a kernel that crashed, that alone. */
export function recordedComparisons({ name, recorded }: Recording, system: System): readonly RecordedComparison[] {
  const crashes: RecordedComparison = {
    what: "crashes",
    ours: system.messages.some((message) => message.kind === "crash"),
    theirs: recorded.crashes ?? false,
  };
  if (recorded.crashes === true) return [crashes];
  const board = new RecordedBoard(recorded, system, NOT_COMPARED[name] ?? []);
  return [crashes, ...board.comparisons()];
}

class RecordedBoard {
  /** `c111000.c05a` to the id of its consumer. */
  private readonly ids = new Map<string, string>();

  constructor(
    private readonly recorded: Recorded,
    private readonly system: System,
    private readonly ignored: readonly string[],
  ) {
    for (const { members } of recorded.groups) {
      for (const { device, node } of members) this.ids.set(device, node ?? this.functionId(device));
    }
  }

  *comparisons(): Generator<RecordedComparison> {
    const { recorded, system } = this;
    yield { what: "groups", ours: this.ourGroups(), theirs: this.theirGroups() };
    for (const { members, sysfs } of recorded.groups) {
      const device = members[0]?.device ?? "";
      const group = system.groups.find((g) => g.members.includes(this.idOf(device)));
      const ours = group?.reservedRegions.map((r) => regionText(r.start, r.last, r.type)) ?? null;
      yield { what: `sysfs ${device}`, ours, theirs: sysfs.map((r) => regionText(r.start, r.end, r.type)) };
    }
    yield* this.allocators();
    for (const [device, page] of Object.entries(recorded.firstPage ?? {})) {
      const ours = this.consumer(device)?.firstPage;
      yield { what: `firstPage ${device}`, ours: addressText(ours), theirs: addressText(page) };
    }
    if (recorded.directMaps != null) {
      const ours = system.directMaps.map(({ range }) => rangeText(range));
      yield { what: "directMaps", ours, theirs: recorded.directMaps.map(pairText) };
    }
    if (recorded.withoutGroup != null) {
      yield {
        what: "withoutGroup",
        ours: this.ourGroupless(),
        theirs: recorded.withoutGroup.map((d) => this.idOf(d)).sort(),
      };
    }
    if (recorded.messages != null) {
      const ours = unique(system.messages.filter((m) => m.kind === "line").map((m) => withoutNumbers(m.text)));
      yield { what: "messages", ours, theirs: unique(recorded.messages.map(withoutDriver).map(withoutNumbers)) };
    }
  }

  private *allocators(): Generator<RecordedComparison> {
    const { allocator, groups, kernel } = this.recorded;
    if (allocator == null || kernel.includes("sysfs only")) return;
    // Some recordings were made before the allocator was looked into, and have it empty for all.
    if (Object.keys(allocator).length === 0) return;
    for (const { device } of groups.flatMap((group) => group.members)) {
      const ours = this.consumer(device)?.domain.allocator ?? null;
      const theirs = (allocator[device] ?? []).map(rangeOfPair);
      const kept = ours === null ? theirs : withoutLivePages(theirs, ours, this.idOf(device));
      yield { what: `allocator ${device}`, ours: ours?.map(rangeText) ?? null, theirs: kept.map(rangeText) };
    }
  }

  /** Whatever functions the machine may have are one consumer without a plan: recordings mostly leave them out. */
  private ourGroups(): readonly string[] {
    const any = `${BRIDGE}!*`;
    const isRecorded = [...this.ids.values()].includes(any);
    return this.system.groups
      .filter(({ members }) => isRecorded || !members.includes(any))
      .filter(({ members }) => !members.every((id) => this.ignored.includes(id)))
      .map(({ members }) => [...members].sort().join(" "))
      .sort();
  }

  private theirGroups(): readonly string[] {
    return this.recorded.groups
      .map(({ members }) =>
        members
          .map(({ device }) => this.idOf(device))
          .sort()
          .join(" "),
      )
      .sort();
  }

  /** Functions are not listed in recordings. One without a reason counts as a difference. */
  private ourGroupless(): readonly string[] {
    return this.system.consumers
      .filter((c) => c.group === null && c.kind !== "pci-function" && !this.ignored.includes(c.id))
      .map((c) => (c.groupReason === null ? `${c.id} without a reason` : c.id))
      .sort();
  }

  private consumer(device: string): Consumer | undefined {
    return this.system.consumers.find((c) => c.id === this.idOf(device));
  }

  /** The recording says the node of those in groups; others are found by Linux's name. */
  private idOf(device: string): string {
    return this.ids.get(device) ?? this.system.consumers.find((c) => c.deviceName === device)?.id ?? device;
  }

  /** A function that the plan does not name is one of `!*`. */
  private functionId(device: string): string {
    const id = `${BRIDGE}!${device.replace(/^0000:/, "")}`;
    return this.system.consumers.some((c) => c.id === id) ? id : `${BRIDGE}!*`;
  }
}

const hex = (value: bigint): string => `0x${value.toString(16)}`;
const addressText = (value: bigint | null | undefined): string => (value == null ? "none" : hex(value));
const regionText = (start: bigint, last: bigint, type: string): string => `${hex(start)}-${hex(last)} ${type}`;
const rangeText = (range: Range): string => `${hex(range.start)}-${hex(lastByte(range))}`;
const pairText = ([start, last]: readonly [bigint, bigint]): string => `${hex(start)}-${hex(last)}`;
const rangeOfPair = ([start, last]: readonly [bigint, bigint]): Range => ({ start, end: last + 1n });
const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort();

/** Linux puts the bound driver's name, or the bus's, in front of the device's, which no tree tells. */
const withoutDriver = (line: string): string => line.replace(/^[^\s:]+ (?=\S+: )/, "");

/** `WARNING: CPU: 0 PID: 27 at FILE:155 FUNCTION+0x7c/0x90` and, from 7.3, `WARNING: FILE:155 at FUNCTION+0x7c/0x98, CPU#0: ...` */
const WARNING = /^WARNING: (?:CPU: \d+ PID: \d+ at )?(\S+?):\d+ (?:at )?(\w+)\+.*$/;

/** Messages are compared without addresses, offsets and line numbers. */
const withoutNumbers = (line: string): string =>
  line.replace(WARNING, "WARNING: at $1 $2").replace(/0x[0-9a-f]+/g, "0x");

/** The functions that had done I/O when the allocator was printed, in all recordings with PCI. */
const WITH_LIVE_PAGES = /!(?:00:03\.1|00:07\.0|00:08\.0|01:00\.0|02:01\.0)$|\/c16d7@7,0$|\/f00031@3,1$/;

/** How far below the top of free 32-bit space such pages were seen. */
const LIVE_PAGES_WITHIN = 0x20000n;

/** What the model does not hold and calls free is left out where live pages would be: just below where free space ends. */
function withoutLivePages(theirs: readonly Range[], ours: readonly Range[], id: string): readonly Range[] {
  if (!WITH_LIVE_PAGES.test(id)) return theirs;
  const held = RangeSet.of(ours);
  const top = held.ranges.find((range) => range.start < FOUR_GIB && range.end >= FOUR_GIB)?.start ?? FOUR_GIB;
  return theirs.filter((node) => {
    const isFree = held.clip(node).isEmpty;
    return !(isFree && lastByte(node) < top && node.start >= top - LIVE_PAGES_WITHIN);
  });
}
