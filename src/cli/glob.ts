/**
 * Patterns over paths, for shells that do not expand them and for quoted arguments: `*` and `?` within a name, `[...]`
 * and `{a,b}`, and `**` for any number of folders. As in a shell, `*` does not match a leading dot, and `**` follows no
 * links.
 */
import { basename, dirname, join } from "node:path";
import type { FileReader } from "../base/files.js";
import { isBelow } from "./board-folder.js";

/** Folders deeper than this are not entered by `**`. */
const MOST_DEPTH = 200;

export const isPattern = (argument: string): boolean => /[*?[{]/.test(argument);

export interface Matches {
  /** In the order of the names on the way to them. */
  readonly paths: readonly string[];
  /** What was found, and is a link that leads out of the folder in which the pattern begins: it is not followed. */
  readonly linksOut: readonly string[];
}

export function matchingPaths(pattern: string, files: FileReader): Matches {
  const parts = pattern.split("/").filter((part) => part !== "" && part !== ".");
  const first = parts.findIndex(isPattern);
  const named = first < 0 ? parts : parts.slice(0, first);
  const start = join(pattern.startsWith("/") ? "/" : "", ...named);
  if (first < 0) return { paths: files.kindOf(start) === null ? [] : [start], linksOut: [] };
  const search = new Search(start === "." ? "" : start, files);
  return { paths: [...new Set(search.below(search.top, parts.slice(first), 0))], linksOut: [...search.linksOut] };
}

/** One pattern's, from the folder on in which its first `*` stands. */
class Search {
  readonly linksOut = new Set<string>();
  private readonly realTop: string;

  /** @param top empty for the working directory */
  constructor(
    readonly top: string,
    private readonly files: FileReader,
  ) {
    this.realTop = files.realPath(top === "" ? "." : top) ?? top;
  }

  below(folder: string, parts: readonly string[], depth: number): string[] {
    const [part, ...rest] = parts;
    if (part === undefined) return [folder];
    if (part === "**") return this.anyDepth(folder, rest, depth);
    // A link to nothing that a pattern finds is an input that cannot be read.
    const isFound = (path: string): boolean =>
      this.files.kindOf(path) !== null || (isPattern(part) && rest.length === 0);
    return this.named(folder, part)
      .filter((path) => isFound(path) && this.isInside(path))
      .flatMap((path) => (rest.length === 0 ? [path] : this.below(path, rest, depth)));
  }

  /** Folders behind links are entered by their names alone: what a pattern finds is found once. */
  private named(folder: string, part: string): string[] {
    if (!isPattern(part)) return [join(folder, part)];
    const paths = this.list(folder)
      .filter(nameTest(part))
      .map((name) => join(folder, name));
    return paths.filter((path) => !this.isInside(path) || !this.isLinkedFolder(path));
  }

  private isLinkedFolder(path: string): boolean {
    return this.files.kindOf(path) === "directory" && isLink(path, this.files);
  }

  private anyDepth(folder: string, rest: readonly string[], depth: number): string[] {
    const here = this.below(folder, rest.length === 0 ? ["*"] : rest, depth);
    if (depth >= MOST_DEPTH) return here;
    const below = this.list(folder)
      .filter((name) => !name.startsWith("."))
      .map((name) => join(folder, name))
      .filter((path) => this.files.kindOf(path) === "directory" && this.isInside(path) && !this.isLinkedFolder(path))
      .flatMap((path) => this.anyDepth(path, rest, depth + 1));
    return [...here, ...below];
  }

  private list(folder: string): readonly string[] {
    return this.files.list(folder === "" ? "." : folder);
  }

  private isInside(path: string): boolean {
    const real = this.files.realPath(path);
    const isInside = real === null || isBelow(real, this.realTop);
    if (!isInside) this.linksOut.add(path);
    return isInside;
  }
}

function isLink(path: string, files: FileReader): boolean {
  const folder = files.realPath(dirname(path));
  return folder === null || files.realPath(path) !== join(folder, basename(path));
}

/** Whether a name matches one part of a pattern. */
function nameTest(part: string): (name: string) => boolean {
  const expression = compiled(expressionOf(part));
  return (name) => (part.startsWith(".") || !name.startsWith(".")) && expression?.test(name) === true;
}

/** Null for a class such as `[z-a]`, which matches nothing. */
function compiled(expression: string): RegExp | null {
  try {
    return new RegExp(`^${expression}$`, "su");
  } catch {
    return null;
  }
}

function expressionOf(part: string): string {
  const token = /\*+|\?|\[!?[^\]]+\]|\{[^{}]*\}|[\s\S]/gu;
  return part.replace(token, (piece) => {
    if (piece.startsWith("*")) return ".*";
    if (piece === "?") return ".";
    if (piece.length > 2 && piece.startsWith("[")) return characterClass(piece.slice(1, -1));
    if (piece.length > 1 && piece.startsWith("{"))
      return `(?:${piece.slice(1, -1).split(",").map(expressionOf).join("|")})`;
    return quoted(piece);
  });
}

const characterClass = (body: string): string =>
  body.startsWith("!") ? `[^${body.slice(1).replace(/[\\^\]]/g, "\\$&")}]` : `[${body.replace(/[\\^\]]/g, "\\$&")}]`;

const quoted = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
