/** The stream-match entries of one SMMU v1 or v2 instance (arm_smmu_find_sme, arm-smmu.c, 6.1 and 6.12). */
import type { CandidateStream, GroupToken } from "./grouping.js";

interface Entry {
  readonly id: number;
  readonly mask: number;
  group: GroupToken | null;
  users: number;
}

/** The stream overlaps an entry without lying inside it, its neighbours belong to different groups, or none is free. */
export type MatchRefusal = "overlap" | "two-groups" | "no-entry";

type MatchOutcome =
  | { readonly ok: true; readonly group: GroupToken }
  | { readonly ok: false; readonly stream: CandidateStream; readonly reason: MatchRefusal };

/** Whether the ids that (`id`, `mask`) matches all lie in what `entry` matches. */
const isInside = (entry: Entry, id: number, mask: number): boolean =>
  (mask & entry.mask) === mask && ((id ^ entry.id) & ~entry.mask) === 0;

const overlaps = (entry: Entry, id: number, mask: number): boolean => ((id ^ entry.id) & ~(entry.mask | mask)) === 0;

/** Entries in use; devices are added in the order in which they probe. */
export class StreamMatchTable {
  private readonly entries: Entry[] = [];

  /** @param most how many entries there are; 0: the SMMU goes by the id alone; null: more than anyone uses */
  constructor(private readonly most: number | null = null) {}

  /**
   * Adds all streams of a device, or none. Its group is the one that its entries already have, else a new one. What
   * counts is the *last* entry: when that one is new, a new group is made although an earlier entry had one
   * (arm_smmu_device_group).
   *
   * @param newGroup called once when a group is needed
   */
  add(streams: readonly CandidateStream[], newGroup: () => GroupToken): MatchOutcome {
    const taken: Entry[] = [];
    for (const stream of streams) {
      const entry = this.take(stream);
      if (typeof entry === "string") {
        this.release(taken);
        return { ok: false, stream, reason: entry };
      }
      taken.push(entry);
    }
    let group: GroupToken | null = null;
    for (const [i, entry] of taken.entries()) {
      if (group !== null && entry.group !== null && entry.group !== group) {
        this.release(taken);
        const stream = streams[i];
        if (stream === undefined) break;
        return { ok: false, stream, reason: "two-groups" };
      }
      group = entry.group;
    }
    group ??= newGroup();
    for (const entry of taken) entry.group = group;
    return { ok: true, group };
  }

  /** Takes the streams of a device out again. */
  remove(streams: readonly CandidateStream[]): void {
    this.release(
      streams.flatMap((stream) => this.entries.find((entry) => isInside(entry, stream.id, this.maskOf(stream))) ?? []),
    );
  }

  private maskOf(stream: CandidateStream): number {
    return this.most === 0 ? 0 : stream.mask;
  }

  private take(stream: CandidateStream): Entry | "overlap" | "no-entry" {
    const mask = this.maskOf(stream);
    for (const entry of this.entries) {
      if (isInside(entry, stream.id, mask)) {
        entry.users++;
        return entry;
      }
      if (overlaps(entry, stream.id, mask)) return "overlap";
    }
    if (this.most !== null && this.most > 0 && this.entries.length >= this.most) return "no-entry";
    const entry: Entry = { id: stream.id, mask, group: null, users: 1 };
    this.entries.push(entry);
    return entry;
  }

  private release(entries: readonly Entry[]): void {
    for (const entry of entries) {
      entry.users--;
      if (entry.users === 0) this.entries.splice(this.entries.indexOf(entry), 1);
    }
  }
}
