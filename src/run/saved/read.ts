/**
 * Reports that were saved as JSON, read back as values that every printer prints. They come from anywhere: what is read is
 * held against the published schema first.
 */
import type { Diagnostic, Outcome } from "../../base/diagnostic.js";
import { type JsonSpan, outlineOf } from "../../base/json-outline.js";
import { atInput } from "../../base/source.js";
import { formatSize } from "../../base/units.js";
import { version } from "../../base/version.js";
import type { DiffReport } from "../../report/diff/schema.js";
import { boardReadBack } from "../../report/figures.js";
import { isPage, readPage } from "../../report/html/read-page.js";
import type { Board, DiagnosticView } from "../../report/schema.js";
import type { ReportHead } from "../../report/view.js";
import { SavedText } from "./text.js";

/** The commands whose reports can be read back. */
export const savedCommands = ["analyze", "tree", "check", "diff"] as const;

export interface SavedRun {
  readonly kind: "run";
  readonly file: string;
  readonly head: ReportHead;
  /** Their figures are kept as bytes, as they come from an analysis. */
  readonly boards: readonly Board[];
  /** What concerns the whole run and no one board. */
  readonly errors: readonly DiagnosticView[];
  /** SHA-256 of every file that the boards were read from, by its name. */
  readonly sources: ReadonlyMap<string, string>;
}

export interface SavedDiff {
  readonly kind: "diff";
  readonly file: string;
  readonly report: DiffReport;
}

export type Saved = SavedRun | SavedDiff;

/** Bytes of JSON that are unpacked of a page: five times what all boards of Linux come to. */
const MOST_IN_PAGE = 1 << 28;

/** The JSON report in a saved file of whatever kind: a page holds it among other things. */
function jsonIn(file: string, bytes: Uint8Array): Outcome<SavedText> {
  if (!isPage(decoder.decode(bytes.subarray(0, PAGE_START))))
    return { value: new SavedText(file, bytes), diagnostics: [] };
  const page = bytes.length > MOST_IN_PAGE ? TOO_LARGE : readPage(decoder.decode(bytes), MOST_IN_PAGE);
  if (page.ok) return { value: new SavedText(file, encoder.encode(page.json), "page"), diagnostics: [] };
  const location = atInput(file);
  return failed([
    { severity: "error", code: `report-${page.reason}`, message: NO_PAGE[page.reason], location, hint: TAKEN },
  ]);
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Bytes in which a page says that it is one. */
const PAGE_START = 100;

const TOO_LARGE = { ok: false, reason: "too-large" } as const;

const NO_PAGE = {
  "no-report": "a page, and no report of iova-plan in it",
  damaged: "the report in this page is damaged",
  "too-large": `the report in this page is larger than ${formatSize(BigInt(MOST_IN_PAGE))}`,
} as const;

/** @returns the report, or null and at least one error */
export async function readSaved(file: string, bytes: Uint8Array): Promise<Outcome<Saved>> {
  const { value: text, diagnostics } = jsonIn(file, bytes);
  if (text === null) return { value: null, diagnostics };
  const outline = outlineOf(text.bytes, 2);
  if (!outline.ok) return failed([text.problem("syntax", `not JSON: ${outline.message}`, outline.offset, TAKEN)]);
  const { root } = outline;
  const foreign = notOurs(text, root);
  if (foreign !== null) return failed([foreign]);
  return memberOf(text, root, "command") === "diff" ? diffIn(text, root) : runIn(text, root);
}

const failed = <T>(diagnostics: readonly Diagnostic[]): Outcome<T> => ({ value: null, diagnostics });

const TAKEN = `render takes what '--format json' of ${savedCommands.slice(0, -1).join(", ")} or ${savedCommands.at(-1)} wrote, or a page of '--format html'`;

/** What a stranger's file is not held against a schema for: the first difference would say nothing. */
function notOurs(text: SavedText, root: JsonSpan): Diagnostic | null {
  const tool = memberOf(text, root, "tool");
  const isOurs = typeof tool === "object" && tool !== null && "name" in tool && tool.name === "iova-plan";
  if (!isOurs) return text.problem("foreign", "no report of iova-plan", root.start, TAKEN);
  const by = "version" in tool ? tool.version : null;
  if (by !== version) {
    const at = root.parts.get("tool")?.start ?? root.start;
    const hint = "let the version that wrote it print it, or make the report anew";
    return text.problem("of-other-tool", `written by iova-plan ${String(by)}, and this is ${version}`, at, hint);
  }
  const command = memberOf(text, root, "command");
  if (savedCommands.some((one) => one === command)) return null;
  const at = root.parts.get("command")?.start ?? root.start;
  const what =
    typeof command === "string"
      ? `a report of ${command}, which its own run alone prints`
      : "it does not say whose report it is";
  return text.problem("of-other-command", what, at, `${TAKEN}; ${OTHERS}`);
}

const OTHERS =
  "a run of another command prints every format that it is asked for: --format json=FILE --format html=FILE";

function memberOf(text: SavedText, root: JsonSpan, key: string): unknown {
  const span = root.parts.get(key);
  return span === undefined ? undefined : text.value(span);
}

async function runIn(text: SavedText, root: JsonSpan): Promise<Outcome<Saved>> {
  const { checkedBoard, checkedFrame } = await import("./checked-report.js");
  const boards = root.parts.get("boards");
  const members = Array.from(root.parts.keys(), String).filter((key) => key !== "boards");
  const frame = checkedFrame(Object.fromEntries(members.map((key) => [key, memberOf(text, root, key)])), text, root);
  const problems = [...frame.diagnostics];
  const read: Board[] = [];
  const sources = new Map<string, string>();
  if (boards === undefined || text.bytes[boards.start] !== LIST) {
    problems.push(text.problem("value", "boards: a list is expected here", (boards ?? root).start));
  }
  for (const [key, span] of boards?.parts ?? []) {
    const board = checkedBoard(text.value(span), `boards[${key}]`, text, span);
    problems.push(...board.diagnostics);
    if (board.value === null) break;
    for (const { file, sha256 } of board.value.sources) sources.set(file, sha256);
    read.push(boardReadBack(board.value));
  }
  if (frame.value === null || problems.length > 0) return failed(problems);
  const { failures, findings: _, schemaVersion: __, ...head } = frame.value;
  const errors = failures.filter((failure) => failure.boards.length === 0).map(plainError);
  return { value: { kind: "run", file: text.file, head, boards: read, errors, sources }, diagnostics: [] };
}

const LIST = 0x5b;

const plainError = ({ severity, code, message, location, hint }: DiagnosticView): DiagnosticView => ({
  severity,
  code,
  message,
  location,
  hint,
});

async function diffIn(text: SavedText, root: JsonSpan): Promise<Outcome<Saved>> {
  const { checkedDiff } = await import("./checked-report.js");
  const { value, diagnostics } = checkedDiff(text.value(root), text, root);
  return value === null
    ? failed(diagnostics)
    : { value: { kind: "diff", file: text.file, report: value }, diagnostics: [] };
}
