/** How near to its board a file is that the board reads by way of includes. */
import { dirname, join } from "../base/file-path.js";
import type { StoredFile } from "../base/stored-file.js";
import { includeNames } from "../dts/include-names.js";

/**
 * The files nearest to the input first: those that fewer includes lead to; of two as near, the one included later, whose
 * statements override the other's. A file that only a macro's value names comes last.
 *
 * @param files all that was read, by path. @param folders where includes are looked for
 */
export function nearestFirst(
  paths: readonly string[],
  input: string,
  files: ReadonlyMap<string, StoredFile>,
  folders: readonly string[],
): readonly string[] {
  // A path is kept as the include spelt it, `..` and all.
  const spelt = new Map([...files.keys()].map((path) => [join(path), path]));
  const order = new Map<string, number>();
  for (let wave = [input]; wave.length > 0; ) {
    const next = wave.flatMap((path) => includedBy(files.get(path), spelt, folders)).filter((path) => !order.has(path));
    wave = [...new Set(next.reverse())];
    for (const path of wave) order.set(path, order.size);
  }
  const rank = (path: string): number => order.get(path) ?? order.size;
  return [...paths].sort((a, b) => rank(a) - rank(b));
}

/** In the order of the includes. */
function includedBy(
  file: StoredFile | undefined,
  spelt: ReadonlyMap<string, string>,
  folders: readonly string[],
): readonly string[] {
  if (file === undefined) return [];
  return includeNames(file.source.text).names.flatMap((name) => {
    const places = [dirname(file.path), ...folders].map((folder) => spelt.get(join(folder, name)));
    return places.find((path) => path !== undefined) ?? [];
  });
}
