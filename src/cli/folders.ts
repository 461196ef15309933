/** `-I` and `--kernel` name folders: one that is nowhere is a slip that would show as a hundred missing includes. */
import { atInput } from "../base/source.js";
import { problemOf } from "../parts.js";
import type { Revisions } from "./git.js";
import type { Host } from "./host.js";
import { tell } from "./look.js";
import type { InputValues, MessageValues } from "./options.js";
import { UsageError } from "./usage-error.js";

/**
 * A kernel tree that is not there ends the run; for an `-I` that is not, as for cpp, the run goes on, and it is said.
 *
 * @param paths of the inputs: a folder may lie in the revision of one of them
 */
export function checkFolders(
  paths: readonly string[],
  values: InputValues & MessageValues,
  files: Revisions,
  host: Host,
): void {
  const seen = paths.length === 0 ? [""] : paths;
  const isThere = (pick: (named: ReturnType<Revisions["foldersFor"]>) => string | null | undefined): boolean =>
    seen.some((path) => {
      const folder = pick(files.foldersFor(path, values));
      return typeof folder === "string" && files.kindOf(folder) === "directory";
    });
  const { kernel, include } = values;
  if (kernel !== undefined && !isThere((named) => named.kernel)) {
    throw new UsageError(`--kernel: there is no folder '${kernel}'`);
  }
  const missing = include.filter((_, i) => !isThere((named) => named.includeFolders[i]));
  const problems = missing.map((folder) =>
    problemOf({
      severity: "warning",
      code: "folder-not-found",
      message: "-I: no such folder",
      location: atInput(folder),
    }),
  );
  tell(problems, values, host);
}
