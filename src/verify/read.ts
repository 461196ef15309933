/** A capture of any kind: a folder, an archive or a text, told apart by what they are and not by their names. */
import type { Diagnostic, Outcome } from "../base/diagnostic.js";
import type { FileReader } from "../base/files.js";
import { atInput } from "../base/source.js";
import { type CapturedGroup, capturedGroups, type SysfsEntry } from "./capture.js";
import { dumpEntries } from "./dump.js";
import { openEnvelope } from "./envelope.js";
import { folderEntries } from "./folder.js";
import { capturedTree, isAboutKernel, type RunningKernel, runningKernel } from "./running.js";
import { gunzip, isGzip, isTar, type PackedFile, tarEntries, tarFiles } from "./tar.js";

/** Where a running kernel shows its groups. */
export const LIVE_GROUPS = "/sys/kernel/iommu_groups";

/** An archive of all of /sys/kernel/iommu_groups has a few megabytes. */
const CAPTURE_BYTES = 64 * 1024 * 1024;

export interface Capture {
  readonly groups: readonly CapturedGroup[];
  /** Of a capture by `iova-plan capture`'s script; null of any other. */
  readonly running: RunningKernel | null;
  /** The device tree of the target, if it was captured. */
  readonly tree: CapturedTree | null;
}

type CapturedTree =
  /** Flattened. */
  | { readonly kind: "blob"; readonly bytes: Uint8Array }
  /** The files of /proc/device-tree, by their paths from there. */
  | { readonly kind: "files"; readonly files: readonly PackedFile[] };

/** @returns the groups, or null and an error if there are none to be found */
export async function readCapture(path: string, files: FileReader): Promise<Outcome<Capture>> {
  if (files.kindOf(path) === "directory") return groupsFrom(path, folderEntries(path, files), 0);
  const read = files.readFile(path, CAPTURE_BYTES);
  return read.ok ? captureOf(path, read.bytes) : problem(path, `capture-${read.reason}`, read.message);
}

/** The same of bytes that are at hand, such as standard input's. */
export async function captureOf(path: string, packed: Uint8Array): Promise<Outcome<Capture>> {
  const bytes = isGzip(packed) ? await gunzip(packed, CAPTURE_BYTES) : packed;
  if (bytes === null) {
    return problem(path, "capture-damaged", `the archive is damaged, or larger than ${CAPTURE_BYTES} bytes unpacked`);
  }
  if (isTar(bytes)) return groupsFrom(path, tarEntries(bytes), 0);
  const text = new TextDecoder().decode(bytes);
  const envelope = openEnvelope(text);
  if (envelope === null) {
    const { entries, ignored } = dumpEntries(text);
    return groupsFrom(path, entries, ignored);
  }
  if (envelope.damage !== null) return problem(path, "capture-damaged", envelope.damage, DAMAGED_HINT);
  const { lines } = envelope;
  const { entries, ignored } = dumpEntries(lines.filter((line) => !isAboutKernel(line)).join("\n"));
  const captured = capturedTree(lines);
  const tree = captured === null ? null : await treeOf(captured);
  return groupsFrom(path, entries, ignored, { running: runningKernel(lines), tree });
}

/** An archive that cannot be read is no tree. */
async function treeOf(bytes: Uint8Array): Promise<CapturedTree | null> {
  if (!isGzip(bytes)) return { kind: "blob", bytes };
  const archive = await gunzip(bytes, CAPTURE_BYTES);
  return archive === null || !isTar(archive) ? null : { kind: "files", files: tarFiles(archive) };
}

const DAMAGED_HINT = "capture again; you can append to the same log: one complete copy of each line is enough";

const NOTHING_MORE = { running: null, tree: null };

function groupsFrom(
  path: string,
  entries: readonly SysfsEntry[],
  ignored: number,
  more: Pick<Capture, "running" | "tree"> = NOTHING_MORE,
): Outcome<Capture> {
  const groups = capturedGroups(entries);
  if (groups.every((group) => group.devices.length === 0)) {
    const what = groups.length === 0 ? "no IOMMU groups were found" : "no group has a device";
    const hint = `a capture holds N/devices/NAME and N/reserved_regions, as ${LIVE_GROUPS} does`;
    return problem(path, "capture-empty", what, hint);
  }
  const diagnostics: Diagnostic[] =
    ignored === 0
      ? []
      : [
          {
            severity: "warning",
            code: "capture-lines",
            message: `${ignored} lines do not belong to a group`,
            location: atInput(path),
          },
        ];
  return { value: { groups, ...more }, diagnostics };
}

const problem = (path: string, code: string, message: string, hint?: string) => ({
  value: null,
  diagnostics: [
    { severity: "error" as const, code, message, location: atInput(path), ...(hint !== undefined && { hint }) },
  ],
});
