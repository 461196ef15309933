/** A plan for many boards: beside what they include, or named by the config; who wins, and what one board may lack. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeFiles } from "../../src/cli/files.js";
import { nodeGit } from "../../src/cli/host.js";
import type { DiffReport } from "../../src/report/diff/schema.js";
import type { Report } from "../../src/report/schema.js";
import { needs } from "../oracles.js";
import { runCli } from "./virtual-host.js";

const MIB = 1048576;

const soc = `/ {
	#address-cells = <1>;
	#size-cells = <1>;
	soc {
		compatible = "simple-bus";
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;
		smmu: iommu@8000 { compatible = "arm,mmu-500"; reg = <0x8000 0x1000>; #iommu-cells = <1>; };
		codec: codec@1000 { reg = <0x1000 0x1000>; iommus = <&smmu 0x10>; };
		display: display@2000 { reg = <0x2000 0x1000>; iommus = <&smmu 0x20>; };
	};
};
`;
const board = (rest = "", include = "soc.dtsi"): string => `/dts-v1/;\n#include "${include}"\n${rest}\n`;
const off = `&codec { status = "disabled"; };`;
const gone = "/delete-node/ &codec;";

/** Each device and the MiB that must be kept free at the bottom. */
const plan = (needs: Readonly<Record<string, number>>): string =>
  `version: 1\ndevices:\n${Object.entries(needs)
    .map(([label, mib]) => `  - node: "&${label}"\n    reserve: [[0, ${mib}M]]\n`)
    .join("")}`;

const needsIn = ({ boards }: Report) =>
  boards.map(({ families }) =>
    Object.fromEntries(
      families.flatMap(({ layouts }) =>
        (layouts[0]?.consumers ?? []).map(({ path, need }) => [
          path.replace(/^.*\/(\w+)@.*$/, "$1"),
          need === null ? null : Math.ceil(Number(need) / MIB),
        ]),
      ),
    ),
  );

async function report(files: Record<string, string>, ...argv: string[]) {
  const run = await runCli(["analyze", "-q", "--format", "json", ...argv], { files });
  return { ...run, report: JSON.parse(run.out) as Report };
}

describe("a plan beside a dtsi", () => {
  const files = { "soc.dtsi": soc, "soc.iova.yaml": plan({ codec: 600 }), "a.dts": board(), "b.dts": board() };

  it("speaks for every board that includes it, and stands in the report with its hash", async () => {
    const { status, err, report: found } = await report(files, "a.dts", "b.dts");
    expect([status, err]).toEqual([0, ""]);
    expect(needsIn(found)).toEqual([
      { codec: 600, display: 0 },
      { codec: 600, display: 0 },
    ]);
    for (const one of found.boards) {
      expect(one.plan).toBe("soc.iova.yaml");
      expect(one.plans).toEqual([{ file: "soc.iova.yaml", from: "include", lacking: 0 }]);
      expect(one.sources.filter(({ role }) => role === "plan").map(({ file }) => file)).toEqual(["soc.iova.yaml"]);
    }
  });

  it("is named in the heading, with the board's own in front", async () => {
    const { out } = await runCli(["analyze", "a.dts"], { files: { ...files, "a.iova.yaml": plan({ display: 1 }) } });
    expect(out.replaceAll(/\s+/g, " ")).toContain("plan a.iova.yaml + soc.iova.yaml,");
  });

  it.each([
    [["check", "--format", "json", "a.dts"], 1, "need-not-met"],
    [["tree", "--format", "json", "a.dts"], 0, "soc.iova.yaml"],
    [["why", "a.dts", "&codec", "0x1000", "--format", "json"], 0, "soc.iova.yaml"],
    [["simulate", "a.dts", "--format", "json"], 0, "soc.iova.yaml"],
    [["verify", "a.dts", "groups", "--format", "json"], 1, "assumptions"],
    [["dump", "system", "a.dts"], 0, "soc.iova.yaml"],
    [["diff", "a.dts", "b.dts", "--format", "json"], 0, "soc.iova.yaml"],
  ])("counts in %j", async (argv, status, word) => {
    const run = await runCli(argv, { files: { ...files, "groups/0/devices/1000.codec": "" } });
    expect([run.status, run.err]).toEqual([status, ""]);
    if (argv[0] !== "why" && argv[0] !== "verify") expect(run.out).toContain(word);
  });

  it("that is broken costs its boards, and no other", async () => {
    const broken = { ...files, "soc.iova.yaml": "version: 2\n", "c.dts": board("", "other.dtsi"), "other.dtsi": soc };
    const { status, report: found, err } = await report(broken, "a.dts", "c.dts");
    expect(status).toBe(2);
    expect(found.boards.map(({ analysed }) => analysed)).toEqual([false, true]);
    expect(found.failures).toMatchObject([{ of: "plan", boards: ["a.dts"] }]);
    expect(err).toContain("soc.iova.yaml:1:10: error:");
  });

  it("is told of once where it is broken for many boards", async () => {
    const { err } = await runCli(["analyze", "a.dts", "b.dts"], {
      files: { ...files, "soc.iova.yaml": "version: 2\n" },
    });
    expect(err.match(/soc\.iova\.yaml/g)).toHaveLength(1);
  });

  it("does not speak for a blob, which includes nothing, nor with `plan: null`", async () => {
    const { analyze } = await import("../../src/index.js");
    const { virtualFiles } = await import("./virtual-host.js");
    const bare = await analyze("a.dts", { files: virtualFiles(files), plan: null });
    expect(bare.boards[0]?.plans).toEqual([]);
    expect((await analyze("a.dts", { files: virtualFiles(files) })).boards[0]?.plan).toBe("soc.iova.yaml");
  });
});

describe("of several plans", () => {
  const config = (text: string) => `version: 1\n${text}\n`;
  const sources = {
    "soc.dtsi": soc,
    "variant.dtsi": `#include "soc.dtsi"\n`,
    "late.dtsi": "/ { late; };\n",
    "a.dts": board(`#include "late.dtsi"`, "variant.dtsi"),
  };
  const both = (mib: number) => plan({ codec: mib, display: mib });

  it.each<[string, Record<string, string>, object, readonly string[]]>([
    [
      "the board's own wins, device by device",
      { "a.iova.yaml": plan({ codec: 1 }), "soc.iova.yaml": both(9) },
      { codec: 1, display: 9 },
      ["a.iova.yaml", "soc.iova.yaml"],
    ],
    [
      "the config's come before those of includes",
      {
        "iova-plan.config.yaml": config("plans: [p.yaml]"),
        "p.yaml": plan({ codec: 2 }),
        "soc.iova.yaml": both(9),
      },
      { codec: 2, display: 9 },
      ["p.yaml", "soc.iova.yaml"],
    ],
    [
      "the config's first comes first",
      {
        "iova-plan.config.yaml": config("plans: [p.yaml, q.yaml]"),
        "p.yaml": plan({ codec: 2 }),
        "q.yaml": both(3),
      },
      { codec: 2, display: 3 },
      ["p.yaml", "q.yaml"],
    ],
    [
      "what the config says for some boards comes before what it says for all",
      {
        "iova-plan.config.yaml": config(
          `plans: [p.yaml]\npaths:\n  - { files: ["a*.dts"], plans: [q.yaml] }\n  - { files: ["z*.dts"], plans: [gone.yaml] }`,
        ),
        "p.yaml": both(2),
        "q.yaml": plan({ codec: 3 }),
      },
      { codec: 3, display: 2 },
      ["q.yaml", "p.yaml"],
    ],
    [
      "the nearer include's comes first",
      { "soc.iova.yaml": both(9), "variant.iova.yaml": plan({ codec: 8 }) },
      { codec: 8, display: 9 },
      ["variant.iova.yaml", "soc.iova.yaml"],
    ],
    [
      "of two as near, that of the later include comes first",
      { "late.iova.yaml": plan({ codec: 7 }), "variant.iova.yaml": both(8) },
      { codec: 7, display: 8 },
      ["late.iova.yaml", "variant.iova.yaml"],
    ],
    [
      "a path and a label are one device",
      { "a.iova.yaml": plan({ codec: 1 }), "soc.iova.yaml": plan({ codec: 9 }).replace("&codec", "/soc/codec@1000") },
      { codec: 1, display: 0 },
      ["a.iova.yaml", "soc.iova.yaml"],
    ],
  ])("%s", async (_, files, needs, plans) => {
    const { status, err, report: found } = await report({ ...sources, ...files }, "a.dts");
    expect([status, err]).toEqual([0, ""]);
    expect(needsIn(found)).toEqual([needs]);
    expect(found.boards[0]?.plans.map(({ file }) => file)).toEqual(plans);
  });

  it("--plan takes the place of the board's own alone", async () => {
    const files = { "x.yaml": plan({ codec: 5 }), "a.iova.yaml": both(1), "soc.iova.yaml": both(9) };
    const { report: found } = await report({ ...sources, ...files }, "--plan", "x.yaml", "a.dts");
    expect(needsIn(found)).toEqual([{ codec: 5, display: 9 }]);
  });

  it("any wins over a profile, key by key", async () => {
    const profile = `version: 1\nname: acme\ntitle: Acme\ndevices:\n  - compatible: ["acme,codec"]\n    sources: [{ file: a.c, release: "1", says: b }]\n    reserve: [[0, 90M]]\n    dma-mask: 36\n`;
    const codec = `#include "variant.dtsi"\n&codec { compatible = "acme,codec"; };`;
    const files = {
      ...sources,
      "a.dts": `/dts-v1/;\n${codec}\n`,
      "acme.iova-profile.yaml": profile,
      "soc.iova.yaml": plan({ codec: 9 }),
    };
    const { report: found } = await report(files, "--profile", "acme.iova-profile.yaml", "a.dts");
    expect(needsIn(found)).toEqual([{ codec: 9, display: 0 }]);
    const codecs = found.boards[0]?.consumers.find(({ id }) => id.includes("codec"));
    expect(codecs?.reach?.end).toBe("0xfffffffff");
  });

  it("one that the config names and that is not there is told at the config", async () => {
    const files = { ...sources, "iova-plan.config.yaml": config("plans: [gone.yaml]") };
    const { status, err, report: found } = await report(files, "a.dts");
    expect(status).toBe(2);
    expect(err).toContain(
      "iova-plan.config.yaml:2:9: error: the plan gone.yaml cannot be used: no such file or directory",
    );
    expect(found.boards[0]?.analysed).toBe(false);
  });

  it("two of one include in different folders are found from each", async () => {
    const files = {
      "common/soc.dtsi": soc,
      "common/soc.iova.yaml": plan({ codec: 9 }),
      "boards/a.dts": board("", "../common/soc.dtsi"),
    };
    const { report: found } = await report(files, "--allow-outside", "boards/a.dts");
    expect(needsIn(found)).toEqual([{ codec: 9, display: 0 }]);
  });
});

describe("what a board lacks", () => {
  const files = (rests: readonly string[], needs: string = plan({ codec: 600, display: 1 })) => ({
    "soc.dtsi": soc,
    "soc.iova.yaml": needs,
    ...Object.fromEntries(rests.map((rest, i) => [`b${i}.dts`, board(rest)])),
  });

  it.each([
    ["deleted", gone],
    ["disabled", off],
    ["without an IOMMU", "&codec { /delete-property/ iommus; };"],
  ])("is no error of a shared plan: %s on one of two boards", async (_, rest) => {
    const { status, err, report: found } = await report(files([rest, ""]), "b0.dts", "b1.dts");
    expect([status, err]).toEqual([0, ""]);
    expect(found.boards.map(({ plans }) => plans[0]?.lacking)).toEqual([1, 0]);
    expect(needsIn(found)).toEqual([{ display: 1 }, { codec: 600, display: 1 }]);
    const { out } = await runCli(["analyze", "b0.dts"], { files: files([rest]) });
    expect(out.replaceAll(/\s+/g, " ")).toContain("plan soc.iova.yaml (1 entry is for other boards)");
  });

  it.each(["analyze", "check", "tree"])("by all boards is an error, where the plan names it: %s", async (command) => {
    const { status, err, out } = await runCli([command, "b0.dts", "b1.dts"], { files: files([gone, gone]) });
    expect(status).toBe(2);
    expect(err).toContain(
      "soc.iova.yaml:3:11: error: none of the plan's 2 boards has it: the board has no label 'codec'",
    );
    expect(out.split("\n")[0]).toMatch(/could not be /);
  });

  it("by all boards is in the JSON, once", async () => {
    const { report: found } = await report(files([gone, gone]), "b0.dts", "b1.dts");
    expect(found.failures).toHaveLength(1);
    expect(found.failures[0]).toMatchObject({ location: { file: "soc.iova.yaml", line: 3 } });
    expect(found.boards.map(({ analysed }) => analysed)).toEqual([true, true]);
  });

  it("because all have it switched off is a warning: others may not", async () => {
    const { status, err } = await runCli(["analyze", "b0.dts", "b1.dts"], { files: files([off, off]) });
    expect(status).toBe(0);
    expect(err).toContain("soc.iova.yaml:3:11: warning: none of the plan's 2 boards has it");
  });

  it("is a warning of a lone board where the name is unknown, and nothing where it is switched off", async () => {
    const unknown = await runCli(["check", "b0.dts"], { files: files([""], plan({ codek: 600 })) });
    expect(unknown.err).toContain("soc.iova.yaml:3:11: warning: the board has no label 'codek'");
    expect(unknown.err).toContain("did you mean '&codec'?");
    expect(unknown.status).toBe(0);
    expect((await runCli(["why", "b0.dts", "display", "0"], { files: files([off]) })).err).toBe("");
  });

  it("counts boards that could be examined alone", async () => {
    const { err } = await runCli(["analyze", "b0.dts", "b1.dts", "b2.dts"], {
      files: files([gone, "", "broken"]),
    });
    expect(err).not.toContain("lack it");
  });

  it("a child whose function the board's map lacks is not made", async () => {
    const mapped = `&codec { /delete-property/ iommus; iommu-map = <0 &smmu 0x30 1>; };`;
    const more = `${mapped}\n&codec { iommu-map = <0 &smmu 0x30 1>, <1 &smmu 0x31 1>; };`;
    const children = `version: 1\ndevices:\n  - node: "&codec"\n    children:\n      - { name: a, function-id: 0, reserve: [[0, 1M]] }\n      - { name: b, function-id: 1, reserve: [] }\n`;
    const { status, err, report: found } = await report(files([mapped, more], children), "b0.dts", "b1.dts");
    expect([status, err]).toEqual([0, ""]);
    const names = found.boards.map(({ consumers }) => consumers.flatMap(({ name }) => name ?? []));
    expect(names).toEqual([["a"], ["a", "b"]]);
    const all = await report(files([mapped, mapped], children), "b0.dts", "b1.dts");
    expect(all.status).toBe(2);
  });

  it("is an error of a board's own plan, and of --plan for one board; of --plan for several only where all lack it", async () => {
    const own = { "soc.dtsi": soc, "b0.dts": board(gone), "b1.dts": board(), "b0.iova.yaml": plan({ codec: 1 }) };
    expect((await report(own, "b0.dts", "b1.dts")).status).toBe(2);
    const named = { "soc.dtsi": soc, "b0.dts": board(gone), "b1.dts": board(), "p.yaml": plan({ codec: 1 }) };
    expect((await report(named, "--plan", "p.yaml", "b0.dts")).status).toBe(2);
    expect((await report(named, "--plan", "p.yaml", "b0.dts", "b1.dts")).status).toBe(0);
    const none = { ...named, "b1.dts": board(gone) };
    expect((await report(none, "--plan", "p.yaml", "b0.dts", "b1.dts")).status).toBe(2);
  });

  it("is an error in another sense everywhere: a device planned twice, streams with the wrong cells", async () => {
    const wrong = `version: 1\ndevices:\n  - node: "&codec"\n    children: [{ name: a, stream-ids: ["&smmu 1 2"] }]\n`;
    const { status, report: found } = await report(files(["", off], wrong), "b0.dts", "b1.dts");
    expect(status).toBe(2);
    expect(found.boards.map(({ analysed }) => analysed)).toEqual([false, true]);
  });
});

describe("diff", () => {
  const shared = { "soc.dtsi": soc, "a.dts": board() };
  const folder = (name: string, files: Record<string, string>) =>
    Object.fromEntries(Object.entries(files).map(([path, text]) => [`${name}/${path}`, text]));
  const sides = (old: Record<string, string>, now: Record<string, string>) => ({
    ...folder("old", { ...shared, ...old }),
    ...folder("new", { ...shared, ...now }),
  });
  const diff = (files: Record<string, string>, ...argv: string[]) =>
    runCli(["diff", "--exit-code", ...argv, "old", "new"], { files });

  it.each([
    ["added", {}, { "soc.iova.yaml": plan({ codec: 600 }) }, "plan added", 1],
    ["dropped", { "soc.iova.yaml": plan({ codec: 600 }) }, {}, "plan dropped; 1 stated need lost", 1],
    [
      "moved to the board",
      { "soc.iova.yaml": plan({ codec: 600 }) },
      { "a.iova.yaml": plan({ codec: 600 }) },
      "no effect",
      0,
    ],
    [
      "moved to the config",
      { "a.iova.yaml": plan({ codec: 600 }) },
      { "iova-plan.config.yaml": "version: 1\nplans: [p.yaml]\n", "p.yaml": plan({ codec: 600 }) },
      "no effect",
      0,
    ],
    [
      "beside the board's own",
      { "a.iova.yaml": plan({ display: 1 }) },
      { "a.iova.yaml": plan({ display: 1 }), "soc.iova.yaml": plan({ codec: 600 }) },
      "plan changed",
      1,
    ],
  ])("a plan %s", async (_, old: Record<string, string>, now: Record<string, string>, words, status) => {
    const run = await diff(sides(old, now));
    expect([run.status, run.err]).toEqual([status, ""]);
    expect(run.out.split("\n")[0]).toContain(words);
  });

  it("judges what all boards lack by the new side", async () => {
    const stale = { "b.dts": board(), "soc.iova.yaml": plan({ codek: 1, codec: 2 }) };
    const fixed = { "b.dts": board(), "soc.iova.yaml": plan({ codec: 2 }) };
    expect((await diff(sides(stale, fixed))).err).toBe("");
    const back = await diff(sides(fixed, stale));
    expect(back.status).toBe(2);
    expect(back.err).toContain("new/soc.iova.yaml:3:11: error: none of the plan's 2 boards");
  });
});

describe("in a repository", needs("git"), () => {
  let folder = "";
  const git = (...argv: readonly string[]) => {
    const named = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
    const { status, stderr } = spawnSync("git", [...named, ...argv], { cwd: folder });
    if (status !== 0) throw new Error(String(stderr));
  };
  const commit = (tag: string, files: Record<string, string | null>) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      if (text === null) rmSync(join(folder, path));
      else writeFileSync(join(folder, path), text);
    }
    git("add", "-A");
    git("commit", "-q", "-m", tag);
    git("tag", tag);
  };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "iova-plan-plans-"));
    git("init", "-q");
    const boards = { "dts/a.dts": board(), "dts/b.dts": board(), "dts/other.dts": board("", "other.dtsi") };
    commit("bare", { "dts/soc.dtsi": soc, "dts/other.dtsi": soc, ...boards });
    commit("planned", { "dts/soc.iova.yaml": plan({ codec: 600 }) });
    commit("less", { "dts/soc.iova.yaml": plan({ codec: 500 }) });
    const config = "version: 1\nplans: [plans/all.yml]\n";
    commit("config", {
      "dts/soc.iova.yaml": null,
      "iova-plan.config.yaml": config,
      "plans/all.yml": plan({ codec: 500 }),
    });
    commit("looser", { "plans/all.yml": plan({ codec: 400 }) });
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const run = (...argv: string[]) => runCli(argv, { reader: nodeFiles, git: nodeGit(folder) });

  it.each([
    ["bare..planned", ["dts/a.dts", "dts/b.dts"], "plan added"],
    ["planned..less", ["dts/a.dts", "dts/b.dts"], "1 stated need lost"],
    ["less..config", ["dts/a.dts", "dts/b.dts", "dts/other.dts"], "plan added"],
    ["config..looser", ["dts/a.dts", "dts/b.dts", "dts/other.dts"], "1 stated need lost"],
  ])("%s compares the boards that the changed plan speaks for", async (range, boards, words) => {
    const { out, err } = await run("diff", "--format", "json", "--format", `text=${join(folder, "text")}`, range);
    expect(err).toBe("");
    expect((JSON.parse(out) as DiffReport).boards.map((one) => one.board)).toEqual(boards);
    expect((await run("diff", range)).out.split("\n")[0]).toContain(words);
  });

  it("is read at its revision, beside a dtsi and from the config", async () => {
    const { out, err } = await run("analyze", "--format", "json", "less:dts/a.dts", "looser:dts/a.dts");
    const { boards } = JSON.parse(out) as Report;
    expect(err).toBe("");
    expect(boards.map((one) => one.plan)).toEqual(["less:dts/soc.iova.yaml", "looser:plans/all.yml"]);
    expect(boards[0]?.sources.map(({ file }) => file)).toContain("less:dts/soc.iova.yaml");
    expect(out).not.toContain(":/");
  });

  it("can be named at one", async () => {
    const { out, err } = await run(
      "analyze",
      "--format",
      "json",
      "--plan",
      "planned:dts/soc.iova.yaml",
      "bare:dts/a.dts",
    );
    expect(err).toBe("");
    const { boards } = JSON.parse(out) as Report;
    expect(boards[0]).toMatchObject({ plan: "planned:dts/soc.iova.yaml", plans: [{ from: "named" }] });
    const gone = await run("analyze", "--plan", "gone:dts/soc.iova.yaml", "bare:dts/a.dts");
    expect(gone.status).toBe(2);
    expect(gone.err).toContain("--plan gone:dts/soc.iova.yaml: no such file, and no such revision");
  });
});

describe("on a real file system", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "iova-plan-plans-"));
    mkdirSync(join(folder, "tree"));
    writeFileSync(join(folder, "secret"), "a secret: [\n");
    writeFileSync(join(folder, "tree", "soc.dtsi"), soc);
    writeFileSync(join(folder, "tree", "a.dts"), board());
    symlinkSync("../secret", join(folder, "tree", "soc.iova.yaml"));
    writeFileSync(join(folder, "tree", "lone.dts"), `/dts-v1/;\n${soc}`);
    symlinkSync("../secret", join(folder, "tree", "lone.iova.yaml"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(["a.dts", "lone.dts"])("a link that leads out is not read: %s", async (name) => {
    const path = join(folder, "tree", name);
    const run = await runCli(["analyze", path], { reader: nodeFiles });
    expect(run.status).toBe(2);
    expect(run.err).toContain("leads out of the source's folder");
    expect(run.err).not.toContain("secret");
    const allowed = await runCli(["analyze", "--allow-outside", path], { reader: nodeFiles });
    expect(allowed.err).toContain("not YAML");
  });
});
