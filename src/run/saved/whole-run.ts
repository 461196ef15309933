/** What is to be printed of saved runs: one of them as it is, or all shards of a run as the whole that they are parts of. */
import { type Diagnostic, isError, type Outcome } from "../../base/diagnostic.js";
import { by } from "../../base/order.js";
import type { Problem } from "../../base/problem.js";
import { atInput } from "../../base/source.js";
import type { Board, DiagnosticView, FixView } from "../../report/schema.js";
import type { Shard } from "../../report/shard-schema.js";
import { problemView, type ReportHead } from "../../report/view.js";
import { judgeRun } from "../review.js";
import type { SavedRun } from "./read.js";
import { notOneRun } from "./same-run.js";
import { type PlacedPart, partsOf } from "./shard-facts.js";

export interface WholeRun {
  readonly head: ReportHead;
  readonly boards: readonly Board[];
  /** What concerns the whole run and no one board. */
  readonly errors: readonly DiagnosticView[];
  /** What is known only now that all shards are together. */
  readonly problems: readonly Problem[];
}

interface Part {
  readonly saved: SavedRun;
  readonly shard: Shard;
}

export function wholeRun(all: readonly SavedRun[]): Outcome<WholeRun> {
  const shards = all.flatMap((saved): readonly Part[] =>
    saved.head.shard === null ? [] : [{ saved, shard: saved.head.shard }],
  );
  const [whole] = all.filter(({ head }) => head.shard === null);
  if (whole === undefined) return merged(shards.sort((a, b) => a.shard.index - b.shard.index));
  if (all.length > 1) return refused(notShard(whole.file));
  const { head, boards, errors } = whole;
  return { value: { head, boards, errors, problems: [] }, diagnostics: [] };
}

const refused = (diagnostic: Diagnostic): Outcome<WholeRun> => ({ value: null, diagnostics: [diagnostic] });

/** Of several reports each has to be a shard of one run. */
export const notShard = (file: string): Diagnostic => ({
  severity: "error",
  code: "report-no-shard",
  message: "the report of a whole run, which is put together with no other",
  location: atInput(file),
  hint: "render takes one report, or those of all shards of a run",
});

function merged(shards: readonly Part[]): Outcome<WholeRun> {
  const [first] = shards;
  const difference = notOneRun(shards.map(({ saved, shard }) => asShard(saved, shard)));
  if (first === undefined) return { value: null, diagnostics: [] };
  if (difference !== null) return refused(difference);
  const { shard } = first;
  const parts: PlacedPart[] = [];
  for (const { saved, shard } of shards) {
    const own = partsOf(shard, saved.boards);
    if (own === null) return refused(unfit(saved.file));
    parts.push(...own);
  }
  parts.sort((a, b) => a.place - b.place);
  const verdict = judgeRun(parts, { failOn: shard.failOn, isWhole: shard.isWhole, isShard: false });
  const problems = [...shard.ofRun.flatMap((one) => shard.problems.slice(one, one + 1)), ...verdict.problems];
  const showsNotes = verdict.showsNotes || shard.showsNotes;
  const { head } = first.saved;
  const boards = parts.map(({ board }) => board);
  const whole: WholeRun = {
    head: {
      ...head,
      judgement: head.judgement === null ? null : { failOn: verdict.failOn, showsNotes },
      fixes: allFixes(shards, boards),
      shard: null,
    },
    boards,
    errors: problems.filter(isError).map(problemView),
    problems,
  };
  return { value: whole, diagnostics: [] };
}

const asShard = ({ file, head, sources }: SavedRun, shard: Shard) => ({
  file,
  command: head.command,
  shard,
  places: shard.boards.map(({ place }) => place),
  sources,
});

/** Who has edited it has left a number that leads nowhere. */
const unfit = (file: string): Diagnostic => ({
  severity: "error",
  code: "report-value",
  message: "shard: what is said of its boards does not fit them",
  location: atInput(file),
});

/** Those of a file that several shards read are one; in the order that a whole run has them in. */
function allFixes(shards: readonly Part[], boards: readonly Board[]): FixView[] {
  const places = new Map(boards.map(({ input }, i) => [input, i]));
  const placeOf = (board: string | undefined): number => places.get(board ?? "") ?? boards.length;
  const fixes = new Map<string, FixView>();
  for (const { saved } of shards) {
    for (const fix of saved.head.fixes) {
      const key = JSON.stringify([fix.rule, fix.fingerprint, fix.edits]);
      const united = [...(fixes.get(key)?.boards ?? []), ...fix.boards];
      fixes.set(key, { ...fix, boards: united.sort((a, b) => placeOf(a) - placeOf(b)) });
    }
  }
  return [...fixes.values()]
    .sort((a, b) => placeOf(a.boards[0]) - placeOf(b.boards[0]))
    .sort(by(({ rule, fingerprint, edits }) => [edits[0]?.file ?? "", rule, fingerprint].join("\0")));
}
