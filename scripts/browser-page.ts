/** What the bundles of our pages have in common: the viewer of reports, and the playground. */
import { createHash } from "node:crypto";
import type { BuildOptions, OutputFile } from "esbuild";

export const forBrowsers = {
  bundle: true,
  write: false,
  format: "iife",
  platform: "browser",
  target: ["chrome110", "firefox115", "safari16.4"],
  charset: "ascii",
  minify: true,
  legalComments: "none",
  jsx: "automatic",
  jsxImportSource: "preact",
  logLevel: "warning",
} as const satisfies BuildOptions;

/** @param extension with its dot */
export function textOf(files: readonly OutputFile[], extension: string): string {
  const text = files.find(({ path }) => path.endsWith(extension))?.text.trim() ?? "";
  if (text === "") throw new Error(`no ${extension}`);
  return text;
}

/** As a page's policy names what may run. */
export const hashOf = (text: string): string => `sha256-${createHash("sha256").update(text).digest("base64")}`;
