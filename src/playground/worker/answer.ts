/** A question of the page to its answers: first the report, then what is suggested. */
import {
  check,
  loadDeviceTree,
  mapSvg,
  printDts,
  type Report,
  type SourceStore,
  type SuggestOptions,
  suggest,
  suggestionNotes,
  unifiedDiff,
} from "../../index.js";
import type { Asked, Choice, ReportTold, SuggestionTold } from "../messages.js";
import { boardsReading } from "./reading-boards.js";
import { type ParsedSettings, parseSettings } from "./system.js";

export interface Opened {
  readonly store: SourceStore;
  /** Of all files, from the root. */
  readonly paths: readonly string[];
  /** Where includes are looked for besides. */
  readonly includeFolders: readonly string[];
}

export async function reportFor({ run, choice }: Asked, opened: Opened, now: () => number): Promise<ReportTold> {
  const began = now();
  const parsed = parseSettings(choice.settings);
  if (!parsed.ok) {
    const { key, problem } = parsed;
    const { kernel } = choice.settings;
    const none = { board: null, kernel, map: null, problems: [], decompiled: null, milliseconds: 0 };
    return { kind: "report", run, ...none, settingProblem: { key, text: problem } };
  }
  const options = optionsOf(choice, opened, parsed);
  const { report, problems, inputProblems } = await check(choice.board, { ...options, device: choice.device });
  const [board = null] = report.boards;
  const milliseconds = now() - began;
  return {
    kind: "report",
    run,
    board,
    kernel: report.kernelVersion,
    map: board?.analysed === true ? mapOf(report, choice) : null,
    problems: [...inputProblems, ...problems],
    settingProblem: null,
    decompiled: await decompiled(choice.board, opened),
    milliseconds,
  };
}

/** Today's tree, and the layout that was asked for beside it. */
function mapOf(report: Report, { layout }: Choice): string {
  const layouts = ["as-written", ...(layout === null ? [] : [layout])];
  return mapSvg({ ...report, options: { ...report.options, layouts } });
}

/** Null where nothing can be suggested, as nothing is known of the board. */
export async function suggestionFor({ run, choice }: Asked, opened: Opened): Promise<SuggestionTold | null> {
  const parsed = parseSettings(choice.settings);
  if (!parsed.ok) return null;
  const { layout, device, form } = choice;
  const { value, failures } = await suggest(choice.board, {
    ...optionsOf(choice, opened, parsed),
    form,
    layout,
    device,
    reaching: async (files) => boardsReading(files, opened.paths, opened.store),
  });
  if (value === null) {
    const notes = failures.map(({ message }) => message);
    return { kind: "suggestion", run, outcome: "refused", text: "", notes, files: [] };
  }
  const { outcome, files } = value;
  const patch = files.map(({ path, before, after }) => unifiedDiff(path.replace(/^\//, ""), before, after)).join("");
  return {
    kind: "suggestion",
    run,
    outcome,
    text: form === "patch" ? patch : value.text,
    notes: suggestionNotes(value),
    files,
  };
}

function optionsOf(
  { plan, overlays }: Choice,
  { store, includeFolders }: Opened,
  { system, profiles }: Extract<ParsedSettings, { readonly ok: true }>,
): SuggestOptions {
  return {
    files: store,
    overlays,
    includeFolders,
    ...(plan !== null && { plan }),
    system,
    profiles,
  };
}

/** A tree's `include` folder may be opened by itself, with no tree around it from which it would be found. */
export const foldersWithBindings = (paths: readonly string[]): readonly string[] => [
  ...new Set(paths.flatMap((path) => /^\/(?:(.*)\/)?dt-bindings\//.exec(path)?.[1] ?? [])),
];

const isSource = (board: string): boolean => /\.dts[oi]?$/.test(board);

async function decompiled(board: string, { store }: Opened): Promise<string | null> {
  if (isSource(board)) return null;
  const { value } = await loadDeviceTree(board, { files: store });
  return value === null ? null : printDts(value);
}
