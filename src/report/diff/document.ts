/** A diff: the verdict, what a reviewer must see, then all that changes, by the boards that it is the same on. */
import type { Block, TreeItem } from "../blocks.js";
import { homeOf, shortName } from "../names.js";
import { attemptedDiff, failureHeadline, failureList } from "../section/failures.js";
import { shardBlocks, WHOLE_DIFF } from "../section/shard.js";
import { joined, path, rawText, type Styled, text, widthOf } from "../styled.js";
import { beforeAfterBlocks } from "./bars.js";
import { type BoardCluster, boardClusters } from "./board-clusters.js";
import { BoardNames } from "./board-names.js";
import { digestOf } from "./digest.js";
import { type BoardSet, type Effect, type Names, namesOf } from "./effects.js";
import { detailsIn, said, sentence } from "./phrases.js";
import type { DiffReport } from "./schema.js";
import { boardLines, verdictOf } from "./verdict.js";

export function diffBlocks(report: DiffReport, verbose: boolean): Block[] {
  const attempt = attemptedDiff(report);
  const verdict = verdictOf(report);
  const parts = [failureHeadline(attempt, "compared"), text(verdict.text, verdict.style)];
  const headline = joined(
    parts.filter((part) => widthOf(part) > 0),
    "; ",
  );
  const boardNames = new BoardNames(report, verbose);
  const boards = boardLines(report, verbose, boardNames);
  return [
    { kind: "title", level: 1, text: headline },
    { kind: "paragraph", text: sides(report, boardNames) },
    ...shardBlocks(report, WHOLE_DIFF),
    ...failureList(attempt, verbose),
    ...digestOf(report, boardNames),
    ...(boards.length === 0 ? [] : [{ kind: "list", items: boards } as const]),
    ...boardClusters(report).map((cluster) => clusterBlock(cluster, report, boardNames)),
  ];
}

const sides = (report: DiffReport, { folder }: BoardNames): Styled => [
  ...path(report.old, "strong"),
  ...text(" → "),
  ...path(report.new, "strong"),
  ...text(`, Linux ${report.kernelVersion}`),
  ...(folder === "" || report.changes.length === 0 ? [] : [...text("; boards in "), ...path(folder)]),
];

/** Boards that share an effect are named once, above all that happens to them. */
function clusterBlock(cluster: BoardCluster, report: DiffReport, boardNames: BoardNames): Block {
  const { boards, sets } = cluster;
  const names = namesOf(report);
  const tree = ({ effects }: BoardSet): Block => ({ kind: "tree", roots: byHome(effects, names, boardNames.most) });
  const picture = beforeAfterBlocks(cluster, names, boardNames.most);
  if (report.boards.length < 2) {
    return { kind: "folded", summary: text("Changes", "strong"), blocks: [...sets.map(tree), ...picture] };
  }
  const every: Block = { kind: "paragraph", text: boardNames.list(boards) };
  const isSame = sets.length === 1;
  const summary = isSame ? sameOn(boards.length) : `Changes on ${boards.length} boards`;
  const parts = sets.flatMap((set): Block[] => [
    { kind: "paragraph", text: [...text("• "), ...whichOf(set.boards, boards, boardNames)] },
    tree(set),
  ]);
  return {
    kind: "folded",
    summary: text(summary, "strong"),
    blocks: [every, ...(isSame ? sets.map(tree) : parts), ...picture],
  };
}

const sameOn = (count: number): string => (count === 1 ? "On 1 board" : `Same change on ${count} boards`);

/** The boards of a set among those of its cluster, by whichever of the two lists is shorter. */
function whichOf(some: readonly string[], all: readonly string[], names: BoardNames): Styled {
  const others = all.filter((board) => !some.includes(board));
  if (others.length === 0) return text(`on all ${all.length}`, "strong");
  const count = text(`on ${some.length} of them`, "strong");
  return others.length < some.length
    ? [...count, ...text(", all but "), ...names.list(others)]
    : [...count, ...text(": "), ...names.list(some)];
}

interface Home {
  readonly label: Styled;
  readonly details: Styled[];
  /** By what is said: siblings of whom the same is said are one. */
  readonly children: Map<
    string,
    { readonly who: string[]; readonly what: Styled; readonly details: readonly Styled[] }
  >;
}

/** Children and functions below their device, child nodes below the parent that they share. */
function byHome(effects: readonly Effect[], names: Names, mostNames: number): TreeItem[] {
  const homes = new Map<string, Home>();
  for (const { consumer, changes } of effects) {
    const home = consumer === null ? "" : homeOf(names(consumer));
    const known: Home = homes.get(home) ?? {
      label: home === "" ? text("the board") : path(home),
      details: [],
      children: new Map(),
    };
    homes.set(home, known);
    const details = detailsIn(changes, names);
    if (consumer === null) known.details.push(...details);
    else addChild(known, shortName(names(consumer)), said(changes, names), details);
  }
  return [...homes.values()].map(({ label, details, children }) => ({
    label,
    details,
    children: [...children.values()].map((child) => ({
      label: sentence(child.who, child.what, mostNames),
      details: child.details,
      children: [],
    })),
  }));
}

function addChild({ children }: Home, name: string, what: Styled, details: readonly Styled[]): void {
  const key = [what, ...details].map(rawText).join("\0");
  const known = children.get(key);
  if (known === undefined) children.set(key, { who: [name], what, details });
  else known.who.push(name);
}
