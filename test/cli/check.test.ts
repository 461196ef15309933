/** `check` on the whole command line: exit statuses, config, comments, baseline, several formats at once. */
import { describe, expect, it } from "vitest";
import { runCli } from "./virtual-host.js";

const board = (entry: string, more = "") => `/dts-v1/;
/ {
	#address-cells = <2>;
	#size-cells = <2>;
	reserved-memory {
		#address-cells = <2>;
		#size-cells = <2>;
		ranges;
		hole: hole {
			${entry}
		};
	};
	soc {
		compatible = "simple-bus";
		#address-cells = <2>;
		#size-cells = <2>;
		ranges;
		smmu: iommu@15000000 {
			compatible = "arm,smmu-v3";
			reg = <0x0 0x15000000 0x0 0x20000>;
			#iommu-cells = <1>;
		};${more}
		dev: dma@30000000 {
			reg = <0x0 0x30000000 0x0 0x1000>;
			iommus = <&smmu 0x10>;
			memory-region = <&hole>;
		};
	};
};
`;
const good = board("iommu-addresses = <&dev 0x0 0x10000000 0x0 0x100000>;");
/** Two cells short: an error. */
const short = board("iommu-addresses = <&dev 0x8000000 0x100000>;");
/** Of size 0: a warning. */
const zero = board("iommu-addresses = <&dev 0x0 0x0 0x0 0x0>;");
const expecting = (waste: string) =>
  `version: 1\ndevices:\n  - { node: "&dev", reserve: [], expect: { max-waste: ${waste} } }\n`;

const check = (argv: readonly string[], files: Readonly<Record<string, string>>, env = {}) =>
  runCli(["check", ...argv], { files, env });

describe("the exit status", () => {
  it.each([
    ["0 without findings", ["good.dts"], 0],
    ["1 with an error", ["short.dts"], 1],
    ["0 with a warning", ["zero.dts"], 0],
    ["1 with a warning and --fail-on warning", ["zero.dts", "--fail-on", "warning"], 1],
    ["1 with a note and --fail-on note", ["good.dts", "--fail-on", "note"], 1],
    ["2 where one of several inputs cannot be used", ["short.dts", "gone.dts"], 2],
    ["1 where one of several has an error", ["good.dts", "short.dts"], 1],
  ] as const)("is %s", async (_, argv, status) => {
    expect((await check(argv, { "good.dts": good, "short.dts": short, "zero.dts": zero })).status).toBe(status);
  });

  it("does not depend on the order of the inputs: the strictest of their configs counts", async () => {
    const files = {
      "strict/a.dts": good,
      "strict/iova-plan.config.yaml": "version: 1\nfail-on: warning\n",
      "lax/b.dts": zero,
      "lax/iova-plan.config.yaml": "version: 1\nfail-on: error\n",
      "none/c.dts": good,
    };
    const inputs = ["strict/a.dts", "lax/b.dts", "none/c.dts"];
    for (const argv of [inputs, inputs.toReversed(), ["lax/b.dts", "strict/a.dts"], ["strict/a.dts", "lax/b.dts"]]) {
      expect((await check(argv, files)).status, argv.join(" ")).toBe(1);
    }
    expect((await check(["lax/b.dts", "none/c.dts"], files)).status).toBe(0);
    expect((await check([...inputs, "--fail-on", "error"], files)).status).toBe(0);
  });

  it("is 1 with a failed expectation, 0 with one that holds", async () => {
    const failed = await check(["good.dts"], { "good.dts": good, "good.iova.yaml": expecting("0") });
    expect(failed.status).toBe(1);
    expect(failed.out).toContain("good.iova.yaml:3:");
    expect((await check(["good.dts"], { "good.dts": good, "good.iova.yaml": expecting("1M") })).status).toBe(0);
  });

  it("is 1 with a broken budget, though that is a warning", async () => {
    const files = { "good.dts": good, "good.iova.yaml": 'version: 1\ndevices:\n  - { node: "&dev", reserve: [] }\n' };
    const { status, out } = await check(["good.dts", "--max-waste", "0"], files);
    expect(status).toBe(1);
    expect(out).toContain("/soc/dma@30000000 wastes 1 MiB; the budget is 0 B");
    expect((await check(["good.dts", "--max-waste", "1M"], files)).status).toBe(0);
  });

  it("is 2 where the plan names a consumer that the board lacks, in the plan", async () => {
    const plan = "version: 1\ndevices:\n  - { node: /soc/gone, reserve: [] }\n";
    const { status, err } = await check(["good.dts"], { "good.dts": good, "good.iova.yaml": plan });
    expect(status).toBe(2);
    expect(err).toContain("good.iova.yaml:3:");
  });

  it.each([
    [["good.dts", "--fail-on", "eror"], "error, warning, note"],
    [["good.dts", "--format", "sariff"], "sarif"],
    [["good.dts", "--update-baseline"], "--baseline"],
    [["good.dts", "--max-waste", "much"], "64M"],
  ])("is 2 for %j", async (argv, words) => {
    const { status, err } = await check(argv, { "good.dts": good });
    expect(status).toBe(2);
    expect(err).toContain(words);
  });
});

describe("the config file", () => {
  const level = (rule: string, value: string) => `version: 1\nrules:\n  ${rule}: ${value}\n`;

  it("is the nearest one upwards", async () => {
    const files = {
      "boards/a/zero.dts": zero,
      "boards/iova-plan.config.yaml": level("reservation-zero-length", "error"),
      "iova-plan.config.yaml": level("reservation-zero-length", "off"),
    };
    expect((await check(["boards/a/zero.dts"], files)).status).toBe(1);
    const { status, out } = await check(["boards/a/zero.dts", "--config", "iova-plan.config.yaml"], files);
    expect([status, out.includes("reservation-zero-length")]).toEqual([0, false]);
  });

  it("says other things for other paths, later ones winning", async () => {
    const config = `version: 1
fail-on: warning
paths:
  - files: ["vendor/**"]
    rules: { reservation-zero-length: note }
  - files: ["vendor/strict/*.dts"]
    rules: { reservation-zero-length: error }
`;
    const files = { "vendor/a.dts": zero, "vendor/strict/b.dts": zero, "c.dts": zero, "iova-plan.config.yaml": config };
    const statusOf = async (path: string) => (await check([path], files)).status;
    expect([await statusOf("vendor/a.dts"), await statusOf("vendor/strict/b.dts"), await statusOf("c.dts")]).toEqual([
      0, 1, 1,
    ]);
  });

  it("has budgets, and one for a consumer that the board lacks is broken", async () => {
    const config = 'version: 1\nbudgets:\n  consumers:\n    "/soc/gone": { max-waste: 0 }\n';
    const { status, out } = await check(["good.dts"], { "good.dts": good, "iova-plan.config.yaml": config });
    expect(status).toBe(1);
    expect(out).toContain("iova-plan.config.yaml:4:5: warning: the board lacks /soc/gone");
  });

  it("that is wrong is exit 2 with its place, and the boards are done all the same", async () => {
    const config = "version: 1\nrules:\n  reservation-zero-lenght: off\n";
    const { status, out, err } = await check(["zero.dts"], { "zero.dts": zero, "iova-plan.config.yaml": config });
    expect(status).toBe(2);
    expect(err).toContain("iova-plan.config.yaml:3:3: error: unknown key 'reservation-zero-lenght'");
    expect(err).toContain("did you mean 'reservation-zero-length'?");
    expect(out).toContain("[reservation-zero-length]");
  });

  it("that is named and missing is exit 2", async () => {
    const { status, err } = await check(["good.dts", "--config", "no.yaml"], { "good.dts": good });
    expect(status).toBe(2);
    expect(err).toContain("no.yaml: error: no such file");
  });
});

describe("a comment next to the source", () => {
  const ignored = (comment: string) => board(`${comment}\n\t\t\tiommu-addresses = <&dev 0x8000000 0x100000>;`);

  it.each([
    "/* iova-plan-ignore reservation-cells-short: kept for the test */",
    "// iova-plan-ignore reservation-cells-short: kept for the test",
  ])("hides the finding on the next line: %s", async (comment) => {
    const { status, out } = await check(["a.dts"], { "a.dts": ignored(comment) });
    expect(status).toBe(0);
    expect(out).not.toContain("[reservation-cells-short]");
    expect(out).toContain("1 suppressed by comments");
  });

  it("hides the finding on its own line", async () => {
    const source = short.replace("0x100000>;", "0x100000>; /* iova-plan-ignore reservation-cells-short: why not */");
    expect((await check(["a.dts"], { "a.dts": source })).status).toBe(0);
  });

  it("is heard on standard input as well", async () => {
    const stdin = ignored("// iova-plan-ignore reservation-cells-short: kept for the test");
    const { status, out } = await runCli(["check", "-"], { stdin });
    expect(status).toBe(0);
    expect(out).toContain("1 suppressed by comments");
  });

  it("needs a reason and a rule that exists", async () => {
    const noReason = await check(["a.dts"], { "a.dts": ignored("/* iova-plan-ignore reservation-cells-short */") });
    expect(noReason.status).toBe(1);
    expect(noReason.err).toContain("a.dts:10:4: warning: the comment suppresses nothing");
    const noRule = await check(["a.dts"], { "a.dts": ignored("/* iova-plan-ignore reservation-cell-short: x */") });
    expect(noRule.status).toBe(1);
    expect(noRule.err).toContain("did you mean 'reservation-cells-short'?");
  });

  it("that nothing is about is reported, unless another board of the run uses it", async () => {
    const unused = good.replace("hole: hole {", "hole: hole { /* iova-plan-ignore space-low: never */");
    const { status, err } = await check(["a.dts"], { "a.dts": unused });
    expect(status).toBe(0);
    expect(err).toContain("a.dts:9:16: warning: nothing to suppress: 'space-low' has no finding here");
    const dtsi = "/* iova-plan-ignore reservation-cells-short: kept */\n&hole { iommu-addresses = ENTRY; };\n";
    const including = (entry: string) => `#define ENTRY ${entry}\n${good}#include "common.dtsi"\n`;
    const both = await check(["a.dts", "b.dts"], {
      "a.dts": including("<&dev 0x1 0x2>"),
      "b.dts": including("<&dev 0x0 0x1000 0x0 0x1000>"),
      "common.dtsi": dtsi,
    });
    expect(both.err).not.toContain("suppress");
  });
});

describe("the baseline", () => {
  const update = async (files: Readonly<Record<string, string>>) => {
    const run = await check(["a.dts", "--baseline", "base.json", "--update-baseline"], files);
    return { ...run, baseline: run.written["base.json"] ?? "" };
  };

  it("hides what it lists, after lines have moved and phandles were renumbered", async () => {
    const first = await update({ "a.dts": short });
    expect([first.status, first.baseline]).toEqual([0, expect.stringContaining("reservation-cells-short")]);
    const moved = short
      .replace("/ {", "\n\n/* moved */\n/ {")
      .replace("\treserved-memory {", "\tearlier { phandle = <1>; };\n\treserved-memory {");
    const { status, out } = await check(["a.dts", "--baseline", "base.json"], {
      "a.dts": moved,
      "base.json": first.baseline,
    });
    expect(status).toBe(0);
    expect(out).toContain("in the baseline");
  });

  it("lets new findings through, and says which of its own are gone", async () => {
    const { baseline } = await update({ "a.dts": short });
    const run = await check(["a.dts", "--baseline", "base.json", "--fail-on", "warning"], {
      "a.dts": zero,
      "base.json": baseline,
    });
    expect(run.status).toBe(1);
    expect(run.out).toContain("[reservation-zero-length]");
    expect(run.err).toMatch(
      /base\.json:\d+:\d+: warning: fixed: a\.dts no longer has this finding of 'reservation-cells-short'/,
    );
  });

  it("keeps the entries of boards that were not looked at", async () => {
    const { baseline } = await update({ "a.dts": short });
    const run = await check(["b.dts", "--baseline", "base.json", "--update-baseline"], {
      "b.dts": short,
      "base.json": baseline,
    });
    expect(Object.keys(JSON.parse(run.written["base.json"] ?? "{}").boards)).toEqual(["a.dts", "b.dts"]);
  });

  it("names boards from its own folder", async () => {
    const run = await check(["boards/a.dts", "--baseline", "ci/base.json", "--update-baseline"], {
      "boards/a.dts": short,
      "ci/readme": "",
    });
    expect(Object.keys(JSON.parse(run.written["ci/base.json"] ?? "{}").boards)).toEqual(["../boards/a.dts"]);
  });

  it.each([
    ["missing", {}, "base.json: error: no such file"],
    ["no JSON", { "base.json": "{" }, "base.json:1:"],
    [
      "of another shape",
      { "base.json": '{ "version": 2, "boards": {} }' },
      "base.json:1:14: error: 'version' must be 1",
    ],
  ])("that is %s is exit 2 with its place, and the board is done", async (_, files, words) => {
    const { status, err, out } = await check(["a.dts", "--baseline", "base.json"], { "a.dts": short, ...files });
    expect(status).toBe(2);
    expect(err).toContain(words);
    expect(out).toContain("[reservation-cells-short]");
  });
});

describe("a finding about one child", () => {
  const entry = "iommu-addresses = <&dev 0x0 0x0 0x0 0x25800000>;";
  const plan = `version: 1
devices:
  - node: "&dev"
    children:
      - { name: a, stream-ids: ["&smmu 1"], reserve: [[0, 700M]] }
      - { name: b, stream-ids: ["&smmu 2"], usable: [[0, 600M]] }
`;
  const files = { "a.dts": board(entry), "a.iova.yaml": plan };
  const needNotMet = "dma@30000000#a can be handed 100 MiB that it must avoid";
  const polarity = /polarity-inverted\]/;

  it("is told whatever another's is", async () => {
    const { status, out } = await check(["a.dts"], files);
    expect([status, out.includes(needNotMet)]).toEqual([1, true]);
    expect(out).toMatch(polarity);
    expect(out).toContain("/soc/dma@30000000#b inherits");
    expect(out).not.toContain("reserve the complement");
  });

  it("is told with that switched off, or suppressed", async () => {
    const config = "version: 1\nrules:\n  polarity-inverted: off\n";
    const off = await check(["a.dts"], { ...files, "iova-plan.config.yaml": config });
    const comment = board(`/* iova-plan-ignore polarity-inverted: known */\n${entry}`);
    const suppressed = await check(["a.dts"], { ...files, "a.dts": comment });
    for (const { status, out } of [off, suppressed]) {
      expect([status, out.includes(needNotMet)]).toEqual([1, true]);
      expect(out).not.toMatch(polarity);
    }
  });

  it("is told with that in the baseline, and no longer when all is", async () => {
    const argv = ["a.dts", "--baseline", "base.json"];
    const updated = await check([...argv, "--update-baseline"], files);
    const written = JSON.parse(updated.written["base.json"] ?? "{}");
    const all = await check(argv, { ...files, "base.json": JSON.stringify(written) });
    expect([updated.status, all.status]).toEqual([0, 0]);
    expect(all.out).toContain("a.dts: no findings");
    const one = written.boards["a.dts"].filter(({ rule }: { rule: string }) => rule === "polarity-inverted");
    expect(one).toHaveLength(1);
    const only = { ...written, boards: { "a.dts": one } };
    const { status, out } = await check(argv, { ...files, "base.json": JSON.stringify(only) });
    expect([status, out.includes(needNotMet)]).toEqual([1, true]);
    expect(out).not.toMatch(polarity);
  });
});

describe("what rests on a finding", () => {
  const unaligned = short.replace("0x100000>", "0x100800>");

  it("is left unsaid while that is told, and shows when it is hidden", async () => {
    const told = await check(["a.dts"], { "a.dts": unaligned });
    expect(told.out).toContain("not checked on /reserved-memory/hole because of reservation-cells-short:");
    const config = "version: 1\nrules:\n  reservation-cells-short: off\n";
    const off = await check(["a.dts"], { "a.dts": unaligned, "iova-plan.config.yaml": config });
    expect(off.out).not.toContain("skipped on");
    expect(off.out).toMatch(/\[reservation-(outside-reach|unaligned|region-unmatched|phandle-alias)\]/);
  });

  it("is in a new baseline, so that the next run finds nothing", async () => {
    const argv = ["a.dts", "--baseline", "base.json"];
    const { written } = await check([...argv, "--update-baseline"], { "a.dts": unaligned });
    const again = await check([...argv, "--fail-on", "note"], { "a.dts": unaligned, ...written });
    expect([again.status, again.err]).toEqual([0, ""]);
  });
});

describe("formats", () => {
  it("are written in one run, each where it is asked for", async () => {
    const argv = ["short.dts", "--format", "text", "--format", "sarif=out.sarif", "--format", "junit=out.xml"];
    const { out, written } = await check(argv, { "short.dts": short });
    expect(out).toContain("short.dts:10:23: error: 'iommu-addresses' entry is 3 cells, 5 needed");
    expect(JSON.parse(written["out.sarif"] ?? "{}").version).toBe("2.1.0");
    expect(written["out.xml"]).toContain("<testsuites ");
  });

  it("github appends to the step summary", async () => {
    const files = { "short.dts": short, "/run/summary.md": "before\n" };
    const { out, written } = await check(["short.dts", "--format", "github"], files, {
      GITHUB_STEP_SUMMARY: "/run/summary.md",
    });
    expect(out).toMatch(/^::error file=short\.dts,line=10,col=23,endColumn=46,title=reservation-cells-short::/);
    expect(written["/run/summary.md"]).toMatch(/^before\n<!-- iova-plan check -->\n## iova-plan: short.dts\\: 1 error/);
  });
});

describe("the step summary", () => {
  it("begins with what could not be checked", async () => {
    const { written, status } = await check(
      ["gone.dts", "good.dts", "--format", "github"],
      { "good.dts": good },
      {
        GITHUB_STEP_SUMMARY: "/run/summary.md",
      },
    );
    expect(status).toBe(2);
    expect(written["/run/summary.md"]).toMatch(
      /^<!-- iova-plan check -->\n## iova-plan: 1 of 2 boards could not be checked; /,
    );
  });
});

describe("rules and explain", () => {
  it("list and explain", async () => {
    const list = await runCli(["rules"]);
    expect(list).toMatchObject({ status: 0, err: "" });
    expect(list.out).toContain("reservation-cells-short");
    const page = await runCli(["explain", "reservation-cells-short"]);
    expect(page.out).toContain("of_iommu_get_resv_regions");
  });

  it("explain suggests the nearest rule", async () => {
    const { status, err } = await runCli(["explain", "reservation-cell-short"]);
    expect(status).toBe(2);
    expect(err).toContain("did you mean 'reservation-cells-short'?");
  });
});
