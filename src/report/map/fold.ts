/** Which lanes are drawn: consumers whose spaces look alike share a row, as a report's tables have it. */
import type { Cluster, Lane, Picture, Space, Span } from "./model.js";

export interface Row {
  /** `heading`: a device that masters no DMA itself and heads its family. */
  readonly kind: "heading" | "lanes";
  /** A member stands below its device. */
  readonly depth: 0 | 1;
  /** The last member of its family. */
  readonly isLast: boolean;
  /** What the row is of: a device's path, or the lanes' names. */
  readonly names: readonly string[];
  /** All of them look like the first; empty for a heading. */
  readonly lanes: readonly Lane[];
}

/** `all`: whoever looks alike; `alone`: not members of a family that has something to tell; `none`: nobody. */
export type Folding = "all" | "alone" | "none";

export function rowsOf({ clusters }: Picture, folding: Folding): Row[] {
  const foldsNone = folding === "none";
  const apart = new Set(clusters.filter((cluster) => isSingle(cluster) || (!foldsNone && isIdle(cluster))));
  const alike = groups([...apart].flatMap(clusterLanes), foldsNone);
  const byFirst = new Map(alike.map((lanes) => [lanes[0], lanes]));
  return clusters.flatMap((cluster) => {
    if (!apart.has(cluster)) return familyRows(cluster, folding !== "all");
    return clusterLanes(cluster).flatMap((lane) => {
      const lanes = byFirst.get(lane);
      return lanes === undefined ? [] : [{ ...laneRow(lanes, 0, false), names: lanes.map((one) => one.fullName) }];
    });
  });
}

const clusterLanes = ({ head, members }: Cluster): readonly Lane[] => (head === null ? members : [head, ...members]);

const isSingle = (cluster: Cluster): boolean => clusterLanes(cluster).length === 1;

/** A family that nothing is kept from, and nothing needed by: there is nothing to inherit. */
export const isIdle = (cluster: Cluster): boolean =>
  clusterLanes(cluster).every(({ spaces }) => spaces.every((space) => (space?.spans ?? []).every(isPlain)));

const isPlain = ({ kind }: Span): boolean => kind === "usable" || kind === "first-page" || kind === "unreachable";

function familyRows({ parent, head, members }: Cluster, foldsNone: boolean): Row[] {
  const top: Row =
    head === null
      ? { kind: "heading", depth: 0, isLast: false, names: [parent], lanes: [] }
      : { ...laneRow([head], 0, false), names: [parent] };
  const below = groups(members, foldsNone);
  return [top, ...below.map((lanes, i) => laneRow(lanes, 1, i === below.length - 1))];
}

const laneRow = (lanes: readonly Lane[], depth: 0 | 1, isLast: boolean): Row => ({
  kind: "lanes",
  depth,
  isLast,
  names: lanes.map(({ name }) => name),
  lanes,
});

/** In the order of their firsts. */
function groups(lanes: readonly Lane[], foldsNone: boolean): Lane[][] {
  const known = new Map<unknown, Lane[]>();
  for (const lane of lanes) {
    const key = foldsNone ? lane : laneLook(lane);
    const group = known.get(key);
    if (group === undefined) known.set(key, [lane]);
    else group.push(lane);
  }
  return [...known.values()];
}

const laneLook = ({ spaces }: Lane): string => spaces.map(spaceLook).join("|");

/** What of a space is seen: the kinds and where they begin. */
export const spaceLook = (space: Space | null): string =>
  (space?.spans ?? [])
    .filter(({ kind }, i, spans) => kind !== spans[i - 1]?.kind)
    .map(({ kind, start }) => `${kind} ${start}`)
    .join(",");
