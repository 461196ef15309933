/**
 * Builds dist/ wherever the package is taken from git: npm runs this after `npm ci`, for `npm install git+...`, and for
 * what is packed.
 *
 * For a git dependency npm installs the development dependencies first, but not under `npm install --global`, which is
 * how pre-commit gets a hook: the inner npm inherits `global` and the prefix (npm 11). Then they are installed here.
 */
import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Without what makes an inner npm work on another folder than this one. */
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^npm_config_(global|prefix|location|local_prefix)$/i.test(name)),
);

/** The npm that runs this script; by its own file, since Windows has no program of that name. */
function npm(...args) {
  const { npm_execpath: file } = process.env;
  const [command, ...first] = file?.endsWith("js") ? [process.execPath, file] : [file ?? "npm"];
  const { status } = spawnSync(command, [...first, ...args], { cwd: root, env, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

if (!existsSync(new URL("../node_modules/typescript", import.meta.url))) {
  npm("ci", "--include=dev", "--ignore-scripts", "--no-audit", "--no-fund");
}
rmSync(new URL("../dist", import.meta.url), { recursive: true, force: true });
npm("run", "build");
