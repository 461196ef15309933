/** Trees from source, for tests of what keeps what a source said. */
import { BoardFiles } from "../../src/base/board-files.js";
import { isError } from "../../src/base/diagnostic.js";
import { SourceFile } from "../../src/base/source.js";
import { defaultDtsOptions } from "../../src/dts/options.js";
import { parseDts } from "../../src/dts/parse.js";
import type { DeviceTree } from "../../src/tree/tree.js";

const NO_FILES = {
  readFile: () => ({ ok: false, reason: "not-found", message: "no such file" }) as const,
  kindOf: () => null,
  realPath: () => null,
  list: () => [],
};

/** @throws with the first error */
export function parsed(text: string, path = "test.dts"): DeviceTree {
  const { value, diagnostics } = parseDts(new SourceFile(path, text), defaultDtsOptions, BoardFiles.over(NO_FILES));
  const error = diagnostics.find(isError);
  if (value === null || error !== undefined) throw new Error(`${error?.message}: ${text}`);
  return value;
}
