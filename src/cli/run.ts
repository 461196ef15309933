/** Inputs in, reports out: what `analyze` and `tree` have in common. */
import {
  analyzeInput,
  type Board,
  type BoardResult,
  boardView,
  type Diagnostic,
  defaultDtsLimits,
  defaultSystemOptions,
  type Format,
  formats,
  type Look,
  type Printables,
  type Report,
  type ReportOptions,
  renderDiagnostics,
  reportView,
  select,
  type TreeInput,
  version,
  visible,
} from "../index.js";
import { paletteFor } from "./color.js";
import { defectNotice } from "./defect.js";
import { type ExitStatus, exitStatus, gravest } from "./exit-status.js";
import type { Host } from "./host.js";
import { expandInputs } from "./inputs.js";
import { type AnalysisValues, type InputValues, limitsOf, type OutputValues } from "./options.js";
import { type Destination, destinations } from "./output.js";
import { Progress } from "./progress.js";

export type RunValues = InputValues & AnalysisValues & OutputValues;

/** Columns of text that goes to no terminal. */
const DEFAULT_COLUMNS = 100;
/** A narrower terminal is treated as this wide: nothing can be read on it anyway. */
const LEAST_COLUMNS = 40;

/** Analyses every input, even after one that cannot be used, and prints the result in every format asked for. */
export async function runReport(
  command: keyof Printables,
  args: readonly string[],
  values: RunValues,
  host: Host,
): Promise<ExitStatus> {
  const outputs = destinations(values.format, values.output);
  const inputs = expandInputs(args, host.files);
  const errLook = lookOf(values, host.errIsTty, host);
  if (values.quiet !== true) host.writeErr(inputs.found.map(foundText).join(""));
  host.writeErr(renderDiagnostics(inputs.diagnostics, errLook));
  const progress = new Progress(inputs.paths.length, host, values.quiet === true);
  const boards: Board[] = [];
  const statuses: ExitStatus[] = inputs.diagnostics.length > 0 ? [exitStatus.unusable] : [];
  for (const path of inputs.paths) {
    progress.show(path);
    const result = await attempt(path, values, host).finally(() => progress.clear());
    host.writeErr(result.notice ?? renderDiagnostics(result.board.diagnostics.filter(isShown(values)), errLook));
    if (result.notice !== null) statuses.push(exitStatus.defect);
    else {
      boards.push(boardView(result.board));
      if (result.board.diagnostics.some((d) => d.severity === "error")) statuses.push(exitStatus.unusable);
    }
  }
  if (boards.length === 0) return gravest(statuses);
  const report = reportView(version, reportOptions(values), boards);
  return gravest([...statuses, ...outputs.map((output) => write(command, report, output, values, host))]);
}

type Attempt = { readonly notice: null; readonly board: BoardResult } | { readonly notice: string };

/** A defect that one input shows does not keep the others from being done. */
async function attempt(path: string, values: RunValues, host: Host): Promise<Attempt> {
  try {
    return { notice: null, board: await resultOf(path, values, host) };
  } catch (error) {
    return { notice: `${visible(path)}: ${await defectNotice(error, values.verbose === true)}` };
  }
}

const foundText = ({ argument, boards }: { argument: string; boards: number }): string =>
  `${visible(argument)}: ${boards} ${boards === 1 ? "board" : "boards"}\n`;

const isShown =
  ({ quiet, verbose }: OutputValues) =>
  (diagnostic: Diagnostic): boolean =>
    diagnostic.severity === "error" || (quiet !== true && (diagnostic.severity === "warning" || verbose === true));

async function resultOf(path: string, values: RunValues, host: Host): Promise<BoardResult> {
  const input = path === "-" ? await standardInput(values, host) : path;
  if (typeof input === "object" && "diagnostics" in input) return input;
  const result = await analyzeInput(input, {
    files: host.files,
    includeFolders: values.include,
    defines: values.define,
    overlays: values.overlay,
    kernel: values.kernel ?? null,
    allowOutside: values.allowOutside ?? false,
    limits: limitsOf(values),
    system: systemOptions(values),
    ...(values.plan !== undefined && { plan: values.plan }),
  });
  if (result.analysis === null) return result;
  const part = select(result.analysis, selectionOf(values));
  return { ...result, analysis: part.value, diagnostics: [...result.diagnostics, ...part.diagnostics] };
}

const STDIN_NAME = "<stdin>";

async function standardInput(values: RunValues, host: Host): Promise<TreeInput | BoardResult> {
  const limit = values.maxFileSize ?? defaultDtsLimits.fileBytes;
  const read = await host.readStdin(limit);
  if (read.ok) return { name: STDIN_NAME, bytes: read.bytes };
  const location = { kind: "input", file: STDIN_NAME } as const;
  const problem: Diagnostic = { severity: "error", code: `input-${read.reason}`, message: read.message, location };
  return { input: STDIN_NAME, plan: null, sources: [], analysis: null, diagnostics: [problem] };
}

const systemOptions = (values: AnalysisValues) => ({
  ...defaultSystemOptions,
  ...(values.kernelVersion !== undefined && { kernelVersion: values.kernelVersion }),
  ...(values.iommuMode !== undefined && { iommuMode: values.iommuMode }),
  ...(values.granule !== undefined && { granule: values.granule }),
  ...(values.dmaMask !== undefined && { dmaMaskBits: values.dmaMask }),
  ...(values.dmaLimit !== undefined && { dmaLimit: values.dmaLimit }),
});

const selectionOf = (values: AnalysisValues) => ({
  layouts: values.layout.length === 0 ? null : values.layout,
  device: values.device ?? null,
});

const reportOptions = (values: AnalysisValues): ReportOptions => ({ ...systemOptions(values), ...selectionOf(values) });

function lookOf(values: OutputValues, isTty: boolean, host: Host): Look {
  const columns = isTty && host.columns !== null ? host.columns : DEFAULT_COLUMNS;
  return { columns: Math.max(LEAST_COLUMNS, columns), palette: paletteFor(values.color, isTty, host.env) };
}

function write(
  command: keyof Printables,
  report: Report,
  { format, file }: Destination,
  values: OutputValues,
  host: Host,
): ExitStatus {
  const look = lookOf(file === null ? values : { ...values, color: "never" }, file === null && host.outIsTty, host);
  const text = printerOf(format, command)(report, { ...look, verbose: values.verbose === true });
  if (file === null) {
    host.writeOut(text);
    return exitStatus.fine;
  }
  const written = host.writeFile(file, text);
  if (written.ok) return exitStatus.fine;
  host.writeErr(`${visible(file)}: error: cannot be written: ${visible(written.message)}\n`);
  return exitStatus.unusable;
}

/** The option's parser has let known formats of this command through only. */
function printerOf(name: string, command: keyof Printables): NonNullable<Format["printers"]["analyze"]> {
  const printer = formats.find((format) => format.name === name)?.printers[command];
  if (printer === undefined) throw new Error(`format ${name} has no printer for ${command}`);
  return printer;
}
