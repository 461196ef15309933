/** Before over after as rows of bars: those whose spaces look alike have theirs together, members stand below their device. */
import type { Range } from "../../base/range.js";
import { counted } from "../amount.js";
import type { Block, MapBlock, MapRow } from "../blocks.js";
import { fullName, homeOf, shortName, someOf } from "../names.js";
import { path, type Styled, text } from "../styled.js";
import type { BoardCluster } from "./board-clusters.js";
import type { BoardSet, Names } from "./effects.js";
import { type BeforeAfter, beforeAfterOf, extentOf, lookOf, spansOf } from "./picture.js";

/** What kinds are called here: nothing is known of who needs what. */
export const SIDE_WORDS: MapBlock["words"] = { reserved: "kept", short: "no longer kept" };

/** Consumers with the same bars on the same boards. */
export interface Alike {
  readonly drawn: BeforeAfter;
  readonly boards: readonly string[];
  readonly ids: readonly string[];
  /** The home that all of them have; null where they have none in common. */
  readonly home: string | null;
}

/**
 * One picture of sets that have to do with each other, on one scale.
 *
 * @param boards of all sets: what is not on all of them says on how many
 * @param most how many pictures there are at most; the others are counted
 */
export function beforeAfterBlocks({ sets, boards }: BoardCluster, names: Names, most: number): Block[] {
  const all = sets.flatMap((set) => alike(set, names));
  const shown = all.slice(0, most);
  const extent = extentOf(shown.flatMap(({ drawn }) => drawn.spaces));
  if (extent === null) return [];
  const more = all.slice(most).reduce((sum, { ids }) => sum + ids.length, 0);
  const rows = homesOf(shown).flatMap((home) => homeRows(home, names, extent, boards.length));
  return [
    { kind: "title", level: 2, text: text("Before and after", "strong") },
    { kind: "map", extent, rows, words: SIDE_WORDS },
    ...(more === 0
      ? []
      : [{ kind: "paragraph", text: text(`and ${more} more with other addresses`, "faint") } as const]),
  ];
}

/** In the order of their firsts. */
export function alike({ boards, effects }: BoardSet, names: Names): Alike[] {
  const known = new Map<string, { drawn: BeforeAfter; ids: string[] }>();
  const all = effects.flatMap((effect) => beforeAfterOf(effect) ?? []);
  // One that is gone stands over those that have its streams.
  const passedOn = new Set(all.flatMap(({ streamsOf }) => streamsOf));
  for (const drawn of all.filter(({ consumer }) => !passedOn.has(consumer))) {
    const key = [...drawn.streamsOf, ...drawn.spaces.map((space) => `${space.side} ${lookOf(space)}`)].join("\0");
    const same = known.get(key) ?? { drawn, ids: [] };
    known.set(key, same);
    same.ids.push(drawn.consumer);
  }
  return [...known.values()].map(({ drawn, ids }) => {
    const homes = new Set(ids.map((id) => homeOf(names(id))));
    const [home = null] = homes;
    return { drawn, boards, ids, home: homes.size === 1 ? home : null };
  });
}

interface Home {
  /** Null where the names say where they belong. */
  readonly path: string | null;
  readonly members: readonly Alike[];
}

/** A home is told where several pictures are below it. */
function homesOf(all: readonly Alike[]): Home[] {
  const homes = new Map<string | null, Alike[]>();
  for (const one of all) homes.set(one.home, [...(homes.get(one.home) ?? []), one]);
  return [...homes].map(([home, members]) => ({ path: members.length === 1 ? null : home, members }));
}

/** @param boards how many there are */
function homeRows({ path: home, members }: Home, names: Names, extent: Range, boards: number): MapRow[] {
  const label = (one: Alike, nameOf: typeof fullName): Styled => [
    ...namesText(one, names, nameOf),
    ...text(one.boards.length === boards ? "" : `, on ${counted(one.boards.length, "board")}`),
  ];
  if (home === null) return members.flatMap((one) => consumerRows(one, ["", "  "], label(one, fullName), extent));
  const below = members.flatMap((one, i) => {
    const leads: Leads = i === members.length - 1 ? ["└ ", "    "] : ["├ ", "│   "];
    return consumerRows(one, leads, label(one, shortName), extent);
  });
  return [{ lead: "", label: path(home), spans: null }, ...below];
}

/** What stands before a name, and before the bars below it. */
type Leads = readonly [name: string, bars: string];

function consumerRows({ drawn: { spaces } }: Alike, [lead, below]: Leads, label: Styled, extent: Range): MapRow[] {
  const bars = spaces.map((space): MapRow => {
    const side = spaces.length > 1 ? space.side : ALONE[space.side];
    return { lead: below, label: text(side), spans: spansOf(space, extent) };
  });
  return [{ lead, label, spans: null }, ...bars];
}

/** Of one that is on one side only. */
const ALONE = { before: "gone", after: "new" } as const;

/** More names than these are counted. */
const MOST_NAMES = 6;

function namesText({ ids, drawn: { streamsOf } }: Alike, names: Names, nameOf: typeof fullName): Styled {
  const who = someOf(
    ids.map((id) => nameOf(names(id))),
    MOST_NAMES,
  );
  if (streamsOf.length === 0) return text(who, "strong");
  const whose = streamsOf.map((id) => fullName(names(id))).join(", ");
  return [...text(who, "strong"), ...text(`, before: ${whose}`)];
}
