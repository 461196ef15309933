/**
 * npm run viewer
 *
 * Makes of src/viewer/ what the HTML format puts into its pages: `dist/viewer/viewer.json`, with the script, the style
 * and the hashes by which a page's policy lets these two run and no others.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Viewer } from "../src/index.js";
import { forBrowsers, hashOf, textOf } from "./browser-page.js";

const root = fileURLToPath(new URL("..", import.meta.url));

const { outputFiles } = await build({
  ...forBrowsers,
  absWorkingDir: root,
  entryPoints: { viewer: "src/viewer/main.tsx", style: "src/viewer/style.css" },
  outdir: "dist/viewer",
});

/** Neither may end the element that it stands in. */
function harmless(extension: string): string {
  const text = textOf(outputFiles, extension);
  if (/<\/(script|style)|<!--/i.test(text)) throw new Error(`no ${extension} that can stand in a page`);
  return text;
}

const [script, style] = [harmless(".js"), harmless(".css")];
const viewer: Viewer = { script, style, scriptHash: hashOf(script), styleHash: hashOf(style) };
mkdirSync(`${root}/dist/viewer`, { recursive: true });
writeFileSync(`${root}/dist/viewer/viewer.json`, `${JSON.stringify(viewer)}\n`);
