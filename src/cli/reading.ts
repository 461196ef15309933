/** From option values to what the API reads, and standard input as one more input. */
import { defaultDtsLimits, type LoadOptions, type Outcome, type TreeInput } from "../index.js";
import type { Host } from "./host.js";
import { limitsOf } from "./limits.js";
import type { InputValues } from "./options.js";

/** What reports call standard input. */
const STDIN_NAME = "<stdin>";

export const nameOf = (path: string): string => (path === "-" ? STDIN_NAME : path);

export const loadOptions = (values: InputValues, host: Host): LoadOptions => ({
  files: host.files,
  includeFolders: values.include,
  defines: values.define,
  overlays: values.overlay,
  kernel: values.kernel ?? null,
  allowOutside: values.allowOutside ?? false,
  limits: limitsOf(values),
});

/** A path as it is; the bytes of standard input for `-`. */
export async function inputOf(path: string, values: InputValues, host: Host): Promise<Outcome<TreeInput>> {
  if (path !== "-") return { value: path, diagnostics: [] };
  const read = await host.readStdin(limitsOf(values).fileBytes ?? defaultDtsLimits.fileBytes);
  if (read.ok) return { value: { name: STDIN_NAME, bytes: read.bytes }, diagnostics: [] };
  const location = { kind: "input", file: STDIN_NAME } as const;
  const code = `input-${read.reason}`;
  return { value: null, diagnostics: [{ severity: "error", code, message: read.message, location }] };
}
