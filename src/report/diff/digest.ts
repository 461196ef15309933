/** What a reviewer must see though the details are folded away: lost space, groups and consumers, new errors and warnings. */
import type { Block } from "../blocks.js";
import { shortName } from "../names.js";
import { path, type Styled, text } from "../styled.js";
import { type BoardSet, type Effect, type Names, namesOf } from "./effects.js";
import { detailsOf, sentence } from "./phrases.js";
import type { ChangeView, DiffReport } from "./schema.js";

/** More lines above the fold would push the rest of a conversation away. */
const MOST_LINES = 12;

/** Largest loss first, as the sets are. */
export function digestOf(sets: readonly BoardSet[], report: DiffReport): Block[] {
  const names = namesOf(report);
  const lines = sets.flatMap((set) =>
    set.effects.flatMap((effect) => headlines(effect, names).map((line) => [...line, ...where(set, report)])),
  );
  if (lines.length === 0) return [];
  const more = lines.length - MOST_LINES;
  const rest = more > 0 ? [text(`and ${more} more below`)] : [];
  return [{ kind: "digest", items: [...lines.slice(0, MOST_LINES), ...rest] }];
}

function where({ boards }: BoardSet, report: DiffReport): Styled {
  const [first = ""] = boards;
  if (report.boards.length < 2) return [];
  if (boards.length > 1) return text(` (same change on ${boards.length} boards)`);
  return [...text(" ("), ...path(first), ...text(")")];
}

const SPACE: readonly ChangeView["kind"][] = [
  "protection-lost",
  "usable",
  "group",
  "consumer-added",
  "consumer-removed",
];

function headlines({ consumer, changes }: Effect, names: Names): Styled[] {
  const grave = changes.filter((change) => change.kind === "finding-new" && change.after.severity !== "note");
  const lost = changes.filter((change) => "asksLess" in change && change.asksLess);
  const name = consumer === null ? null : shortName(names(consumer));
  const who = name === null ? [] : [...text(name, "strong"), ...text(": ")];
  const details = (change: ChangeView) => detailsOf(change, names);
  const isFelt = changes.some(({ kind }) => SPACE.includes(kind));
  return [
    ...lost.flatMap(details).map((line) => [...who, ...line]),
    ...(isFelt && name !== null ? [sentence(changes, name, names)] : []),
    ...changes
      .filter(({ kind }) => kind === "protection-lost")
      .flatMap(details)
      .map((line) => [...who, ...line]),
    ...changes.filter((change) => change.kind === "streams-handed-over" && change.lost.length > 0).flatMap(details),
    ...grave.flatMap(details),
  ];
}
