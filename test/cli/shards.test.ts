/** All shards of a run, put together, are the run: to the byte, in every format, with its exit status. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { split } from "../../src/cli/shard/split.js";
import { formatNames } from "../../src/index.js";
import { boardSource } from "./boards.js";
import { runCli } from "./virtual-host.js";

const at = (path: string): string => readFileSync(path, "utf8");

const including = (...names: readonly string[]): string =>
  `${boardSource("board")}\n${names.map((name) => `#include "${name}"\n`).join("")}`;

const files: Record<string, string> = {
  "b/a1.dts": including("a.dtsi"),
  "b/a2.dts": including("a.dtsi"),
  "b/a3.dts": including("a.dtsi", "../b/common.h"),
  "b/c1.dts": including("c.dtsi"),
  "b/c2.dts": including("c.dtsi", "../b/common.h"),
  "b/cells.dts": at("test/cases/06-wrong-cells.dts"),
  "b/cells2.dts": at("test/cases/06-wrong-cells.dts"),
  "b/video.dts": at("examples/dts/video-codec.dts"),
  "b/broken.dts": "/dts-v1/;\n/ { x = <; };\n",
  "b/a.dtsi":
    "/* iova-plan-ignore space-low: used by none */\n/* iova-plan-ignore reservation-unaligned: nor this */\n/ { a; };\n",
  "b/c.dtsi": "/* iova-plan-ignore vendor-property: not here */\n/ { c; };\n",
  "b/common.h": "#define COMMON 1\n",
  "b/iova-plan.config.yaml":
    'version: 1\nfail-on: warning\nexpect:\n  - { compatible: ["nobody,has-this"], usable: 1G }\nbudgets: { max-waste: 64M }\n',
  "plan.yaml": "version: 1\ndevices:\n  - node: /nowhere\n  - node: /soc/device@1000\n    reserve: [[0, 16M]]\n",
  "base.json": `${JSON.stringify({
    version: 1,
    boards: {
      "b/a1.dts": [{ fingerprint: "0".repeat(32), rule: "space-low", consumer: null, message: "gone" }],
      "b/elsewhere.dts": [{ fingerprint: "1".repeat(32), rule: "space-low", consumer: null, message: "not looked at" }],
    },
  })}\n`,
  "bad.yaml": "version: 2\n",
};

const RUNS: readonly (readonly string[])[] = [
  ["check", "b"],
  ["check", "b/a1.dts", "b/a2.dts", "b/c1.dts", "--show", "note"],
  ["check", "b", "--baseline", "base.json", "--fail-on", "note"],
  ["check", "b/a1.dts", "b/c1.dts", "b/a2.dts", "b/missing.dts", "--plan", "plan.yaml"],
  ["check", "b/a1.dts", "b/c1.dts", "b/a2.dts", "--config", "bad.yaml"],
  ["check", "b/a1.dts", "b/c1.dts", "b/a2.dts", "--baseline", "nowhere.json"],
  ["analyze", "b"],
  ["tree", "b"],
];

async function shardsOf(argv: readonly string[], count: number): Promise<Record<string, string>> {
  const reports: Record<string, string> = {};
  for (let index = 1; index <= count; index++) {
    const { out } = await runCli([...argv, "--shard", `${index}/${count}`, "--format", "json"], { files });
    reports[`s${index}.json`] = out;
  }
  return reports;
}

const statusOfCheck = async (argv: readonly string[]) => (await runCli(argv, { files })).status;

describe("shards put together are the whole run", () => {
  it.each(RUNS.flatMap((argv) => [1, 3, 5].map((count) => [argv.join(" "), count, argv] as const)))(
    "%s in %i",
    async (_, count, argv) => {
      const reports = await shardsOf(argv, count);
      const command = argv[0] === "check" ? "check" : "analyze";
      for (const format of formatNames(command)) {
        const whole = await runCli([...argv, "--format", format], { files });
        const names = Object.keys(reports).reverse();
        const merged = await runCli(["render", ...names, "--format", format], { files: reports });
        expect(merged.out, format).toBe(whole.out);
        expect(merged.status, format).toBe(whole.status);
        if (format !== "json") continue;
        // What is known only of all boards is told then: no shard has told it.
        for (const line of merged.err.split("\n").filter((one) => /: (warning|error): /.test(one))) {
          expect(whole.err).toContain(line);
        }
      }
    },
    120_000,
  );

  it("tells what no shard may: comments and expectations of no use, stale entries", async () => {
    const argv = ["check", "b", "--baseline", "base.json"];
    const told = ["suppression-unused", "expectation-matches-nothing", "baseline-stale"];
    const merged = await runCli(["render", "s1.json", "s2.json"], { files: await shardsOf(argv, 2) });
    for (const code of told) expect(merged.err).toContain(`[${code}]`);
    for (const index of [1, 2]) {
      const { err } = await runCli([...argv, "--shard", `${index}/2`], { files });
      for (const code of told) expect(err).not.toContain(`[${code}]`);
    }
  });
});

describe("a shard", () => {
  it("ends with the status of its own boards, and says which it is", async () => {
    const statuses = await Promise.all([1, 2, 3, 4, 5].map((i) => statusOfCheck(["check", "b", "--shard", `${i}/5`])));
    expect(statuses).toContain(2);
    expect(await statusOfCheck(["check", "b"])).toBe(2);
    const { out, err } = await runCli(["analyze", "b", "--shard", "2/5"], { files });
    expect(err).toMatch(/^b: 9 boards\nshard 2 of 5: \d of 9 boards\n/);
    expect(out).toMatch(/Shard 2 of 5: \d of 9 boards; for the verdict on all boards/);
  });

  it("may be empty", async () => {
    const runs = await Promise.all([1, 2, 3].map((i) => runCli(["check", "b/a1.dts", "--shard", `${i}/3`], { files })));
    expect(runs.filter(({ out }) => out.includes("0 of 1 board;")).length).toBe(2);
  });

  it.each(["0/3", "4/3", "1", "1/0", "a/b", "1/99999", "-1/3", "1/3/5"])("is not %s", async (value) => {
    const run = await runCli(["check", "b", `--shard=${value}`], { files });
    expect(run).toMatchObject({ status: 2, out: "" });
    expect(run.err).toContain("It takes I/N, such as 2/5");
  });

  it.each([["--update-baseline", "--baseline", "x.json"], ["--fix"]])("does not take %s", async (...more) => {
    const run = await runCli(["check", "b", "--shard", "1/2", ...more], { files });
    expect(run).toMatchObject({ status: 2, out: "" });
    expect(run.err).toContain(`${more[0]} needs a run over all boards`);
  });
});

describe("render refuses, and says which", () => {
  const argv = ["check", "b"];
  const render = (reports: Record<string, string>) => runCli(["render", ...Object.keys(reports)], { files: reports });
  const one = async (more: readonly string[], own = files, args = argv) =>
    (await runCli([...args, ...more, "--format", "json"], { files: own })).out;
  const changed = (path: string, text: string) => ({ ...files, [path]: text });

  it.each<[string, () => Promise<Record<string, string>>, string]>([
    [
      "a shard missing",
      async () => ({ "1.json": await one(["--shard", "1/3"]) }),
      "this is shard 1 of 3 alone: shards 2 and 3 are missing",
    ],
    [
      "a shard twice",
      async () => ({ "1.json": await one(["--shard", "1/2"]), "again.json": await one(["--shard", "1/2"]) }),
      "again.json: error: shard 1 of 2, and so is 1.json",
    ],
    [
      "another count",
      async () => ({ "1.json": await one(["--shard", "1/2"]), "2.json": await one(["--shard", "2/3"]) }),
      "2.json: error: of another run than 1.json: it is shard 2 of 3, not of 2",
    ],
    [
      "other options",
      async () => ({
        "1.json": await one(["--shard", "1/2"]),
        "2.json": await one(["--shard", "2/2", "--fail-on", "note"]),
      }),
      "--fail-on is 'note' here, and not given there",
    ],
    [
      "another command",
      async () => ({
        "1.json": await one(["--shard", "1/2"]),
        "2.json": await one(["--shard", "2/2"], files, ["tree", "b"]),
      }),
      "it is of tree, not of check",
    ],
    [
      "other inputs",
      async () => ({
        "1.json": await one(["--shard", "1/2"]),
        "2.json": await one(["--shard", "2/2"], changed("b/new.dts", "/dts-v1/;\n/ { };\n")),
      }),
      "it has other inputs, or in another order",
    ],
    [
      "another include",
      async () => ({
        "1.json": await one(["--shard", "1/2"], files, ["check", "b/a1.dts", "b/a2.dts"]),
        "2.json": await one(["--shard", "2/2"], changed("b/a.dtsi", "/ { b; };\n"), ["check", "b/a1.dts", "b/a2.dts"]),
      }),
      "b/a.dtsi was another file",
    ],
    [
      "another config",
      async () => ({
        "1.json": await one(["--shard", "1/2"]),
        "2.json": await one(["--shard", "2/2"], changed("b/iova-plan.config.yaml", "version: 1\n")),
      }),
      "b/iova-plan.config.yaml was another file",
    ],
    [
      "another baseline",
      async () => ({
        "1.json": await one(["--shard", "1/2", "--baseline", "base.json"]),
        "2.json": await one(
          ["--shard", "2/2", "--baseline", "base.json"],
          changed("base.json", '{"version":1,"boards":{}}'),
        ),
      }),
      "base.json was another file",
    ],
    [
      "another profile that only a config names",
      async () => {
        const path = "b/codec.iova-profile.yaml";
        const own = changed("b/iova-plan.config.yaml", "version: 1\nprofiles: [./codec.iova-profile.yaml]\n");
        const argv = ["check", "b/a1.dts", "b/c1.dts"];
        return {
          "1.json": await one(["--shard", "1/2"], { ...own, [path]: "version: 1\nname: old\n" }, argv),
          "2.json": await one(["--shard", "2/2"], { ...own, [path]: "version: 1\nname: new\n" }, argv),
        };
      },
      "2.json: error: of another run than 1.json: b/codec.iova-profile.yaml was another file",
    ],
    [
      "a whole report among shards",
      async () => ({ "1.json": await one(["--shard", "1/2"]), "whole.json": await one([]) }),
      "whole.json: error: the report of a whole run, which is put together with no other",
    ],
    [
      "two whole reports",
      async () => ({ "1.json": await one([]), "2.json": await one([]) }),
      "1.json: error: the report of a whole run",
    ],
    [
      "facts that fit nothing",
      async () => ({ "1.json": (await one(["--shard", "1/1"])).replace(/"config": 0/, '"config": 99') }),
      "1.json: error: shard: what is said of its boards does not fit them",
    ],
  ])("%s", async (_, reports, message) => {
    const run = await render(await reports());
    expect(run).toMatchObject({ status: 2, out: "" });
    expect(run.err).toContain(message);
  });
});

describe("the split", () => {
  const reading = fc.record({
    path: fc.string({ minLength: 1, maxLength: 6 }),
    files: fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "e")),
  });
  const boards = fc.uniqueArray(reading, { maxLength: 30, selector: ({ path }) => path });
  const sizes = (file: string): number => file.charCodeAt(0) * 1000;

  it("gives each board a part, the same in whatever order boards come", () => {
    fc.assert(
      fc.property(boards, fc.integer({ min: 1, max: 9 }), fc.infiniteStream(fc.nat()), (all, count, random) => {
        const parts = split(all, count, sizes);
        const known = new Map(all.map(({ path }, i) => [path, parts[i]]));
        for (const part of parts) expect(part >= 1 && part <= count).toBe(true);
        const shuffled = all.map((one) => ({ one, key: random.next().value ?? 0 })).sort((a, b) => a.key - b.key);
        const again = split(
          shuffled.map(({ one }) => one),
          count,
          sizes,
        );
        shuffled.forEach(({ one }, i) => {
          expect(again[i]).toBe(known.get(one.path));
        });
      }),
    );
  });

  it("keeps boards together that share files, where that keeps the balance", () => {
    const family = (name: string, count: number) =>
      Array.from({ length: count }, (_, i) => ({ path: `${i}${name}`, files: [name, "all"] }));
    const all = [...family("x", 9), ...family("y", 11), ...family("z", 10)];
    const parts = split(all, 3, sizes);
    for (const name of ["x", "y", "z"]) {
      expect(new Set(parts.filter((_, i) => all[i]?.files[0] === name)).size).toBe(1);
    }
  });

  it("shares one family out where there is no other", () => {
    const all = Array.from({ length: 20 }, (_, i) => ({ path: `${i}`, files: ["a"] }));
    const parts = split(all, 4, sizes);
    for (const part of [1, 2, 3, 4]) expect(parts.filter((one) => one === part)).toHaveLength(5);
  });
});
