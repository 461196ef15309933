/** All shards of a diff, put together, are the diff: to the byte, in every format, with its exit status. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeFiles } from "../../src/cli/files.js";
import { nodeGit } from "../../src/cli/host.js";
import { formatNames } from "../../src/index.js";
import { needs } from "../oracles.js";
import { boardSource, codecBoard } from "./boards.js";
import { writeHistory } from "./diff-history.js";
import { type Run, runCli } from "./virtual-host.js";

const at = (path: string): string => readFileSync(path, "utf8");

const including = (...names: readonly string[]): string =>
  `${boardSource("board")}\n#include "all.h"\n${names.map((name) => `#include "${name}"\n`).join("")}`;

const hole = (mib: number): string =>
  `&{/soc/device@1000} { dma-ranges; }; / { reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges; h { iommu-addresses = <&{/soc/device@1000} 0x0 0x${(mib * 1048576).toString(16)}>; }; }; };\n`;

const side = (name: string, more: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(more).map(([file, text]) => [`${name}/${file}`, text]));

const both = {
  "a1.dts": including("a.dtsi"),
  "a2.dts": including("a.dtsi"),
  "c1.dts": including("c.dtsi"),
  "sub/a3.dts": boardSource("a3"),
  "ac.dts": including("a.dtsi", "c.dtsi"),
  "same.dts": codecBoard,
  "broken.dts": "/dts-v1/;\n/ { x = <; };\n",
  "all.h": "#define ALL 1\n",
};

const files: Record<string, string> = {
  ...side("old", {
    ...both,
    "a.dtsi": "/ { a; };\n",
    "c.dtsi": hole(16),
    "gone.dts": codecBoard,
    "video.dts": at("examples/dts/video-codec.dts"),
    "cells.dts": at("examples/dts/video-codec.dts"),
    "el2.dtso": "/dts-v1/;\n/plugin/;\n&{/} { x; };\n",
    "iova-plan.config.yaml":
      "version: 1\nbudgets: { max-waste: 64M }\npaths: [{ files: [cells.dts], profiles: [./p.iova-profile.yaml] }]\n",
    "p.iova-profile.yaml": "broken: [\n",
    "video.iova.yaml": "version: 1\ngranule: 4K\n",
  }),
  ...side("new", {
    ...both,
    "a.dtsi": hole(32),
    "c.dtsi": hole(8),
    "come.dts": at("test/cases/06-wrong-cells.dts"),
    "video.dts": at("test/cases/06-wrong-cells.dts"),
    "cells.dts": at("test/cases/06-wrong-cells.dts"),
    "iova-plan.config.yaml": "version: 1\nbudgets: { max-waste: 32M }\n",
  }),
  "plan.yaml": "version: 1\ndevices:\n  - node: /nowhere\n  - node: /soc/device@1000\n    reserve: [[0, 16M]]\n",
  "bad.yaml": "version: 2\n",
};

const RUNS: readonly (readonly string[])[] = [
  ["diff", "old", "new"],
  ["diff", "old", "new", "--exit-code", "--plan", "plan.yaml"],
  ["diff", "new", "old", "--config", "bad.yaml"],
  ["diff", "old/video.dts", "new/video.dts", "--exit-code"],
  ["diff", "old/nowhere.dts", "new/video.dts"],
  ["diff", "old", "new/video.dts"],
];

type Asked = (...argv: readonly string[]) => Promise<Run>;

const onFiles: Asked = (...argv) => runCli(argv, { files });

async function shardsOf(run: Asked, argv: readonly string[], count: number): Promise<Record<string, string>> {
  const reports: Record<string, string> = {};
  for (let index = 1; index <= count; index++) {
    reports[`s${index}.json`] = (await run(...argv, "--shard", `${index}/${count}`, "--format", "json")).out;
  }
  return reports;
}

const EVERY_LOOK = formatNames("diff").flatMap((format) => [[format], [format, "--verbose"]]);

async function expectWhole(run: Asked, argv: readonly string[], count: number, looks = EVERY_LOOK): Promise<void> {
  const reports = await shardsOf(run, argv, count);
  const names = Object.keys(reports).reverse();
  for (const look of looks) {
    const whole = await run(...argv, "--format", ...look);
    const merged = await runCli(["render", ...names, "--format", ...look], { files: reports });
    expect(merged.out, look.join(" ")).toBe(whole.out);
    expect(merged.status).toBe(whole.status);
  }
}

describe("shards of a diff put together are the whole diff", () => {
  it.each(RUNS.flatMap((argv) => [1, 2, 5].map((count) => [argv.join(" "), count, argv] as const)))(
    "%s in %i",
    (_, count, argv) => expectWhole(onFiles, argv, count),
    120_000,
  );

  it("tells what no shard may: that all boards lack what a plan names", async () => {
    const argv = ["diff", "old", "new", "--plan", "plan.yaml"];
    const said = "boards has it";
    const reports = await shardsOf(onFiles, argv, 3);
    const merged = await runCli(["render", ...Object.keys(reports)], { files: reports });
    expect(merged.err).toContain(said);
    for (const index of [1, 2, 3]) expect((await onFiles(...argv, "--shard", `${index}/3`)).err).not.toContain(said);
  });

  it("keeps boards together that share includes", async () => {
    const held = async (index: number): Promise<string[]> => {
      const { out } = await onFiles("diff", "old", "new", "--shard", `${index}/3`, "--format", "json");
      return JSON.parse(out).boards.map(({ board }: { board: string }) => board);
    };
    const shards = await Promise.all([1, 2, 3].map(held));
    expect(shards.flat().sort()).toEqual([...new Set(shards.flat())].sort());
    expect(shards.find((boards) => boards.includes("a1.dts"))).toContain("a2.dts");
  });
});

describe("shards of a range of commits", needs("git"), () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "iova-plan-diff-shards-"));
    writeHistory(folder, 4);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const run: Asked = (...argv) => runCli(argv, { reader: nodeFiles, git: nodeGit(folder) });

  it.each([
    ["a range", ["diff", "parent..ranges"]],
    ["with paths", ["diff", "--git", "children...polarity", "boards", "--exit-code"]],
    ["folders of two commits", ["diff", "parent:boards", "children:boards"]],
  ])("%s", (_, argv) => expectWhole(run, argv, 2, [["json"], ["text"]]), 120_000);

  it("are not put together where a branch has moved in between", async () => {
    const first = await run("diff", "parent..HEAD", "--shard", "1/2", "--format", "json");
    const git = nodeGit(folder);
    const head = new TextDecoder().decode((git(["rev-parse", "HEAD"]) as { bytes: Uint8Array }).bytes).trim();
    git(["update-ref", "--no-deref", "HEAD", "polarity"]);
    const second = await run("diff", "parent..HEAD", "--shard", "2/2", "--format", "json");
    git(["update-ref", "--no-deref", "HEAD", head]);
    const merged = await runCli(["render", "1.json", "2.json"], {
      files: { "1.json": first.out, "2.json": second.out },
    });
    expect(merged).toMatchObject({ status: 2, out: "" });
    expect(merged.err).toContain(`2.json: error: of another run than 1.json: the commit of 'HEAD' is '`);
  });
});

describe("a shard of a diff", () => {
  it("says which it is, and may be empty", async () => {
    const { out, err } = await onFiles("diff", "old", "new", "--shard", "2/5");
    expect(err).toContain("shard 2 of 5: ");
    expect(out).toMatch(/Shard 2 of 5: \d of 11 boards; for the whole diff, join all shards with 'render'/);
    const argv = ["diff", "old/video.dts", "new/video.dts"];
    const runs = await Promise.all([1, 2, 3].map((i) => onFiles(...argv, "--exit-code", "--shard", `${i}/3`)));
    expect(runs.map(({ status }) => status).sort()).toEqual([0, 0, 1]);
    expect(runs.filter(({ out }) => out.includes("0 of 1 board;")).length).toBe(2);
  });
});

describe("render refuses shards of a diff, and says which", () => {
  const one = async (shard: string, argv: readonly string[] = [], more: Record<string, string> = {}) =>
    (
      await runCli(["diff", "old", "new", "--shard", shard, "--format", "json", ...argv], {
        files: { ...files, ...more },
      })
    ).out;

  it.each<[string, () => Promise<readonly string[]>, string]>([
    [
      "one alone",
      async () => [await one("1/3")],
      "0.json: error: this is shard 1 of 3 alone: shards 2 and 3 are missing",
    ],
    [
      "one missing",
      async () => [await one("1/3"), await one("3/3")],
      "shard 2 of 3 is missing: only shards 1 and 3 were given",
    ],
    ["one twice", async () => [await one("1/2"), await one("1/2")], "1.json: error: shard 1 of 2, and so is 0.json"],
    [
      "other options",
      async () => [await one("1/2"), await one("2/2", ["--exit-code"])],
      "--exit-code is 'true' here, and not given there",
    ],
    [
      "another file",
      async () => {
        const two = { "x1.dts": including(), "x2.dts": including(), "all.h": "" };
        const alike = { ...side("old", two), ...side("new", two) };
        const run = async (shard: string, more: Record<string, string>) =>
          (await runCli(["diff", "old", "new", "--shard", shard, "--format", "json"], { files: { ...alike, ...more } }))
            .out;
        return [await run("1/2", {}), await run("2/2", { "new/all.h": "#define ALL 2\n" })];
      },
      "1.json: error: of another run than 0.json: new/all.h was another file",
    ],
    [
      "another config of the old side",
      async () => [await one("1/2"), await one("2/2", [], { "old/iova-plan.config.yaml": "version: 1\n" })],
      "old/iova-plan.config.yaml was another file",
    ],
    [
      "other boards",
      async () => [await one("1/2"), await one("2/2", [], { "new/b.dts": codecBoard })],
      "it has other inputs, or in another order",
    ],
    [
      "of a check",
      async () => [
        await one("1/2"),
        (await runCli(["check", "new", "--shard", "2/2", "--format", "json"], { files })).out,
      ],
      "it is of check, not of diff",
    ],
    [
      "facts that fit nothing",
      async () => [(await one("1/1", ["--plan", "plan.yaml"])).replace(/"plans": \[\s*0\s*\]/, '"plans": [99]')],
      "0.json: error: shard: what is said of its boards does not fit them",
    ],
  ])("%s", async (_, reports, message) => {
    const saved = Object.fromEntries((await reports()).map((text, i) => [`${i}.json`, text]));
    const run = await runCli(["render", ...Object.keys(saved)], { files: saved });
    expect(run).toMatchObject({ status: 2, out: "" });
    expect(run.err).toContain(message);
  });
});
