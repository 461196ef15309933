/**
 * Patterns over paths, for shells that do not expand them and for quoted arguments: `*` and `?` within a name, `[...]`
 * and `{a,b}`, and `**` for any number of folders. As in a shell, `*` does not match a leading dot.
 */
import { join } from "node:path";
import type { FileReader } from "../base/files.js";

/** Folders deeper than this are not entered by `**`: a loop of links must end. */
const MOST_DEPTH = 40;

export const isPattern = (argument: string): boolean => /[*?[{]/.test(argument);

/** The paths that match, in the order of their names. */
export function matchingPaths(pattern: string, files: FileReader): string[] {
  const parts = pattern.split("/");
  const start = parts[0] === "" ? "/" : "";
  return [...new Set(matchesBelow(start, start === "/" ? parts.slice(1) : parts, files, 0))];
}

function matchesBelow(folder: string, parts: readonly string[], files: FileReader, depth: number): string[] {
  const [part, ...rest] = parts;
  if (part === undefined) return [folder];
  if (part === "" || part === ".") return matchesBelow(folder, rest, files, depth);
  if (part === "**") return anyDepth(folder, rest, files, depth);
  const names = isPattern(part) ? files.list(folder === "" ? "." : folder).filter(nameTest(part)) : [part];
  return names
    .map((name) => join(folder, name))
    .filter((path) => files.kindOf(path) !== null)
    .flatMap((path) => (rest.length === 0 ? [path] : matchesBelow(path, rest, files, depth)));
}

function anyDepth(folder: string, rest: readonly string[], files: FileReader, depth: number): string[] {
  const here = matchesBelow(folder, rest.length === 0 ? ["*"] : rest, files, depth);
  if (depth >= MOST_DEPTH) return here;
  const below = files
    .list(folder === "" ? "." : folder)
    .filter((name) => !name.startsWith("."))
    .map((name) => join(folder, name))
    .filter((path) => files.kindOf(path) === "directory")
    .flatMap((path) => anyDepth(path, rest, files, depth + 1));
  return [...here, ...below];
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
