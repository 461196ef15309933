/**
 * npm run bundle
 *
 * Makes of src/ the program that `bin/iova-plan.js` starts, in dist/bundle/: `launch.cjs`, and packs of modules with the
 * code that V8 compiles when they run (src/cli/bundle/packs.ts reads them). The library in dist/ is not touched.
 *
 * - `start`: the command line up to the choice of a command, with commander. `--help` needs no more.
 * - `commands`: everything of ours behind that, a module of the pack for each command and one for threads.
 * - `zod`, `yaml`: what only plans, configs and schemas need.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type Plugin } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const cli = join(root, "src/cli");
const out = join(root, "dist/bundle");

/** What the packs have in common is in `start`, once: an error is known by its class. */
const SHARED: Readonly<Record<string, string>> = { commander: "start:commander", zod: "zod:zod", yaml: "yaml:yaml" };

const common: BuildOptions = {
  bundle: true,
  write: false,
  format: "cjs",
  platform: "node",
  target: "node20",
  charset: "ascii",
  minify: true,
  legalComments: "none",
  supported: { "dynamic-import": false },
  logLevel: "warning",
};

/** A command is a module of another pack to `start`, and the reverse for what both know. */
const boundaries = (pack: string): Plugin => ({
  name: "boundaries",
  setup(esbuild) {
    esbuild.onResolve({ filter: /^(commander|zod|yaml)$/ }, ({ path, importer }) => {
      const shared = SHARED[path] ?? path;
      return shared.startsWith(`${pack}:`) || importer === "" ? null : { path: shared, external: true };
    });
    esbuild.onResolve({ filter: /\/usage-error\.js$/ }, () =>
      pack === "start" ? null : { path: "start:usage-error", external: true },
    );
    esbuild.onResolve({ filter: /^\.\/command\/[\w-]+\.js$/ }, ({ path }) =>
      pack === "start" ? { path: `commands:${basename(path, ".js")}`, external: true } : null,
    );
  },
});

/** What loading commander and chalk would cost, and nobody needs: subprocesses, and guesses about the terminal. */
const lean: Plugin = {
  name: "lean",
  setup(esbuild) {
    const stubs: Readonly<Record<string, string>> = {
      "node:child_process": 'export const spawn = () => { throw new Error("no subcommand is a program of its own"); };',
      "#supports-color": "export default { stdout: false, stderr: false };",
    };
    esbuild.onResolve({ filter: /^(node:child_process|#supports-color)$/ }, ({ path }) => ({
      path,
      namespace: "stub",
    }));
    esbuild.onLoad({ filter: /./, namespace: "stub" }, ({ path }) => ({ contents: stubs[path] ?? "" }));
  },
};

/** @param modules paths by name */
const entry = (modules: Readonly<Record<string, string>>): string =>
  `module.exports = {${Object.entries(modules).map(([name, path]) => `${JSON.stringify(name)}: () => require(${JSON.stringify(path)})`)}};`;

const commands = readdirSync(join(cli, "command")).map((file) => basename(file, ".ts"));
const packs: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  start: {
    program: join(cli, "bundle/program.ts"),
    commander: "commander",
    "usage-error": join(cli, "usage-error.ts"),
  },
  commands: {
    ...Object.fromEntries(commands.map((name) => [name, join(cli, "command", `${name}.ts`)])),
    worker: join(cli, "worker.ts"),
  },
  zod: { zod: "zod" },
  yaml: { yaml: "yaml" },
};

async function makePack(name: string, modules: Readonly<Record<string, string>>): Promise<[string, string]> {
  const stdin = { contents: entry(modules), resolveDir: root, loader: "js" as const };
  const { outputFiles = [] } = await build({ ...common, stdin, plugins: [boundaries(name), lean] });
  const text = `(function(require,module){${outputFiles[0]?.text.trimEnd()}\n})`;
  await writeFile(join(out, `${name}.cjs`), text);
  return [name, createHash("sha256").update(text).digest("hex").slice(0, 16)];
}

async function makeLauncher(hashes: Readonly<Record<string, string>>): Promise<void> {
  const { outputFiles = [] } = await build({
    ...common,
    entryPoints: [join(cli, "bundle/launch.ts")],
    define: { PACK_HASHES: JSON.stringify(hashes) },
  });
  await writeFile(join(out, "launch.cjs"), outputFiles[0]?.contents ?? "");
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
await makeLauncher(
  Object.fromEntries(await Promise.all(Object.entries(packs).map(([name, modules]) => makePack(name, modules)))),
);
// Another process: this one's V8 may have been given flags.
const { status } = spawnSync(process.execPath, [join(root, "scripts/bundle/compile.cjs")], {
  cwd: root,
  stdio: "inherit",
});
process.exitCode = status ?? 1;
