/** A capture of any kind: a folder, an archive or a text, told apart by what they are and not by their names. */
import type { Diagnostic, Outcome } from "../base/diagnostic.js";
import type { FileReader } from "../base/files.js";
import { atInput } from "../base/source.js";
import { type CapturedGroup, capturedGroups, type SysfsEntry } from "./capture.js";
import { dumpEntries } from "./dump.js";
import { folderEntries } from "./folder.js";
import { gunzip, isGzip, isTar, tarEntries } from "./tar.js";

/** Where a running kernel shows its groups. */
export const LIVE_GROUPS = "/sys/kernel/iommu_groups";

/** An archive of all of /sys/kernel/iommu_groups has a few megabytes. */
const CAPTURE_BYTES = 64 * 1024 * 1024;

/** @returns the groups, or null and an error if there are none to be found */
export async function readCapture(path: string, files: FileReader): Promise<Outcome<readonly CapturedGroup[]>> {
  const kind = files.kindOf(path);
  if (kind === "directory") return groupsFrom(path, folderEntries(path, files), 0);
  const read = files.readFile(path, CAPTURE_BYTES);
  if (!read.ok) return problem(path, `capture-${read.reason}`, read.message);
  const bytes = isGzip(read.bytes) ? await gunzip(read.bytes, CAPTURE_BYTES) : read.bytes;
  if (bytes === null) {
    return problem(path, "capture-damaged", `the archive is damaged, or larger than ${CAPTURE_BYTES} bytes unpacked`);
  }
  if (isTar(bytes)) return groupsFrom(path, tarEntries(bytes), 0);
  const { entries, ignored } = dumpEntries(new TextDecoder().decode(bytes));
  return groupsFrom(path, entries, ignored);
}

function groupsFrom(path: string, entries: readonly SysfsEntry[], ignored: number): Outcome<readonly CapturedGroup[]> {
  const groups = capturedGroups(entries);
  if (groups.every((group) => group.devices.length === 0)) {
    const what = groups.length === 0 ? "no IOMMU groups were found" : "none of the groups has a device";
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
            message: `${ignored} lines say nothing of a group`,
            location: atInput(path),
          },
        ];
  return { value: groups, diagnostics };
}

const problem = (path: string, code: string, message: string, hint?: string) => ({
  value: null,
  diagnostics: [
    { severity: "error" as const, code, message, location: atInput(path), ...(hint !== undefined && { hint }) },
  ],
});
