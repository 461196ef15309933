/** What stands in the way of a run, told for what it is, with the next step. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { failedRead, nodeFiles } from "../../src/cli/files.js";
import { nodeGit } from "../../src/cli/host.js";
import { needs } from "../oracles.js";
import { runCli } from "./virtual-host.js";

const BOARD = "/dts-v1/;\n/ { #address-cells = <1>; #size-cells = <1>; };\n";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "iova-plan-messages-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("folders of options", () => {
  const files = { "b.dts": BOARD, "inc/x.h": "" };

  it("that are not there are told: -I as a warning, and --kernel ends the run", async () => {
    const include = await runCli(["analyze", "b.dts", "-I", "nope", "-I", "inc"], { files });
    expect(include.status).toBe(0);
    expect(include.err).toBe("nope: warning: -I: no such folder [folder-not-found]\n");
    const kernel = await runCli(["tree", "b.dts", "--kernel", "nope"], { files });
    expect(kernel).toMatchObject({ status: 2, err: "iova-plan: error: --kernel: there is no folder 'nope'\n" });
    const file = await runCli(["why", "b.dts", "x", "0", "--kernel", "b.dts"], { files });
    expect(file).toMatchObject({ status: 2, err: "iova-plan: error: --kernel: there is no folder 'b.dts'\n" });
  });
});

it("an include from outside names the options that let it in", async () => {
  const files = { "boards/b.dts": `/dts-v1/;\n#include "../x.dtsi"\n/ { };\n`, "x.dtsi": "" };
  const { err } = await runCli(["analyze", "boards/b.dts"], { files });
  expect(err).toContain("-I FOLDER lets includes into that folder, --allow-outside everywhere\n");
});

it("a baseline is no JSON, and not no YAML", async () => {
  const files = { "b.dts": BOARD, "b.json": '{"version": 1,' };
  const { err } = await runCli(["check", "b.dts", "--baseline", "b.json"], { files });
  expect(err).toContain("error: not JSON from here on [baseline-syntax]");
});

it("what is wrong with a config comes in the order of its lines", async () => {
  const config = "version: 1\nfail-on: never\nrules:\n  no-such-rule: error\nbudgets:\n  max-waste: lots\npaths: 3\n";
  const { err } = await runCli(["check", "b.dts"], { files: { "b.dts": BOARD, "iova-plan.config.yaml": config } });
  const lines = [...err.matchAll(/^iova-plan\.config\.yaml:(\d+):/gm)].map(([, line]) => Number(line));
  expect(lines).toEqual([2, 4, 6, 7]);
});

it("why says of a device that masters nothing itself that its children do", async () => {
  const source = `/dts-v1/; / { #address-cells = <1>; #size-cells = <1>;
    smmu: iommu@1000 { compatible = "arm,mmu-500"; reg = <0x1000 0x1000>; #iommu-cells = <1>; };
    display: display@2000 { reg = <0x2000 0x1000>; #address-cells = <1>; #size-cells = <1>;
      port@0 { reg = <0 1>; iommus = <&smmu 1>; }; port@1 { reg = <1 1>; iommus = <&smmu 2>; }; }; };`;
  for (const device of ["&display", "display", "/display@2000"]) {
    const { status, err } = await runCli(["why", "b.dts", device, "0x1000"], { files: { "b.dts": source } });
    expect(status).toBe(2);
    expect(err).toBe(
      `iova-plan: error: '${device}' has no 'iommus' of its own, but its children have: ` +
        "/display@2000/port@0, /display@2000/port@1\n",
    );
  }
});

it("errors of the system are said in words", () => {
  const failure = (code: string) => failedRead(Object.assign(new Error("x"), { code })).message;
  for (const code of ["ERR_STRING_TOO_LONG", "ERR_INVALID_ARG_VALUE", "ERR_OUT_OF_RANGE", "ENOBUFS", "ELOOP"]) {
    expect(failure(code)).not.toMatch(/ERR_|E[A-Z]{3}/);
  }
});

it("links that lead in a circle, or nowhere, are told as such", async () => {
  symlinkSync("two.dts", join(folder, "one.dts"));
  symlinkSync("one.dts", join(folder, "two.dts"));
  symlinkSync("gone.dtsi", join(folder, "link.dtsi"));
  writeFileSync(join(folder, "b.dts"), '/dts-v1/;\n#include "link.dtsi"\n/ { };\n');
  const input = await runCli(["analyze", join(folder, "one.dts")], { reader: nodeFiles });
  expect(input.err).toContain("one.dts: error: a link that leads nowhere: too many symbolic links [input-not-found]\n");
  const include = await runCli(["analyze", join(folder, "b.dts")], { reader: nodeFiles });
  expect(include.err).toContain("link.dtsi' is a link that leads nowhere: no such file or directory\n");
});

it("a clone that is not built says what builds it", () => {
  const clone = join(folder, "clone");
  mkdirSync(clone);
  cpSync("bin", join(clone, "bin"), { recursive: true });
  const { status, stderr } = spawnSync(process.execPath, [join(clone, "bin/iova-plan.js")], { encoding: "utf8" });
  expect([status, stderr]).toEqual([2, `iova-plan: not built yet: run 'npm ci && npm run build' in ${clone}\n`]);
});

describe("git", needs("git"), () => {
  let whole = "";
  const git = (at: string, ...args: string[]): string =>
    spawnSync("git", ["-c", "user.name=n", "-c", "user.email=n@example.org", ...args], { cwd: at, encoding: "utf8" })
      .stdout;
  const run = (at: string, ...argv: string[]) => runCli(argv, { reader: nodeFiles, git: nodeGit(at) });

  beforeAll(() => {
    whole = join(folder, "whole");
    mkdirSync(whole);
    git(whole, "init", "-q", "-b", "main");
    writeFileSync(join(whole, "b.dts"), '/dts-v1/;\n#include "x.dtsi"\n/ { };\n');
    for (const content of ["/ { a; };\n", "/ { b; };\n"]) {
      writeFileSync(join(whole, "x.dtsi"), content);
      git(whole, "add", ".");
      git(whole, "commit", "-q", "-m", "change");
    }
    git(whole, "branch", "feat");
    git(folder, "clone", "-q", "--depth", "1", `file://${whole}`, "shallow");
  });

  it("in a shallow clone names the fetch that helps", async () => {
    for (const argv of [
      ["diff", "HEAD~1..HEAD"],
      ["analyze", "HEAD~1:b.dts"],
    ]) {
      const { status, err } = await run(join(folder, "shallow"), ...argv);
      expect(status).toBe(2);
      expect(err).toContain("help: this clone is shallow: 'git fetch --unshallow' gets its history");
    }
    expect((await run(whole, "diff", "nope..HEAD")).err).not.toContain("shallow");
  });

  it("suggests a range for two revisions, and a path for one", async () => {
    expect((await run(whole, "diff", "main", "feat")).err).toBe(
      "iova-plan: error: 'main' and 'feat' are revisions: 'iova-plan diff main..feat' compares every board that changed between them\n",
    );
    expect((await run(whole, "diff", "main", "no.dts")).err).toContain("name a board at it, as in 'main:no.dts'");
  });

  it("without an object says so, and does the boards that may need it", async () => {
    const damaged = join(folder, "damaged");
    cpSync(whole, damaged, { recursive: true });
    const object = git(damaged, "rev-parse", "main:x.dtsi").trim();
    rmSync(join(damaged, ".git/objects", object.slice(0, 2), object.slice(2)), { force: true });
    for (const argv of [
      ["analyze", "main:b.dts"],
      ["diff", "main~1..main"],
    ]) {
      const { status, err } = await run(damaged, ...argv);
      expect(status).toBe(2);
      expect(err).toContain("'x.dtsi' cannot be read [include-unreadable]");
      expect(err).toContain(`git lacks its object ${object.slice(0, 12)}: is the clone partial, or damaged?`);
    }
  });
});
