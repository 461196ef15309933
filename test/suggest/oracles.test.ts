/** What others make of a suggestion: git applies it, dtc compiles it without a word more, fdtoverlay merges it. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { nodeFiles } from "../../src/cli/files.js";
import { nodeGit } from "../../src/cli/host.js";
import { runCli } from "../cli/virtual-host.js";
import { commandOf, needs } from "../oracles.js";

const BOARDS = [
  ["video-codec", "child-nodes"],
  ["video-codec", "iommu-ranges"],
  ["three-children", "child-nodes"],
  ["three-children", "iommu-ranges"],
  ["three-children", "runtime"],
] as const;

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "iova-plan-suggest-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A repository with one of the examples. */
function repository(name: string): { readonly dts: string; readonly at: string } {
  const at = mkdtempSync(join(folder, `${name}-`));
  for (const file of [`${name}.dts`, `${name}.iova.yaml`]) cpSync(`examples/dts/${file}`, join(at, file));
  if (commandOf("git") !== null) {
    const author = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
    for (const args of [
      ["init", "-q"],
      ["add", "-A"],
      [...author, "commit", "-qm", "base"],
    ]) {
      spawnSync("git", ["-C", at, ...args]);
    }
  }
  return { at, dts: join(at, `${name}.dts`) };
}

const suggest = (dts: string, ...argv: readonly string[]) =>
  runCli(["suggest", dts, ...argv], { reader: nodeFiles, git: nodeGit(null) });

/** What dtc says of a source, line numbers aside. */
function warnings(dts: string): readonly string[] {
  const run = spawnSync(commandOf("dtc") ?? "", ["-@", "-I", "dts", "-O", "dtb", "-o", `${dts}.dtb`, dts]);
  expect(run.status, String(run.stderr)).toBe(0);
  return String(run.stderr)
    .split("\n")
    .map((line) => line.replace(/^.*?: Warning/, "Warning"));
}

describe("a patch", () => {
  test.each(BOARDS)("of %s as %s is taken by git", needs("git"), async (name, layout) => {
    const { at, dts } = repository(name);
    const { out, status } = await suggest(dts, "--layout", layout);
    expect(status).toBe(0);
    writeFileSync(join(at, "p.diff"), out);
    const applied = spawnSync("git", ["-C", at, "apply", "--whitespace=error-all", "p.diff"]);
    expect([applied.status, String(applied.stderr)]).toEqual([0, ""]);
    expect((await suggest(dts, "--layout", layout)).out).toBe("");
  });

  test.each(BOARDS)("of %s as %s is compiled by dtc without a word more", needs("dtc"), async (name, layout) => {
    const { dts } = repository(name);
    const before = warnings(dts);
    const { written } = await suggest(dts, "--layout", layout, "--write");
    const text = written[dts];
    expect(text).toBeDefined();
    writeFileSync(dts, text ?? "");
    expect(warnings(dts).filter((line) => !before.includes(line))).toEqual([]);
  });
});

describe("an overlay", () => {
  test("is merged by fdtoverlay, and gives what was promised", needs("fdtoverlay"), async () => {
    const { at, dts } = repository("three-children");
    const plan = readFileSync("examples/dts/three-children.iova.yaml", "utf8");
    // Something that all must avoid, for the device's own node.
    writeFileSync(join(at, "three-children.iova.yaml"), plan);
    const { out, err, status } = await suggest(dts, "--as", "overlay", "--layout", "runtime");
    expect([status, err]).toEqual([0, expect.stringContaining("proven for Linux")]);
    writeFileSync(join(at, "o.dtso"), out);
    warnings(dts);
    warnings(join(at, "o.dtso"));
    const merged = spawnSync(commandOf("fdtoverlay") ?? "", [
      "-i",
      `${dts}.dtb`,
      "-o",
      join(at, "merged.dtb"),
      join(at, "o.dtso.dtb"),
    ]);
    expect([merged.status, String(merged.stderr)]).toEqual([0, ""]);
  });
});
