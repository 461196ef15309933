/**
 * Which of the opened boards may read a file, by the names in their includes: too many rather than too few, for a patch is
 * proven on all of them.
 */
import type { SourceStore } from "../../index.js";

const INCLUDE = /^[ \t]*(?:#[ \t]*include|\/include\/)[ \t]*(?:["<]([^">\n]*)[">]|(.*))/gm;
const READ_BY_OTHERS = /\.(dtsi?|h)$/;
/** As much as a source may hold where nobody says otherwise. */
const SOURCE_BYTES = 64 * 1024 * 1024;

const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/**
 * @param paths of all files
 * @param targets paths, as boards name them
 */
export function boardsReading(
  targets: readonly string[],
  paths: readonly string[],
  store: SourceStore,
): readonly string[] {
  const sources = paths.filter((path) => READ_BY_OTHERS.test(path));
  const readers = new Map<string, string[]>();
  const ofAnything: string[] = [];
  for (const path of sources) {
    for (const name of includedNames(path, store)) {
      if (name === null) ofAnything.push(path);
      else if (!readers.get(name)?.push(path)) readers.set(name, [path]);
    }
  }
  const reached = new Set(targets.map((path) => store.realPath(path) ?? path));
  for (const path of reached) {
    for (const reader of readers.get(nameOf(path)) ?? []) reached.add(reader);
    for (const reader of ofAnything) reached.add(reader);
  }
  return [...reached].filter((path) => path.endsWith(".dts")).map((path) => path.slice(1));
}

/** A file's, once: what a store hands out never changes. */
const known = new WeakMap<Uint8Array, ReadonlySet<string | null>>();

const latin1 = new TextDecoder("latin1");

/** Null for an include whose name a macro says. */
function includedNames(path: string, store: SourceStore): ReadonlySet<string | null> {
  const read = store.readFile(path, SOURCE_BYTES);
  if (!read.ok) return new Set();
  const names = known.get(read.bytes) ?? namesIn(latin1.decode(read.bytes));
  known.set(read.bytes, names);
  return names;
}

const namesIn = (text: string): ReadonlySet<string | null> =>
  new Set([...text.matchAll(INCLUDE)].map(([, name]) => (name === undefined ? null : nameOf(name))));
