/**
 * The promise of a fix: it is applied in memory, every board that reads the file is analysed before and after, and it
 * counts where the finding is gone, nothing is newly found, and nobody else's space is another.
 */
import { BoardFiles } from "../base/board-files.js";
import { isError } from "../base/diagnostic.js";
import { EditedFiles } from "../base/edited-files.js";
import { SourceStore } from "../base/source-store.js";
import { unwatched } from "../base/watch.js";
import { distinctEdits, editedText, type TextEdit } from "../suggest/edited-file.js";
import { changedConsumers, newFindings } from "./changed.js";
import type { Analysis } from "./examine.js";
import type { BoardJob } from "./job.js";
import { OpenBoard } from "./open-board.js";

/** A change of one file, and the findings that it is to end. */
export interface FixClaim {
  readonly fingerprint: string;
  /** Id of the consumer that the finding is about, whose space may become another. */
  readonly consumer: string | null;
  readonly edits: readonly TextEdit[];
}

type Job = Omit<BoardJob, "question">;

/** One file, and what is known of it. */
export interface FixedFile {
  readonly path: string;
  readonly text: string;
  /** Every board that reads it. */
  readonly boards: readonly Job[];
}

export type ProvenFix = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/**
 * @returns for each claim whether it is proven together with those before it that are, so that all of them may be
 *   applied; where all hold at once, nothing else is tried
 */
export async function proveFixes(
  claims: readonly FixClaim[],
  file: FixedFile,
  store: SourceStore,
): Promise<readonly ProvenFix[]> {
  if ((await reasonAgainst(claims, file, store)) === null) return claims.map(() => ({ ok: true }));
  const accepted: FixClaim[] = [];
  const proofs: ProvenFix[] = [];
  for (const claim of claims) {
    const reason = await reasonAgainst([...accepted, claim], file, store);
    proofs.push(reason === null ? { ok: true } : { ok: false, reason });
    if (reason === null) accepted.push(claim);
  }
  return proofs;
}

async function reasonAgainst(
  claims: readonly FixClaim[],
  { path, text, boards }: FixedFile,
  store: SourceStore,
): Promise<string | null> {
  const edited = editedText(text, distinctEdits(claims.flatMap(({ edits }) => edits)));
  if (edited === null) return "it changes the same text as another fix: run --fix again afterwards";
  const after = new SourceStore(new EditedFiles(store, new Map([[path, edited]])));
  for (const job of boards) {
    const reason = await reasonOn(job, claims, store, after);
    if (reason !== null) return reason;
  }
  return null;
}

async function reasonOn(
  job: Job,
  claims: readonly FixClaim[],
  before: SourceStore,
  after: SourceStore,
): Promise<string | null> {
  const then = await analysed(job, before);
  if (then === null) return `${job.name} includes the file and cannot be read`;
  const now = await analysed(job, after);
  if (now === null) return `${job.name} could no longer be read`;
  const present = claims.filter(({ fingerprint }) => has(then, fingerprint));
  if (present.some(({ fingerprint }) => has(now, fingerprint))) return `${job.name} would still have the finding`;
  const [found] = newFindings(then, now, ["error", "warning"]);
  if (found !== undefined) return `${job.name} would have a new finding: ${found.message} [${found.rule}]`;
  const mayChange = concerned(now, present);
  const other = changedConsumers(then.system.consumers, now.system.consumers).find((id) => !mayChange.has(id));
  return other === undefined ? null : `${other} of ${job.name} would change too`;
}

const has = ({ candidates }: Analysis, fingerprint: string): boolean =>
  candidates.some(({ finding }) => finding.fingerprint === fingerprint);

/** The consumers that the findings are about, and who shares their node or their domain. */
function concerned({ system }: Analysis, claims: readonly FixClaim[]): ReadonlySet<string> {
  const named = new Set(claims.map(({ consumer }) => consumer));
  const ids = new Set<string>();
  for (const { parent, members } of system.families) {
    if (named.has(parent) || members.some(({ id }) => named.has(id))) for (const { id } of members) ids.add(id);
  }
  for (const { members } of system.domains) {
    if (members.some((id) => ids.has(id))) for (const id of members) ids.add(id);
  }
  return ids;
}

/** Null for a board with errors. */
async function analysed(job: Job, store: SourceStore): Promise<Analysis | null> {
  const board = new OpenBoard(job, BoardFiles.over(store), unwatched);
  const analysis = await board.analysis();
  const { problems } = await board.summary();
  return problems.some(isError) ? null : analysis;
}
