/** From changes to the value that every format of `diff` prints. */
import { isError } from "../../base/diagnostic.js";
import type { Problem } from "../../base/problem.js";
import type { Statement } from "../../base/statement.js";
import type {
  Change,
  ConsumerFigures,
  ConsumerName,
  FamilyFigures,
  Grouping,
  Protection,
  Reserved,
  StreamUser,
  UsableOfReach,
} from "../../diff/model.js";
import type { Finding } from "../../rule/engine/model.js";
import { reachView, usableView } from "../consumer-view.js";
import { DEFECT, failuresOf } from "../failures.js";
import { findingView } from "../finding.js";
import { address, inclusive, orNull, size } from "../plain.js";
import type { DiffShard } from "../shard-schema.js";
import { firstPlan, problemView } from "../view.js";
import { type DiffChanges, foldChanges } from "./fold.js";
import type { AskedView, ChangeView, DiffBoard, DiffReport, DiffSideView } from "./schema.js";

export interface DiffHeader {
  readonly version: string;
  readonly kernelVersion: string;
  /** The two sides as the user named them. */
  readonly old: string;
  readonly new: string;
  /** Whether a change is to end the run with exit status 1. */
  readonly failsOnChange: boolean;
}

/** A board of a diff as a report has it. */
export interface DiffBoardView extends DiffChanges {
  readonly board: DiffBoard;
}

/** @param problems for which nothing, or not all, could be compared; only errors are told */
export const diffView = (
  { version, ...header }: DiffHeader,
  parts: readonly DiffBoardView[],
  problems: readonly Problem[] = [],
  shard: DiffShard | null = null,
): DiffReport =>
  diffOver(
    { tool: { name: "iova-plan", version }, ...header, shard },
    parts.map(({ board }) => board),
    parts,
    problems,
  );

/** All of a report but its boards and what follows from them. */
export type DiffHead = Pick<DiffReport, "tool" | "kernelVersion" | "old" | "new" | "failsOnChange" | "shard">;

/** @param changes those of the boards, in whatever parts. @param problems only errors are told */
export function diffOver(
  { tool, kernelVersion, old, new: now, failsOnChange, shard }: DiffHead,
  boards: readonly DiffBoard[],
  changes: readonly DiffChanges[],
  problems: readonly Problem[],
): DiffReport {
  const names = boards.map(({ board }) => board);
  return {
    schemaVersion: 1,
    tool,
    command: "diff",
    failures: failuresOf([
      ...problems.filter(isError).map((problem) => ({ board: null, side: null, error: problemView(problem) })),
      ...boards.flatMap(({ board, errors }) => errors.map(({ side, ...error }) => ({ board, side, error }))),
    ]),
    kernelVersion,
    old,
    new: now,
    failsOnChange,
    boards: [...boards],
    ...foldChanges(names, changes),
    shard,
  };
}

/** One side of a board; it could not be used where nothing is counted. */
interface ComparedSide {
  readonly name: string;
  readonly plans: readonly { readonly name: string; readonly from: string }[];
  readonly problems: readonly Problem[];
  readonly counts: { readonly consumers: number; readonly findings: readonly Pick<Finding, "severity">[] } | null;
}

/** One board of a diff; a side that is not there is null. */
export interface ComparedBoard {
  readonly board: string;
  readonly old: ComparedSide | null;
  readonly new: ComparedSide | null;
  readonly changes: readonly Change[] | null;
  /** Whom the changes are about. */
  readonly consumers: readonly ConsumerName[];
}

export const diffBoardView = (compared: ComparedBoard): DiffBoardView => ({
  board: {
    board: compared.board,
    status: statusOf(compared),
    old: sideView(compared.old),
    new: sideView(compared.new),
    errors: [...errorsOf(compared.old, "old"), ...errorsOf(compared.new, "new")],
  },
  changes: (compared.changes ?? []).map((change) => changeView(change, compared.board)),
  consumers: compared.consumers.map((consumer) => ({ ...consumer })),
});

const errorsOf = (side: ComparedSide | null, name: "old" | "new"): DiffBoard["errors"] =>
  (side?.problems ?? []).filter(isError).map((error) => ({
    ...problemView(error),
    side: error.code === DEFECT ? null : name,
  }));

function statusOf({ old, new: now, changes }: ComparedBoard): DiffBoard["status"] {
  const isUnusable = (side: ComparedSide | null) => side !== null && side.counts === null;
  if (isUnusable(old) || isUnusable(now) || (old === null && now === null)) return "failed";
  if (old === null) return "added";
  if (now === null) return "removed";
  return changes !== null && changes.length > 0 ? "changed" : "same";
}

function sideView(side: ComparedSide | null): DiffSideView | null {
  if (side === null || side.counts === null) return null;
  const { consumers, findings } = side.counts;
  const count = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
  return {
    input: side.name,
    plan: firstPlan(side.plans),
    planBorrowed: side.plans[0]?.from === "lent",
    consumers,
    findings: { error: count("error"), warning: count("warning"), note: count("note") },
  };
}

function changeView(change: Change, board: string): ChangeView {
  const about = { consumer: change.consumer, name: change.name, boards: [board] };
  const between = { ...about, usableBelow4GDelta: null };
  switch (change.kind) {
    case "plan":
    case "config":
      return {
        ...between,
        kind: change.kind,
        before: orNull(change.before, askedView),
        after: orNull(change.after, askedView),
        asksLess: change.asksLess,
      };
    case "protection-lost":
      return {
        ...between,
        kind: change.kind,
        before: protection(change.before),
        after: protection(change.after),
        lost: change.lost.map(inclusive),
        unmapped: change.unmapped.map(inclusive),
        elsewhere: change.elsewhere.map(({ kernel, lost, problem }) => ({
          kernel,
          lost: lost.map(inclusive),
          problem,
        })),
      };
    case "consumer-moved":
      return {
        ...between,
        kind: change.kind,
        before: { ...change.before },
        after: { ...change.after },
        how: change.how,
        matchedBy: change.matchedBy,
      };
    case "usable": {
      const usableBelow4GDelta = Number(change.after.below4G - change.before.below4G);
      const [before, after] = [usableOfReach(change.before), usableOfReach(change.after)];
      return { ...about, kind: change.kind, before, after, usableBelow4GDelta };
    }
    case "reservation":
      return { ...between, kind: change.kind, before: reserved(change.before), after: reserved(change.after) };
    case "group":
      return { ...between, kind: change.kind, before: grouping(change.before), after: grouping(change.after) };
    case "layout":
      return { ...between, kind: change.kind, before: layouts(change.before), after: layouts(change.after) };
    case "consumer-added":
      return { ...between, kind: change.kind, before: null, after: consumer(change.after) };
    case "consumer-removed":
      return { ...between, kind: change.kind, before: consumer(change.before), after: null };
    case "streams-handed-over":
      return {
        ...between,
        kind: change.kind,
        before: streamUser(change.before),
        after: streamUser(change.after),
        streams: [...change.streams],
        lost: change.lost.map(inclusive),
      };
    case "finding-new":
      return { ...between, kind: change.kind, before: null, after: findingView(change.after) };
    case "finding-fixed":
      return { ...between, kind: change.kind, before: findingView(change.before), after: null };
  }
}

function askedView({ topic, key, value }: Statement): NonNullable<AskedView> {
  switch (value.kind) {
    case "bytes":
      return { topic, key, value: { kind: value.kind, bytes: size(value.bytes) } };
    case "ranges":
      return { topic, key, value: { kind: value.kind, ranges: value.ranges.map(inclusive) } };
    case "level":
      return { topic, key, value: { kind: value.kind, level: value.level } };
    case "text":
      return { topic, key, value: { kind: value.kind, text: value.text } };
  }
}

const protection = ({ kept, mapped, isTranslated, reason }: Protection) => ({
  kept: kept.map(inclusive),
  mapped: mapped.map(inclusive),
  translated: isTranslated,
  reason,
});

const reserved = ({ reservations }: Reserved) => ({
  reservations: reservations.map(({ start, last, ...kind }) => ({
    start: address(start),
    end: address(last),
    type: kind.type,
    inAllocator: kind.inAllocator,
    origin: kind.origin,
    inheritedFrom: kind.inheritedFrom,
  })),
});

const grouping = ({ members, reason, domainType, first }: Grouping) => ({
  members: orNull(members, (ids) => [...ids]),
  reason,
  domainType,
  first,
});

const usableOfReach = ({ reach, ...usable }: UsableOfReach) => ({ ...usableView(usable), reach: reachView(reach) });

const consumer = (figures: ConsumerFigures) => ({
  usable: usableView(figures.usable),
  reach: reachView(figures.reach),
  ...reserved(figures),
  ...grouping(figures),
  elsewhere: figures.elsewhere.map(({ kernel, problem, usable, lost }) => ({
    kernel,
    problem,
    usable: orNull(usable, usableView),
    lost: lost.map(inclusive),
  })),
});

const streamUser = (user: StreamUser) => ({
  consumer: user.consumer,
  usable: usableView(user.usable),
  reach: reachView(user.reach),
  ...reserved(user),
});

const layouts = (figures: FamilyFigures) => ({
  layouts: figures.layouts.map(({ id, safe, exhausted, waste, shortfall }) => ({
    id,
    safe,
    exhausted,
    waste: orNull(waste, size),
    shortfall: orNull(shortfall, size),
  })),
  now: figures.now,
  best: figures.best,
});
