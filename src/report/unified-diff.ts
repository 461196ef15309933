/** Unified diffs, as `git apply` takes them. */
import { createTwoFilesPatch } from "diff";

const CONTEXT = 3;
const HEADERS = { includeIndex: false, includeUnderline: false, includeFileHeaders: true };

/** @param path from where the patch is to be applied; empty text for a file that does not change */
export function unifiedDiff(path: string, before: string, after: string): string {
  if (before === after) return "";
  const options = { context: CONTEXT, headerOptions: HEADERS };
  const patch = createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after, undefined, undefined, options);
  return `diff --git a/${path} b/${path}\n${patch}`;
}
