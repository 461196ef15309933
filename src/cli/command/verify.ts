/** `iova-plan verify`: the prediction against what a running kernel shows below /sys/kernel/iommu_groups. */
import type { Command } from "commander";
import { isError } from "../../base/diagnostic.js";
import { atInput } from "../../base/source.js";
import { formatNames, type Outcome, parseKernel } from "../../index.js";
import {
  blobOfFiles,
  type Capture,
  captureOf,
  defaultDtsLimits,
  LIVE_GROUPS,
  readCapture,
  releaseNumber,
  runningMode,
} from "../../parts.js";
import type { CommandAbout } from "../command-entry.js";
import { type ExitStatus, exitStatus, gravest } from "../exit-status.js";
import { withRevisions } from "../git.js";
import type { Host } from "../host.js";
import { given } from "../inputs.js";
import { limitsOf } from "../limits.js";
import { askBoard, toldProblems } from "../one-board.js";
import { analysisOptions, inputOptions, outputOptions } from "../options.js";
import { destinations } from "../output.js";
import { print } from "../print.js";
import type { RunValues } from "../run.js";
import { STDIN_NAME, sideInput } from "../side-input.js";
import { UsageError } from "../usage-error.js";

/** A kernel runs one layout, for all devices. */
const NOT_HERE = ["--layout", "--device"];

export const about: CommandAbout = {
  order: 70,
  summary: "compare the prediction with /sys/kernel/iommu_groups of a running kernel",
  hidden: false,
};

export function configure(command: Command): void {
  command
    .argument("<input>", "a file, a device-tree folder, REV:path, or - for standard input")
    .argument(
      "[sysfs]",
      `the output of capture's script, or the groups as a folder, text or tar, or - (default: ${LIVE_GROUPS})`,
    );
  for (const option of [
    ...analysisOptions().filter((one) => !NOT_HERE.includes(one.long ?? "")),
    ...inputOptions(),
    ...outputOptions(formatNames("verify")),
  ]) {
    command.addOption(option);
  }
}

export async function run(command: Command, host: Host): Promise<ExitStatus> {
  const asked = command.opts<RunValues>();
  const [path = "", named, ...more] = command.args;
  if (more.length > 0) throw new UsageError("verify takes one input and one capture");
  if (path === "-" && named === "-") throw new UsageError("the board and the capture cannot both be standard input");
  const outputs = destinations(asked.format, asked.output);
  const source = named ?? (host.files.kindOf(path) === "file" ? await ownTree(path, host) : LIVE_GROUPS);
  const capture = await captureFrom(source, asked, host);
  toldProblems(capture.diagnostics, asked, host);
  if (capture.value === null) return exitStatus.unusable;
  const { groups, running } = capture.value;
  const question = { kind: "verify", groups, running, capture: source === "-" ? STDIN_NAME : source } as const;
  // The captured tree stands in the capture's place when the board is read from it.
  const blob = source === path ? blobOf(capture.value, path) : NO_BLOB;
  toldProblems(blob.diagnostics, asked, host);
  if (blob.diagnostics.some(isError)) return exitStatus.unusable;
  const own = blob.value === null ? {} : { read: { name: path, bytes: blob.value } };
  const { result, status } = await askBoard<"verify">(path, question, asTarget(asked, capture.value), host, own);
  const { answer } = result;
  if (answer === null) return status;
  const verdict = answer.agrees ? exitStatus.fine : exitStatus.findings;
  return gravest([status, verdict, ...outputs.map((output) => print("verify", answer, output, asked, host))]);
}

/** A capture that brings its device tree along is board and capture in one. */
async function ownTree(path: string, host: Host): Promise<string> {
  const own = await readCapture(path, host.files);
  return own.value?.tree == null ? LIVE_GROUPS : path;
}

const NO_BLOB: Outcome<Uint8Array> = { value: null, diagnostics: [] };

function blobOf({ tree }: Capture, path: string): Outcome<Uint8Array> {
  if (tree === null) return NO_BLOB;
  return tree.kind === "blob" ? { value: tree.bytes, diagnostics: [] } : blobOfFiles(tree.files, path);
}

/** A folder has many files; what is one comes from anywhere. */
async function captureFrom(source: string, values: RunValues, host: Host): Promise<Outcome<Capture>> {
  const { args, files } = withRevisions(source === "-" ? [] : [source], host);
  const [{ path, problem } = given(source)] = args;
  if (problem !== null) return { value: null, diagnostics: [problem] };
  if (path !== "-") return readCapture(path, files);
  const { name, read } = await sideInput(path, limitsOf(values).fileBytes ?? defaultDtsLimits.fileBytes, host);
  if (read.ok) return captureOf(name, read.bytes);
  const location = atInput(name);
  return {
    value: null,
    diagnostics: [{ severity: "error", code: `capture-${read.reason}`, message: read.message, location }],
  };
}

/** What was not asked for is as on the target: its release, how it runs its IOMMUs, and pages that are not the usual 4 KiB. */
function asTarget(values: RunValues, { running, groups }: Capture): RunValues {
  if (running === null) return values;
  const number = releaseNumber(running);
  const kernel = number === null ? null : parseKernel(number);
  const mode = runningMode(running, groups);
  return {
    ...(kernel?.ok === true && { kernelVersion: kernel.kernel }),
    ...(mode !== null && { iommuMode: mode }),
    ...(running.pageSize !== null && running.pageSize !== USUAL_PAGE && { granule: BigInt(running.pageSize) }),
    ...values,
  };
}

const USUAL_PAGE = 4096;
