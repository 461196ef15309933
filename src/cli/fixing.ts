/** Fixes of a check's findings: what can be proven on every board that reads the file is offered, and with `--fix` done. */
import { by } from "../base/order.js";
import type { SourceFile } from "../base/source.js";
import type { Board, Report } from "../index.js";
import {
  type BoardJob,
  type BoardResult,
  distinctEdits,
  editedText,
  type FileChange,
  type Fix,
  type FixedFile,
  proveFixes,
} from "../parts.js";
import { boardsReading } from "./boards-reading.js";
import { boardJob, configOf, type JobValues, type World } from "./jobs.js";

/** A board of the run: how it may be asked again, what came of it, and what is told of that. */
export interface FixableBoard {
  readonly path: string;
  readonly job: () => Omit<BoardJob, "question">;
  readonly result: BoardResult<"report">;
  readonly board: Board;
}

/** A fix that is proven, or why it is none. */
export interface TriedFix {
  readonly rule: string;
  readonly fingerprint: string;
  /** The inputs whose finding it ends. */
  readonly boards: readonly string[];
  readonly change: FileChange;
  /** Null for one that may be made. */
  readonly reason: string | null;
}

interface Wish {
  readonly rule: string;
  readonly consumer: string | null;
  readonly fix: Fix;
  readonly boards: FixableBoard[];
}

/** What can be done about the findings that are told. @param inputs of the whole run, whichever part of it this is */
export async function tryFixes(
  boards: readonly FixableBoard[],
  inputs: readonly string[],
  values: JobValues,
  world: World,
): Promise<readonly TriedFix[]> {
  const tried: TriedFix[] = [];
  const also = inputs.filter((path) => path !== "-");
  let open = wishesOf(boards, world);
  for (let way = 0; open.length > 0; way++) {
    const done = await tryWay(open, way, also, values, world);
    const mayGoOn = ({ wish, reason }: Tried) => reason !== null && way + 1 < wish.fix.ways.length;
    tried.push(...done.filter((one) => !mayGoOn(one)).map(triedFix));
    open = done.filter(mayGoOn).map(({ wish }) => wish);
  }
  return tried.sort(by(({ change, rule, fingerprint }) => [change.path, rule, fingerprint].join("\0")));
}

/** Equal fixes of several boards are one. */
function wishesOf(boards: readonly FixableBoard[], world: World): readonly Wish[] {
  const wishes = new Map<string, Wish>();
  for (const one of boards) {
    const fixes = new Map((one.result.answer?.fixes ?? []).map((fix) => [fix.fingerprint, fix]));
    if (one.path === "-" || fixes.size === 0) continue;
    for (const { fingerprint, rule, consumer } of one.board.findings) {
      const fix = fixes.get(fingerprint);
      if (fix === undefined) continue;
      const key = JSON.stringify([fingerprint, fix.ways.map(({ path, edits }) => [realOf(path, world), edits])]);
      const known = wishes.get(key);
      if (known === undefined) wishes.set(key, { rule, consumer, fix, boards: [one] });
      else known.boards.push(one);
    }
  }
  return [...wishes.values()];
}

/** Boards may name one file by different paths. */
const realOf = (path: string, { host }: World): string => host.files.realPath(path) ?? path;

interface Tried {
  readonly wish: Wish;
  readonly change: FileChange;
  readonly reason: string | null;
}

async function tryWay(
  wishes: readonly Wish[],
  way: number,
  also: readonly string[],
  values: JobValues,
  world: World,
): Promise<readonly Tried[]> {
  const byFile = new Map<string, { readonly wish: Wish; readonly change: FileChange }[]>();
  for (const wish of wishes) {
    const change = wish.fix.ways[way];
    if (change === undefined) continue;
    const real = realOf(change.path, world);
    byFile.set(real, [...(byFile.get(real) ?? []), { wish, change }]);
  }
  const tried: Tried[] = [];
  for (const group of byFile.values()) {
    const read = await fixedFile(group, also, values, world);
    const claims = group.map(({ wish: { fix, consumer }, change: { edits } }) => ({
      fingerprint: fix.fingerprint,
      consumer,
      edits,
    }));
    const proofs =
      "reason" in read
        ? claims.map(() => ({ ok: false, ...read }) as const)
        : await proveFixes(claims, read, world.files.store);
    group.forEach((one, i) => {
      const proof = proofs[i];
      tried.push({ ...one, reason: proof === undefined || proof.ok ? null : proof.reason });
    });
  }
  return tried;
}

/** A file that is to be edited, and all that reads it; or why it cannot be. */
async function fixedFile(
  group: readonly { readonly wish: Wish; readonly change: FileChange }[],
  also: readonly string[],
  values: JobValues,
  world: World,
): Promise<FixedFile | { readonly reason: string }> {
  const path = group[0]?.change.path ?? "";
  const read = sourceAt(path, world);
  if (read === null) return { reason: `${path} is not a plain text file` };
  const inRun = new Map<string, FixableBoard>();
  for (const { wish } of group) for (const one of wish.boards) inRun.set(realOf(one.path, world), one);
  const reading = await boardsReading([path], world.host, also);
  const others = reading.filter((board) => !inRun.has(realOf(board, world)));
  const jobs = [...inRun.values()].map(({ job }) => job());
  return { path, text: read.text, boards: [...jobs, ...others.map((board) => otherJob(board, values, world))] };
}

/** With its own plan, and no overlay of the run's boards. */
function otherJob(path: string, values: JobValues, world: World): Omit<BoardJob, "question"> {
  const { plan: _, ...own } = values;
  const config = configOf(path, values.config, undefined);
  const question = { kind: "report", selection: { layouts: null, device: null } } as const;
  return boardJob(path, path, { ...own, overlay: [] }, world, { question, config });
}

function sourceAt(path: string, { files, host }: World): SourceFile | null {
  const stored = host.files.kindOf(path) === "file" ? files.store.file(path, Number.MAX_SAFE_INTEGER) : null;
  return stored?.ok === true && stored.file.isPlainText ? stored.file.source : null;
}

const triedFix = ({ wish, change, reason }: Tried): TriedFix => ({
  rule: wish.rule,
  fingerprint: wish.fix.fingerprint,
  boards: wish.boards.map(({ result }) => result.name),
  change,
  reason,
});

/** As reports have it. */
export function fixViews(tried: readonly TriedFix[], world: World): Report["fixes"] {
  return tried.flatMap(({ rule, fingerprint, boards, change: { path, edits }, reason }) => {
    const source = reason === null ? sourceAt(path, world) : null;
    if (source === null) return [];
    return [
      {
        rule,
        fingerprint,
        boards: [...boards],
        edits: edits.map(({ start, end, text }) => {
          const [from, to] = [source.positionAt(start), source.positionAt(end)];
          return { file: path, line: from.line, column: from.column, endLine: to.line, endColumn: to.column, text };
        }),
      },
    ];
  });
}

/** What files become once all that is proven is done. */
export function fixedTexts(tried: readonly TriedFix[], world: World) {
  const byPath = new Map<string, FileChange["edits"][number][]>();
  for (const { change, reason } of tried) {
    if (reason === null) byPath.set(change.path, [...(byPath.get(change.path) ?? []), ...change.edits]);
  }
  return [...byPath].flatMap(([path, edits]) => {
    const before = sourceAt(path, world)?.text ?? null;
    const after = before === null ? null : editedText(before, distinctEdits(edits));
    return before === null || after === null ? [] : [{ path, before, after }];
  });
}
