/**
 * npm run viewer
 *
 * Makes of src/viewer/ what the HTML format puts into its pages: `dist/viewer/viewer.json`, with the script, the style
 * and the hashes by which a page's policy lets these two run and no others.
 */
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Viewer } from "../src/index.js";

const root = fileURLToPath(new URL("..", import.meta.url));

const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: { viewer: "src/viewer/main.tsx", style: "src/viewer/style.css" },
  outdir: "dist/viewer",
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
});

/** Neither may end the element that it stands in. */
function textOf(extension: string): string {
  const text = outputFiles.find(({ path }) => path.endsWith(extension))?.text.trim() ?? "";
  if (text === "" || /<\/(script|style)|<!--/i.test(text)) throw new Error(`no ${extension} that can stand in a page`);
  return text;
}

const hashOf = (text: string): string => `sha256-${createHash("sha256").update(text).digest("base64")}`;

const [script, style] = [textOf(".js"), textOf(".css")];
const viewer: Viewer = { script, style, scriptHash: hashOf(script), styleHash: hashOf(style) };
mkdirSync(`${root}/dist/viewer`, { recursive: true });
writeFileSync(`${root}/dist/viewer/viewer.json`, `${JSON.stringify(viewer)}\n`);
