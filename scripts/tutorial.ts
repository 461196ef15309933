/**
 * npm run tutorial -- LINUX [--write]
 *
 * Follows docs/tutorial.md to the letter on a copy of a Linux tree: each line behind a `$` is run by the shell, in order, and
 * must print what stands below it. `--write` puts there what it prints instead.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const PAGE = fileURLToPath(new URL("../docs/tutorial.md", import.meta.url));
const BIN = fileURLToPath(new URL("../bin/iova-plan.js", import.meta.url));
const BLOCK = /```console\n([\s\S]*?)```/g;
/** What the page's commands read of Linux. */
const NEEDED = [
  "arch/arm64/boot/dts/qcom",
  "include/dt-bindings",
  "include/uapi/linux/input-event-codes.h",
  "scripts/dtc/include-prefixes",
];

const [linux, ...flags] = process.argv.slice(2);
if (linux === undefined) throw new Error("usage: npm run tutorial -- LINUX [--write]");
const root = mkdtempSync(join(tmpdir(), "iova-plan-tutorial-"));
try {
  process.exitCode = follow(linux, join(root, "linux"), join(root, "bin"), flags.includes("--write"));
} finally {
  rmSync(root, { recursive: true });
}

function follow(from: string, tree: string, bin: string, writes: boolean): number {
  for (const path of NEEDED) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    cpSync(join(from, path), join(tree, path), { recursive: true, verbatimSymlinks: true });
  }
  mkdirSync(bin);
  writeFileSync(join(bin, "iova-plan"), `#!/bin/sh\nexec '${process.execPath}' '${BIN}' "$@"\n`);
  chmodSync(join(bin, "iova-plan"), 0o755);
  const env = {
    ...process.env,
    PATH: `${bin}:${process.env["PATH"]}`,
    NO_COLOR: "1",
    XDG_CACHE_HOME: join(bin, "cache"),
  };
  const run = (line: string): string =>
    spawnSync("sh", ["-c", `exec 2>&1\n${line}`], { cwd: tree, env, encoding: "utf8" }).stdout;
  run("git init -q . && git add -A && git -c user.name=test -c user.email=test@localhost commit -q -m base");
  const text = readFileSync(PAGE, "utf8");
  const now = text.replace(BLOCK, (_, block: string) => {
    const lines = block.split("\n").filter((line) => line.startsWith("$ "));
    return `\`\`\`console\n${lines.map((line) => `${line}\n${run(line.slice(2))}`).join("")}\`\`\``;
  });
  if (writes) writeFileSync(PAGE, now);
  else if (now !== text) {
    console.log(firstDifference(text, now));
    return 1;
  }
  console.log(`${[...text.matchAll(BLOCK)].length} steps, as they are written`);
  return 0;
}

function firstDifference(text: string, now: string): string {
  const [written, printed] = [text.split("\n"), now.split("\n")];
  const at = written.findIndex((line, i) => line !== printed[i]);
  return `docs/tutorial.md:${at + 1} is\n  ${written[at]}\nand should be\n  ${printed[at]}`;
}
