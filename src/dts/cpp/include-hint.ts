/** What may help with an include that is not found. */
import { join } from "../../base/file-path.js";
import type { FileReader } from "../../base/files.js";
import { nearestName } from "../../base/nearest.js";

/** Folders that are named before a list is cut short. */
const MOST_FOLDERS = 8;

/** The name is there, but as a link that leads nowhere, or round and round. */
export function brokenLinkHint(name: string, folders: readonly string[], files: FileReader): string | null {
  const slash = name.lastIndexOf("/");
  for (const folder of folders) {
    if (!files.list(join(folder, name.slice(0, slash + 1))).includes(name.slice(slash + 1))) continue;
    const read = files.readFile(join(folder, name), 0);
    if (!read.ok) return `'${join(folder, name)}' is a link that leads nowhere: ${read.message}`;
  }
  return null;
}

/** @param folders that were searched, in order */
export function missingIncludeHint(name: string, folders: readonly string[], files: FileReader): string {
  const better = similarFile(name, folders, files) ?? samePlaceElsewhere(name, folders, files);
  const shown = folders.slice(0, MOST_FOLDERS).map((folder) => `'${folder}'`);
  if (folders.length > shown.length) shown.push(`${folders.length - shown.length} more`);
  const searched =
    folders.length === 0
      ? "no include folder is known: give the Linux tree with --kernel DIR, or a folder with -I DIR"
      : `searched ${shown.join(", ")}`;
  return better === null ? searched : `${better} (${searched})`;
}

/** The file whose path differs in one misspelt folder or in its own misspelt name. */
function similarFile(name: string, folders: readonly string[], files: FileReader): string | null {
  for (const folder of folders) {
    const near = correctedPath(name, folder, files);
    if (near !== null) return `did you mean '${near}'?`;
  }
  return null;
}

function correctedPath(name: string, folder: string, files: FileReader): string | null {
  const parts = name.split("/");
  const wrong = parts.findIndex((_, at) => files.kindOf(join(folder, ...parts.slice(0, at + 1))) === null);
  const near = nearestName(parts[wrong] ?? "", files.list(join(folder, ...parts.slice(0, Math.max(wrong, 0)))));
  if (wrong < 0 || near === null) return null;
  const corrected = [...parts.slice(0, wrong), near, ...parts.slice(wrong + 1)].join("/");
  return files.kindOf(join(folder, corrected)) === "file" ? corrected : null;
}

/**
 * The file under another prefix: `qcom/x.dtsi` where the folders know `arm64/qcom/x.dtsi`, or `arm64/qcom/x.dtsi`
 * where they know `qcom/x.dtsi`.
 */
function samePlaceElsewhere(name: string, folders: readonly string[], files: FileReader): string | null {
  const isFile = (path: string): boolean => files.kindOf(path) === "file";
  for (const folder of folders) {
    for (let rest = name; rest.includes("/"); ) {
      rest = rest.slice(rest.indexOf("/") + 1);
      if (rest !== "" && isFile(join(folder, rest))) return `'${rest}' is in '${folder}'`;
    }
    for (const child of files.list(folder)) {
      if (isFile(join(folder, child, name))) return `'${child}/${name}' is in '${folder}'`;
    }
  }
  return null;
}
