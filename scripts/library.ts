/**
 * npm run library
 *
 * Makes of dist/ what other programs import, in dist/library/: one module for each entry of package.json's `exports`,
 * with all that they need in it, their types, and the licences of what is in there. A package of it depends on nothing.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { noticesOf } from "./library/notices.js";
import { writeTypes } from "./library/types.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const out = join(root, "dist/library");
const entries = { index: "src/index.ts", node: "src/cli/files.ts" } as const;

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: { ...entries },
  outdir: out,
  bundle: true,
  splitting: true,
  minifySyntax: true,
  minifyWhitespace: true,
  format: "esm",
  platform: "neutral",
  mainFields: ["module", "main"],
  conditions: ["import", "default"],
  external: ["node:*"],
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  chunkNames: "chunk-[hash]",
  metafile: true,
  logLevel: "warning",
});
writeTypes(join(root, "dist"), { index: "index.d.ts", node: "cli/files.d.ts" }, out);
/** The command line has more in it: see bundle.ts. */
const program = await build({
  absWorkingDir: root,
  entryPoints: ["src/cli/bundle/program.ts"],
  bundle: true,
  write: false,
  platform: "node",
  format: "esm",
  metafile: true,
  logLevel: "error",
});
/** What the pages of the HTML report are made of: see viewer.ts. */
const viewer = await build({
  absWorkingDir: root,
  entryPoints: ["src/viewer/main.tsx"],
  bundle: true,
  write: false,
  platform: "browser",
  jsx: "automatic",
  jsxImportSource: "preact",
  metafile: true,
  logLevel: "error",
});
const bundled = [metafile, program.metafile, viewer.metafile].flatMap(({ inputs }) => Object.keys(inputs));
writeFileSync(join(root, "dist/THIRD-PARTY-NOTICES.txt"), noticesOf(root, bundled, readFileSync));
