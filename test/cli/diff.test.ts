/** `diff` on files and folders: pairs, broken sides, formats, exit statuses. */
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { schemas } from "../../src/index.js";
import type { DiffReport } from "../../src/report/diff/schema.js";
import { boardSource, codecBoard } from "./boards.js";
import { type Run, runCli, runOnFiles } from "./virtual-host.js";

const held = (mib: number): string => codecBoard.replace("0x25800000", `0x${(mib * 1048576).toString(16)}`);

const diff = (files: Record<string, string>, ...argv: string[]): Promise<Run> => runCli(["diff", ...argv], { files });

const report = async (files: Record<string, string>, ...argv: string[]): Promise<DiffReport> =>
  JSON.parse((await diff(files, "--format", "json", ...argv)).out);

describe("overlays of one side", () => {
  const overlay = (size: string) => `/dts-v1/; /plugin/; &hole { iommu-addresses = <&codec 0x0 ${size}>; };`;
  const files = { "base.dts": held(512), "more.dtso": overlay("0x45800000"), "same.dtso": overlay("0x20000000") };

  it("show what an overlay does to its base", async () => {
    const { out, err, status } = await diff(files, "base.dts", "base.dts", "--overlay-new", "more.dtso");
    expect([status, err]).toEqual([0, ""]);
    expect(out.split("\n").slice(0, 2)).toEqual([
      "3 consumers lose IOVA space (most: codec@1000#0x0, 600 MiB)",
      "  base.dts → base.dts + more.dtso, Linux 7.3",
    ]);
  });

  it("on the old side show what taking it away does", async () => {
    const { changes, old } = await report(files, "base.dts", "base.dts", "--overlay-old", "more.dtso");
    expect(old).toBe("base.dts + more.dtso");
    expect(changes.find(({ kind }) => kind === "usable")?.usableBelow4GDelta).toBe(600 * 1048576);
  });

  it("that change nothing have no effect", async () => {
    expect((await diff(files, "base.dts", "base.dts", "--overlay-new", "same.dtso")).out).toContain("no effect");
    const both = ["--overlay-old", "more.dtso", "--overlay-new", "more.dtso"];
    expect((await diff(files, "base.dts", "base.dts", ...both)).out).toContain("no effect");
    expect((await diff(files, "base.dts", "base.dts", "--overlay", "more.dtso")).out).toContain("no effect");
  });

  it("that cannot be read are told, with status 2", async () => {
    const { status, err } = await diff(files, "base.dts", "base.dts", "--overlay-new", "none.dtso");
    expect(status).toBe(2);
    expect(err).toContain("none.dtso");
  });
});

describe("two files", () => {
  const files = { "old.dts": held(512), "new.dts": held(1112), "same.dts": `/* said again */\n${held(512)}` };

  it("are told apart by what the change does", async () => {
    const { status, out, err } = await diff(files, "old.dts", "new.dts");
    expect([status, err]).toEqual([0, ""]);
    expect(out.split("\n").slice(0, 8)).toEqual([
      "3 consumers lose IOVA space (most: codec@1000#0x0, 600 MiB)",
      "  old.dts → new.dts, Linux 7.3",
      "",
      "Changes",
      "  /soc/codec@1000",
      "  └─ 0x0, 0x1, 0x2: usable below 4 GiB 3584 MiB → 2984 MiB (−600 MiB), largest block 3584 MiB →",
      "       2984 MiB",
      "       − [0x00000000-0x1fffffff] reserved, iommu-addresses, inherited from /soc/codec@1000",
    ]);
  });

  it("have no effect where nothing but the text differs, and that is said", async () => {
    expect((await diff(files, "--exit-code", "old.dts", "same.dts")).out).toBe(
      "no effect: nothing changes for 3 consumers\n  old.dts → same.dts, Linux 7.3\n",
    );
  });

  it("give the status that was asked for", async () => {
    const statuses = async (...argv: string[]) => (await diff(files, ...argv)).status;
    expect(await statuses("--exit-code", "old.dts", "new.dts")).toBe(1);
    expect(await statuses("--exit-code", "old.dts", "same.dts")).toBe(0);
    expect(await statuses("old.dts", "new.dts")).toBe(0);
  });

  it("may come from standard input, one of them", async () => {
    const run = await runCli(["diff", "old.dts", "-"], { files, stdin: held(1112) });
    expect(run.out).toContain("−600 MiB");
    expect((await runCli(["diff", "-", "-"], { files })).status).toBe(2);
  });

  it("are two", async () => {
    for (const argv of [["old.dts"], ["old.dts", "new.dts", "same.dts"], []]) {
      const { status, err } = await diff(files, ...argv);
      expect([status, err]).toEqual([2, "iova-plan: error: diff takes two inputs, or BASE..HEAD and paths in it\n"]);
    }
  });
});

describe("a config", () => {
  const files = {
    "old/board.dts": held(512),
    "new/board.dts": held(512).replace("memory-region = <&hole>;", ""),
    "new/iova-plan.config.yaml": "version: 1\nrules: { reservation-target-unlinked: off }\n",
    "strict.yaml": "version: 1\n",
  };
  const rules = async (...argv: string[]) =>
    (await report(files, "old/board.dts", "new/board.dts", ...argv)).changes.flatMap((change) =>
      change.kind === "finding-new" ? [change.after.rule] : [],
    );

  it("beside the new side speaks for both", async () => {
    expect(await rules()).not.toContain("reservation-target-unlinked");
    expect(await rules("--config", "strict.yaml")).toContain("reservation-target-unlinked");
  });

  it("that cannot be used is status 2", async () => {
    const { status, err } = await diff(
      { ...files, "bad.yaml": "rulez: 1\n" },
      "--config",
      "bad.yaml",
      "old/board.dts",
      "new/board.dts",
    );
    expect(status).toBe(2);
    expect(err).toContain("bad.yaml:");
  });
});

describe("two folders", () => {
  const files = {
    "a/x.dts": held(512),
    "a/deep/y.dts": held(512),
    "a/z.dts": boardSource("z"),
    "a/gone.dts": boardSource("gone"),
    "b/x.dts": held(1112),
    "b/deep/y.dts": held(1112),
    "b/z.dts": boardSource("other z"),
    "b/fresh.dts": boardSource("fresh"),
  };

  it("match their boards by path, and say which came and went", async () => {
    const found = await report(files, "a", "b");
    expect(found.boards.map(({ board, status }) => [board, status])).toEqual([
      ["deep/y.dts", "changed"],
      ["fresh.dts", "added"],
      ["gone.dts", "removed"],
      ["x.dts", "changed"],
      ["z.dts", "same"],
    ]);
    expect(new Set(found.changes.map((change) => change.boards.join()))).toEqual(new Set(["deep/y.dts,x.dts"]));
    expect((await diff(files, "a", "b")).out).toContain("board removed: gone.dts\n  board added: fresh.dts");
  });

  it("do the rest where one side of a board is broken", async () => {
    const { status, out, err } = await diff({ ...files, "b/x.dts": "/dts-v1/;\n/ {" }, "a", "b", "--format", "json");
    expect(status).toBe(2);
    expect(err).toMatch(/^b\/x\.dts:2:\d+: error: /);
    const found: DiffReport = JSON.parse(out);
    expect(found.boards.find(({ board }) => board === "x.dts")).toMatchObject({ status: "failed", new: null });
    expect(found.boards.find(({ board }) => board === "x.dts")?.errors).toHaveLength(1);
    expect(found.changes.find(({ kind }) => kind === "usable")?.boards).toEqual(["deep/y.dts"]);
  });

  it("are not compared with a file", async () => {
    const { status, err } = await diff(files, "a", "b/x.dts");
    expect([status, err]).toEqual([
      2,
      "b/x.dts: error: a folder of boards can only be compared with another folder [diff-folder-and-file]\n",
    ]);
  });
});

describe("the JSON", () => {
  const valid = async () => new Ajv2020({ strict: true, allErrors: true }).compile(await schemas.diff());
  const CASES = ["test/cases/10-children-share-largest.dts", "test/cases/11-children-own.dts"];

  it("is valid, for changes of every kind", async () => {
    const validate = await valid();
    const kinds = new Set<string>();
    for (const pair of [
      CASES,
      ["test/cases/14-shared-streams.dts", "test/cases/12-unlinked.dts"],
      ["package.json", "README"],
    ]) {
      const found = JSON.parse((await runOnFiles(["diff", "--format", "json", ...pair])).out || "null");
      if (found === null) continue;
      expect(validate(found), JSON.stringify(validate.errors)).toBe(true);
      for (const { kind } of found.changes) kinds.add(kind);
    }
    expect([...kinds].sort()).toEqual([
      "consumer-added",
      "consumer-removed",
      "finding-fixed",
      "finding-new",
      "layout",
      "reservation",
      "usable",
    ]);
  });

  it("has the names of the spine, exact to the byte", async () => {
    const found = JSON.parse((await runOnFiles(["diff", "--format", "json", ...CASES])).out);
    const usable = found.changes.filter(({ kind }: { kind: string }) => kind === "usable");
    expect(usable).toMatchObject([
      {
        consumer: "/soc/engine@aa00000/context-a",
        name: null,
        before: { below4G: 3496 * 1048576 },
        after: { below4G: 3840 * 1048576 },
        usableBelow4GDelta: 344 * 1048576,
        boards: [CASES[1]],
      },
      { consumer: "/soc/engine@aa00000/context-b", usableBelow4GDelta: 88 * 1048576 },
    ]);
  });
});
