/** A capture from a folder like /sys/kernel/iommu_groups, the live one included. */
import type { FileReader } from "../base/files.js";
import type { SysfsEntry } from "./capture.js";

/** Far above what one page holds. */
const FILE_BYTES = 1024 * 1024;
/** Of groups, and of devices in one: a machine has some hundreds. */
const MOST_ENTRIES = 65536;

/** @param folder holds a folder for each group, itself or in `iommu_groups` */
export function folderEntries(folder: string, files: FileReader): readonly SysfsEntry[] {
  const inner = `${folder}/iommu_groups`;
  const root = files.kindOf(inner) === "directory" ? inner : folder;
  const entries: SysfsEntry[] = [];
  for (const group of files
    .list(root)
    .filter((name) => /^[0-9]+$/.test(name))
    .slice(0, MOST_ENTRIES)) {
    for (const name of ["reserved_regions", "type"]) {
      const path = `${root}/${group}/${name}`;
      const read = files.readFile(path, FILE_BYTES);
      if (read.ok) entries.push({ kind: "file", path, text: new TextDecoder().decode(read.bytes) });
    }
    for (const device of files.list(`${root}/${group}/devices`).slice(0, MOST_ENTRIES)) {
      const path = `${root}/${group}/devices/${device}`;
      entries.push({ kind: "link", path, target: files.realPath(path) });
      const node = files.realPath(`${path}/of_node`);
      if (node !== null) entries.push({ kind: "link", path: `${path}/of_node`, target: node });
    }
  }
  return entries;
}
