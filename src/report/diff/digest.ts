/** What a reviewer must see though the details are folded away: lost space, groups and consumers, new errors and warnings. */
import type { Block } from "../blocks.js";
import { fullName } from "../names.js";
import { rawText, type Styled, text } from "../styled.js";
import type { BoardNames } from "./board-names.js";
import { boardSets, type Effect, type Names, namesOf } from "./effects.js";
import { detailsOf, said, sentence } from "./phrases.js";
import type { ChangeView, DiffReport } from "./schema.js";

/** More lines above the fold would push the rest of a conversation away. */
const MOST_LINES = 12;

/** Largest loss first, as the changes are; who has the same said of him stands in one line. */
export function digestOf(report: DiffReport, boardNames: BoardNames): Block[] {
  const names = namesOf(report);
  const found = new Map<string, { who: string[]; what: Styled; boards: Set<string>; isSame: boolean }>();
  for (const { boards, effects } of boardSets(report)) {
    for (const { who, what } of effects.flatMap((effect) => headlines(effect, names))) {
      const key = `${who === null}\0${rawText(what)}`;
      const known = found.get(key) ?? { who: [], what, boards: new Set(boards), isSame: true };
      if (who !== null && !known.who.includes(who)) known.who.push(who);
      known.isSame &&= boards.length === known.boards.size && boards.every((board) => known.boards.has(board));
      for (const board of boards) known.boards.add(board);
      found.set(key, known);
    }
  }
  const lines = [...found.values()].map(({ who, what, boards, isSame }) => [
    ...(who.length === 0 ? what : sentence(who, what)),
    ...(report.boards.length < 2 ? [] : where([...boards], isSame, boardNames)),
  ]);
  if (lines.length === 0) return [];
  const more = lines.length - MOST_LINES;
  const rest = more > 0 ? [text(`and ${more} more below`)] : [];
  return [{ kind: "digest", items: [...lines.slice(0, MOST_LINES), ...rest] }];
}

/** @param isSame on each of the boards the line is true of all whom it names */
function where(boards: readonly string[], isSame: boolean, names: BoardNames): Styled {
  const [first = ""] = boards;
  if (boards.length > 1)
    return text(isSame ? ` (same change on ${boards.length} boards)` : ` (on ${boards.length} boards)`);
  return [...text(" ("), ...names.one(first), ...text(")")];
}

const SPACE: readonly ChangeView["kind"][] = [
  "protection-lost",
  "usable",
  "group",
  "consumer-added",
  "consumer-removed",
];

/** What is said, and of whom: null where it says so itself. */
interface Headline {
  readonly who: string | null;
  readonly what: Styled;
}

function headlines({ consumer, changes }: Effect, names: Names): Headline[] {
  const who = consumer === null ? null : fullName(names(consumer));
  const lines = (these: readonly ChangeView[], whom: string | null): Headline[] =>
    these.flatMap((change) => detailsOf(change, names)).map((what) => ({ who: whom, what }));
  const less = changes.filter((change) => "asksLess" in change && change.asksLess);
  const grave = changes.filter((change) => change.kind === "finding-new" && change.after.severity !== "note");
  const isFelt = who !== null && changes.some(({ kind }) => SPACE.includes(kind));
  return [
    ...lines(less, who),
    ...(isFelt ? [{ who, what: said(changes, names) }] : []),
    ...lines(changes.filter(tellsMore), who),
    ...lines(grave, null),
  ];
}

const tellsMore = (change: ChangeView): boolean =>
  change.kind === "protection-lost" || (change.kind === "streams-handed-over" && change.lost.length > 0);
