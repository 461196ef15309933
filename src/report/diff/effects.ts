/** Changes as a reader meets them: by the boards that they are the same on, then by whom they happen to. */
import type { Named } from "../names.js";
import type { Size } from "../schema.js";
import type { AskedView, ChangeView, DiffReport } from "./schema.js";

/** All that happens to one consumer, or, without one, to the board, on the same boards. */
export interface Effect {
  /** Its id. */
  readonly consumer: string | null;
  readonly changes: readonly ChangeView[];
}

export interface BoardSet {
  readonly boards: readonly string[];
  readonly effects: readonly Effect[];
}

/** In the order of the changes: largest loss first. */
export function boardSets({ changes }: DiffReport): BoardSet[] {
  const sets = new Map<string, { boards: readonly string[]; effects: Map<string | null, ChangeView[]> }>();
  for (const change of changes) {
    const key = change.boards.join("\0");
    const set = sets.get(key) ?? { boards: change.boards, effects: new Map() };
    sets.set(key, set);
    set.effects.set(change.consumer, [...(set.effects.get(change.consumer) ?? []), change]);
  }
  return [...sets.values()].map(({ boards, effects }) => ({
    boards,
    effects: [...effects].map(([consumer, all]) => ({ consumer, changes: all })),
  }));
}

/** Who a change is about, by id: a consumer, or a node that is none. */
export type Names = (id: string) => Named;

export function namesOf({ consumers }: DiffReport): Names {
  const byId = new Map(consumers.map((consumer) => [consumer.id, consumer]));
  return (id) => byId.get(id) ?? { path: id, name: null, pciFunction: null };
}

export const delta = (before: Size, after: Size): bigint => BigInt(after) - BigInt(before);

/** What decides the verdict: who loses and who gains, and findings by how grave they are. */
export interface Tally {
  /** What is asked for no more, or less strictly, by what it is. */
  readonly lost: Readonly<Record<NonNullable<AskedView>["topic"], number>>;
  /** Consumers under another name from which less is kept than from the one whose streams they have. */
  readonly unkept: number;
  /** Files that ask for more, or for something else. */
  readonly otherwise: readonly ("plan" | "config")[];
  readonly planAdded: boolean;
  /** Consumers from which less is kept than before, or for which less is mapped one to one. */
  readonly unprotected: number;
  /** Consumers for which no IOMMU translates any more. */
  readonly untranslated: number;
  /** Consumers that lose protection under other kernels than the one asked for, and those kernels. */
  readonly elsewhere: { readonly consumers: number; readonly kernels: readonly string[] };
  /** The largest loss of what was kept; null where no range is lost. */
  readonly mostLost: Loss | null;
  readonly renamed: readonly Move[];
  readonly moved: readonly Move[];
  readonly losers: number;
  readonly gainers: number;
  /** Consumers on both sides whose space, group or reservations changed in another way. */
  readonly others: number;
  readonly added: number;
  readonly removed: number;
  readonly newFindings: Readonly<Record<"error" | "warning" | "note", number>>;
  readonly fixedFindings: number;
  /** The usable change with the largest loss; null if nobody loses. */
  readonly worst: Extract<ChangeView, { kind: "usable" }> | null;
}

export type Loss = Extract<ChangeView, { kind: "protection-lost" }>;
export type Move = Extract<ChangeView, { kind: "consumer-moved" }>;

/** An IOMMU translated for it, and none does any more. */
export const losesIommu = ({ before, after }: Loss): boolean => before.translated && !after.translated;

export const lostBytes = ({ lost }: Loss): bigint =>
  lost.reduce((sum, { start, end }) => sum + BigInt(end) - BigInt(start) + 1n, 0n);

/** Who loses protection, and where. */
function lossesIn(
  changes: readonly ChangeView[],
): Pick<Tally, "unprotected" | "untranslated" | "elsewhere" | "mostLost"> {
  const losses = changes.filter((change) => change.kind === "protection-lost");
  const who = (these: readonly Loss[]) => new Set(these.map(({ consumer }) => consumer));
  const [ranges, iommus] = [losses.filter(losesRanges), losses.filter(losesIommu)];
  const here = who([...ranges, ...iommus]);
  const others = losses.filter(({ consumer }) => !here.has(consumer));
  return {
    unprotected: who(ranges).size,
    untranslated: who(iommus).size,
    elsewhere: {
      consumers: who(others).size,
      kernels: [...new Set(others.flatMap(({ elsewhere }) => elsewhere.map(({ kernel }) => kernel)))],
    },
    mostLost: ranges.reduce<Loss | null>(
      (most, one) => (most === null || lostBytes(one) > lostBytes(most) ? one : most),
      null,
    ),
  };
}

const losesRanges = ({ lost, unmapped }: Loss): boolean => lost.length + unmapped.length > 0;

/** Who goes by another path, each once; those that moved with their parents are not counted beside them. */
function movesIn(changes: readonly ChangeView[], how: Move["how"]): Move[] {
  const moves = changes.filter((change) => change.kind === "consumer-moved" && change.how === how) as Move[];
  return [...new Map(moves.map((move) => [`${move.before.consumer}\0${move.after.consumer}`, move])).values()];
}

/** A consumer is counted once, however many boards have the change. */
export function tallyOf({ changes }: DiffReport): Tally {
  const [losers, gainers, touched] = [new Set<string | null>(), new Set<string | null>(), new Set<string | null>()];
  const newFindings = { error: 0, warning: 0, note: 0 };
  const losses = lossesIn(changes);
  const unprotected = new Set(changes.filter(({ kind }) => kind === "protection-lost").map(({ consumer }) => consumer));
  let worst: Tally["worst"] = null;
  for (const change of changes) {
    if (change.kind === "finding-new") newFindings[change.after.severity]++;
    if (change.kind === "group" || change.kind === "reservation" || change.kind === "usable")
      touched.add(change.consumer);
    if (change.kind !== "usable") continue;
    const gain = delta(change.before.bytes, change.after.bytes);
    if (gain < 0n) worst ??= change;
    // Whoever may be handed what was kept from it has gained nothing.
    if (gain < 0n) losers.add(change.consumer);
    else if (gain > 0n && !unprotected.has(change.consumer)) gainers.add(change.consumer);
  }
  const count = (kind: ChangeView["kind"]) => changes.filter((change) => change.kind === kind).length;
  const asked = changes.filter((change) => change.kind === "plan" || change.kind === "config");
  const lost = { file: 0, expectation: 0, need: 0, budget: 0, level: 0, profile: 0, other: 0 };
  for (const { asksLess, before } of asked) if (asksLess && before !== null) lost[before.topic]++;
  const planAdded = asked.some(({ before, after }) => before === null && after?.topic === "file");
  const unkept = changes.filter((change) => change.kind === "streams-handed-over" && change.lost.length > 0);
  return {
    lost,
    unkept: new Set(unkept.map(({ consumer }) => consumer)).size,
    otherwise: [...new Set(asked.filter(({ asksLess }) => !asksLess).map(({ kind }) => kind))].filter(
      (kind) => kind !== "plan" || !(planAdded || lost.file > 0),
    ),
    planAdded,
    losers: losers.size,
    gainers: gainers.size,
    ...losses,
    renamed: movesIn(changes, "renamed"),
    moved: movesIn(changes, "moved"),
    others: [...touched].filter((id) => !losers.has(id) && !gainers.has(id) && !unprotected.has(id)).length,
    added: new Set(changes.filter(({ kind }) => kind === "consumer-added").map((c) => c.consumer)).size,
    removed: new Set(changes.filter(({ kind }) => kind === "consumer-removed").map((c) => c.consumer)).size,
    newFindings,
    fixedFindings: count("finding-fixed"),
    worst,
  };
}
