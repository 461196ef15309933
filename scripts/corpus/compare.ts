/** One board: what we make of it, beside what the reference makes of it. */
import { BoardFiles } from "../../src/base/board-files.js";
import type { Diagnostic } from "../../src/base/diagnostic.js";
import { isError } from "../../src/base/diagnostic.js";
import type { SourceStore } from "../../src/base/source-store.js";
import { readDtb } from "../../src/dtb/read.js";
import { writeDtb } from "../../src/dtb/write.js";
import { kernelIncludeFolders } from "../../src/dts/kernel-includes.js";
import { type DtsOptions, defaultDtsLimits } from "../../src/dts/options.js";
import { parseDts } from "../../src/dts/parse.js";
import { treeDifferences } from "../../src/tree/compare.js";
import { withSymbolNodes } from "../../src/tree/symbols.js";
import type { DeviceTree } from "../../src/tree/tree.js";
import { includeFolders, type ReferenceResult, runCpp, runDtc } from "./reference.js";

export type Verdict =
  | "equal"
  /** Nobody can make a tree of it. */
  | "both-reject"
  | "differs"
  /** The reference rejects it, we do not. */
  | "accepted-wrongly"
  | "rejected-wrongly"
  /** We threw, or did not come back. */
  | "defect";

export interface Comparison {
  readonly board: string;
  readonly symbols: boolean;
  readonly verdict: Verdict;
  readonly details: readonly string[];
}

/** Differences of one tree that are printed. */
const MOST_DETAILS = 10;

/**
 * @param modes with `-@` or without, in the order in which the answers come
 * @param store shared by boards whose files do not change between them
 */
export function compareBoard(
  board: string,
  dtc: string,
  modes: readonly boolean[],
  store: SourceStore,
): readonly Comparison[] {
  const folders = includeFolders(board);
  const preprocessed = runCpp(board, folders);
  return modes.map((symbols) => {
    const expected = preprocessed.kind === "blob" ? runDtc(dtc, preprocessed.bytes, folders, symbols) : preprocessed;
    try {
      return { board, symbols, ...judge(expected, ownResult(board, symbols, store)) };
    } catch (error) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return { board, symbols, verdict: "defect", details: text.split("\n").slice(0, MOST_DETAILS) };
    }
  });
}

type OwnResult =
  | { readonly kind: "tree"; readonly tree: DeviceTree }
  | { readonly kind: "rejected"; readonly errors: readonly Diagnostic[] };

function ownResult(board: string, symbols: boolean, store: SourceStore): OwnResult {
  const files = new BoardFiles(store);
  const read = files.file(board, defaultDtsLimits.fileBytes);
  if (!read.ok) throw new Error(`${board}: ${read.message}`);
  const options: DtsOptions = {
    includeFolders: kernelIncludeFolders(board, files),
    defines: [],
    allowOutside: true,
    keepsLabelled: symbols,
    limits: defaultDtsLimits,
  };
  const { value, diagnostics } = parseDts(read.file.source, options, files);
  const errors = diagnostics.filter(isError);
  if (value === null || errors.length > 0) return { kind: "rejected", errors };
  return { kind: "tree", tree: withSymbolNodes(value, { symbols, localFixups: false }) };
}

function judge(expected: ReferenceResult, own: OwnResult): Pick<Comparison, "verdict" | "details"> {
  if (expected.kind === "rejected") {
    const reason = `${expected.by}: ${expected.message}`;
    return own.kind === "rejected"
      ? { verdict: "both-reject", details: [reason, ...own.errors.slice(0, 1).map(oneLine)] }
      : { verdict: "accepted-wrongly", details: [reason] };
  }
  if (own.kind === "tree" && Buffer.compare(expected.bytes, writeDtb(own.tree)) === 0) {
    return { verdict: "equal", details: [] };
  }
  const { value: tree, diagnostics } = readDtb(expected.bytes, "reference");
  if (own.kind === "rejected") {
    // Without its root, which /delete-node/ can take away, dtc writes a blob that nothing reads.
    const verdict = tree === null ? "both-reject" : "rejected-wrongly";
    return { verdict, details: own.errors.slice(0, MOST_DETAILS).map(oneLine) };
  }
  if (tree === null) return { verdict: "differs", details: [`dtc's blob cannot be read: ${diagnostics[0]?.message}`] };
  const details = treeDifferences(tree, own.tree, MOST_DETAILS).map(
    ({ kind, path, property, expected: theirs, actual }) =>
      `${kind} ${path}${property === null ? "" : `:${property}`} dtc: ${theirs} ours: ${actual}`,
  );
  return { verdict: "differs", details: details.length > 0 ? details : ["same tree, other bytes of the blob"] };
}

function oneLine({ message, location }: Diagnostic): string {
  if (location.kind !== "source") return message;
  const { source, start } = location.span;
  const { line, column } = source.positionAt(start);
  return `${source.path}:${line}:${column}: ${message}`;
}
