/** The package from a clone of this repository's HEAD, which has no dist/: as npm, and as pre-commit, get it. */
import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commandOf, needs } from "../oracles.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const BAD = join(root, "test/cases/06-wrong-cells.dts");
const GOOD = join(root, "test/cases/01-splash-identity.dts");

let folder = "";

/** What npm tells the scripts that it runs is not for the npm that the tests run. */
const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));

/** A registry that stalls is asked again, before the test has to end; what is there already is not asked for again. */
const NPM = {
  npm_config_audit: "false",
  npm_config_fund: "false",
  npm_config_prefer_offline: "true",
  npm_config_fetch_timeout: "60000",
  npm_config_fetch_retries: "5",
};

const run = (command: string, args: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}) => {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    env: { ...own, ...NPM, ...env },
  });
  return { status, stdout, stderr };
};

/** A program that uses the library, as JavaScript and as TypeScript that is checked strictly. */
const USE = `import { analyze, schemas } from "iova-plan";
import { nodeFiles } from "iova-plan/node";
const { boards } = await analyze("node_modules/iova-plan/examples/dts/three-children.dts", { files: nodeFiles });
const count = boards.reduce((sum, { consumers }) => sum + consumers.length, 0);
console.log(\`\${count} \${Object.keys(await schemas.report()).length > 1}\`);
`;

const git = (cwd: string, ...args: readonly string[]): void => {
  const identity = ["-c", "user.name=test", "-c", "user.email=test@localhost"];
  const { status, stderr } = run("git", [...identity, ...args], cwd);
  if (status !== 0) throw new Error(stderr);
};

const made = (name: string): string => {
  const path = join(folder, name);
  mkdirSync(path);
  return path;
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "iova-plan-install-"));
  git(folder, "clone", "--quiet", root, "clone");
});

afterAll(() => rmSync(folder, { recursive: true }));

describe("a clone", () => {
  it("is what 'npm install git+...' makes a working program of", () => {
    const project = made("project");
    writeFileSync(join(project, "package.json"), "{}");
    expect(run("npm", ["install", `git+file://${folder}/clone`], project)).toMatchObject({ status: 0 });
    const checked = run("npx", ["--no", "iova-plan", "check", BAD], project);
    expect(checked.stdout).toContain("[reservation-cells-short]");
    expect([checked.status, checked.stderr]).toEqual([1, ""]);
  });

  it("packs with all that it needs, and 'npm pack' prints the name alone", () => {
    const packed = made("packed");
    git(folder, "clone", "--quiet", root, "to-pack");
    symlinkSync(join(root, "node_modules"), join(folder, "to-pack", "node_modules"));
    const { status, stdout } = run("npm", ["pack", "--pack-destination", packed], join(folder, "to-pack"));
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^iova-plan-[0-9.]+\.tgz\n$/)]);
    writeFileSync(join(packed, "package.json"), "{}");
    expect(run("npm", ["install", join(packed, stdout.trim())], packed)).toMatchObject({ status: 0 });
    expect(run("npx", ["--no", "iova-plan", "--version"], packed)).toMatchObject({ status: 0, stderr: "" });
    expect(run("npm", ["ls", "--all", "--parseable"], packed).stdout.trim().split("\n")).toEqual([
      packed,
      join(packed, "node_modules/iova-plan"),
    ]);
    writeFileSync(join(packed, "use.mjs"), USE);
    expect(run(process.execPath, ["use.mjs"], packed)).toMatchObject({ status: 0, stdout: "3 true\n", stderr: "" });
    writeFileSync(join(packed, "use.mts"), USE);
    const strict = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2022", "use.mts"];
    expect(run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), ...strict], packed)).toMatchObject({
      stdout: "",
      status: 0,
    });
    const prefix = made("prefix");
    const installed = join(prefix, "lib/node_modules/iova-plan");
    expect(run("npm", ["install", "--global", "--prefix", prefix, join(packed, stdout.trim())], folder).status).toBe(0);
    const shown = run(join(prefix, "bin/iova-plan"), ["analyze", "examples/dts/three-children.dts"], installed);
    expect(shown.stdout).toBe(readFileSync(join(root, "examples/dts/three-children.txt"), "utf8"));
    expect(existsSync(join(prefix, "share/man/man1/iova-plan.1"))).toBe(true);
  });

  it("is a repository of hooks to pre-commit", needs("pre-commit"), () => {
    const boards = made("boards");
    const { stdout: rev } = run("git", ["rev-parse", "HEAD"], join(folder, "clone"));
    const config = `repos:\n  - repo: ${folder}/clone\n    rev: ${rev.trim()}\n    hooks:\n      - id: iova-plan-check\n`;
    writeFileSync(join(boards, ".pre-commit-config.yaml"), config);
    copyFileSync(GOOD, join(boards, "board.dts"));
    git(boards, "init", "--quiet");
    git(boards, "add", "--all");
    const check = () =>
      run(commandOf("pre-commit") ?? "", ["run", "--all-files", "--verbose"], boards, {
        PRE_COMMIT_HOME: join(folder, "pre-commit"),
      });
    const good = check();
    expect(good.stdout).toContain("board.dts: ");
    expect(good).toMatchObject({ status: 0 });
    copyFileSync(BAD, join(boards, "board.dts"));
    const bad = check();
    expect(bad.stdout).toContain("[reservation-cells-short]");
    expect(bad).toMatchObject({ status: 1 });
  });
});
