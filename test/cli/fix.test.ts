/** `check --fix`, and what reports say that it would do: under the promise of the proof, on every board that reads the file. */
import { describe, expect, test } from "vitest";
import type { FileReader } from "../../src/base/files.js";
import { runCli, virtualFiles, type World } from "./virtual-host.js";

/** A folder that keeps what is written to it. */
class Folder {
  readonly files: Map<string, string>;

  constructor(files: Readonly<Record<string, string>>) {
    this.files = new Map(Object.entries(files));
  }

  run(argv: readonly string[], world: World = {}) {
    const now = (): FileReader => virtualFiles(Object.fromEntries(this.files));
    const reader: FileReader = {
      readFile: (path, most) => now().readFile(path, most),
      kindOf: (path) => now().kindOf(path),
      realPath: (path) => now().realPath(path),
      list: (path) => now().list(path),
    };
    const onWrite = (path: string, text: string) => this.files.set(path, text);
    return runCli(["check", ...argv], { reader, onWrite, ...world });
  }

  async fixes(argv: readonly string[]) {
    const { out } = await this.run([...argv, "--format", "json"]);
    return JSON.parse(out).fixes;
  }
}

interface Parts {
  readonly regions?: string;
  readonly device?: string;
  readonly cells?: number;
  readonly head?: string;
}

/** A device on a bus of so many cells, and regions of the reserved memory. */
const shared = ({ regions = "", device = "", cells = 2 }: Parts): string => `
/ {
	#address-cells = <2>;
	#size-cells = <2>;

	reserved-memory {
		#address-cells = <2>;
		#size-cells = <2>;
		ranges;

		${regions}
	};

	soc {
		compatible = "simple-bus";
		#address-cells = <${cells}>;
		#size-cells = <${cells}>;
		ranges;

		smmu: iommu@5000 { compatible = "arm,mmu-500"; #iommu-cells = <1>; };

		dev: dma@a000 {
			iommus = <&smmu 1>;
			${device}
		};
	};
};
`;

const board = (parts: Parts): string => `/dts-v1/;\n${parts.head ?? ""}${shared(parts)}`;

const HOLE = "hole: hole { iommu-addresses = <&dev 0x0 0x8000000 0x0 0x100000>; };";
const SHORT = "hole: hole { iommu-addresses = <&dev 0x8000000 0x100000>; };";
const LINK = "memory-region = <&hole>;";

const errorsOf = ({ out }: { readonly out: string }): string[] =>
  [...out.matchAll(/error: .* \[([a-z-]+)\]$/gm)].flatMap(([, rule]) => rule ?? []);

describe("cells that are too few", () => {
  test("get the zeros that the bus wants, and the finding is gone", async () => {
    const folder = new Folder({ "a.dts": board({ regions: SHORT, device: LINK }) });
    const { status, err } = await folder.run(["a.dts", "--fix"]);
    expect(status).toBe(0);
    expect(err).toContain("a.dts: [reservation-cells-short] fixed\n");
    expect(folder.files.get("a.dts")).toBe(board({ regions: HOLE, device: LINK }));
  });

  test("keep the macros that they are written with", async () => {
    const head = "#define START 0x8000000\n#define SIZE (0x80000 * 2)\n";
    const regions = "hole: hole { iommu-addresses = <&dev START SIZE>; };";
    const folder = new Folder({ "a.dts": board({ head, regions, device: LINK }) });
    expect((await folder.run(["a.dts", "--fix"])).status).toBe(0);
    expect(folder.files.get("a.dts")).toContain("iommu-addresses = <&dev 0x0 START 0x0 SIZE>;");
  });

  test("are left alone where one macro makes several of them", async () => {
    const head = "#define RANGE 0x8000000 0x100000\n";
    const regions = "hole: hole { iommu-addresses = <&dev RANGE>; };";
    const files = { "a.dts": board({ head, regions, device: LINK }) };
    const folder = new Folder(files);
    const run = await folder.run(["a.dts", "--fix"]);
    expect(errorsOf(run)).toEqual(["reservation-cells-short"]);
    expect(run.status).toBe(1);
    expect(Object.fromEntries(folder.files)).toEqual(files);
  });

  test("are left alone where another board counts them otherwise", async () => {
    const files = {
      "two.dts": `/dts-v1/;\n#include "regions.dtsi"\n${shared({ device: LINK })}`,
      "one.dts": `/dts-v1/;\n#include "regions.dtsi"\n${shared({ device: LINK, cells: 1 })}`,
      "regions.dtsi": `/ { reserved-memory { ${SHORT} }; };\n`,
    };
    const folder = new Folder(files);
    const { err, status } = await folder.run(["two.dts", "--fix"]);
    expect(status).toBe(1);
    expect(err).toContain("regions.dtsi: [reservation-cells-short] not fixed: one.dts would have a new finding:");
    expect(Object.fromEntries(folder.files)).toEqual(files);
    expect(await folder.fixes(["two.dts"])).toEqual([]);
  });

  test("are changed once for all boards that have the finding", async () => {
    const text = (include: string) => `/dts-v1/;\n#include "${include}"\n${shared({ device: LINK })}`;
    const folder = new Folder({
      "a.dts": text("regions.dtsi"),
      "b.dts": text("sub/../regions.dtsi"),
      "sub/empty.dtsi": "",
      "regions.dtsi": `/ { reserved-memory { ${SHORT} }; };\n`,
    });
    const { err, status } = await folder.run(["a.dts", "b.dts", "--fix"]);
    expect([status, err]).toEqual([
      0,
      expect.stringContaining("regions.dtsi: [reservation-cells-short] (on 2 boards) fixed"),
    ]);
    expect(folder.files.get("regions.dtsi")).toBe(`/ { reserved-memory { ${HOLE} }; };\n`);
  });

  test("are left alone where a board that reads the file is broken", async () => {
    const files = {
      "a.dts": `/dts-v1/;\n#include "regions.dtsi"\n${shared({ device: LINK })}`,
      "broken.dts": `/dts-v1/;\n#include "regions.dtsi"\n/ { x = ; };\n`,
      "regions.dtsi": `/ { reserved-memory { ${SHORT} }; };\n`,
    };
    const { err, status } = await new Folder(files).run(["a.dts", "--fix"]);
    expect(status).toBe(1);
    expect(err).toContain("not fixed: broken.dts includes the file and cannot be read");
  });
});

describe("a region that its device does not list", () => {
  test("is listed behind those that are", async () => {
    const other = "pool: pool@80000000 { reg = <0x0 0x80000000 0x0 0x100000>; };";
    const folder = new Folder({ "a.dts": board({ regions: `${HOLE} ${other}`, device: "memory-region = <&pool>;" }) });
    expect((await folder.run(["a.dts", "--fix"])).status).toBe(0);
    expect(folder.files.get("a.dts")).toMatch(/memory-region = <&pool>,\s+<&hole>;/);
  });

  test("is listed where it stands, if the device is others' too", async () => {
    const files = {
      "a.dts": `/dts-v1/;\n#include "soc.dtsi"\n\n/ {\n\treserved-memory {\n\t\t${HOLE}\n\t};\n};\n`,
      "b.dts": `/dts-v1/;\n#include "soc.dtsi"\n`,
      "soc.dtsi": shared({}),
    };
    const folder = new Folder(files);
    expect((await folder.run(["a.dts", "--fix"])).status).toBe(0);
    expect(folder.files.get("soc.dtsi")).toBe(files["soc.dtsi"]);
    expect(folder.files.get("a.dts")).toBe(`${files["a.dts"]}\n&dev {\n\tmemory-region = <&hole>;\n};\n`);
  });

  test("waits for another of the same device", async () => {
    const more = "more: more { iommu-addresses = <&dev 0x0 0x20000000 0x0 0x100000>; };";
    const folder = new Folder({ "a.dts": board({ regions: `${HOLE} ${more}` }) });
    const { status, err } = await folder.run(["a.dts", "--fix"]);
    expect(status).toBe(0);
    expect(err.match(/fixed\n/g)).toHaveLength(2);
    expect(folder.files.get("a.dts")).toMatch(/memory-region = <&hole>,\s+<&more>;/);
    expect((await folder.run(["a.dts", "--fix"])).err).not.toContain("fixed");
  });
});

describe("what a report says of it", () => {
  const files = { "a.dts": board({ regions: SHORT, device: LINK }) };

  test("is where JSON has its edits, and SARIF the same as replacements", async () => {
    const folder = new Folder(files);
    const [fix, ...others] = await folder.fixes(["a.dts"]);
    expect(others).toEqual([]);
    const line = files["a.dts"].split("\n").findIndex((text) => text.includes("iommu-addresses")) + 1;
    const at = (what: string) => (files["a.dts"].split("\n")[line - 1] ?? "").indexOf(what) + 1;
    const zero = (column: number) => ({ file: "a.dts", line, column, endLine: line, endColumn: column, text: "0x0 " });
    expect(fix).toMatchObject({ rule: "reservation-cells-short", boards: ["a.dts"] });
    expect(fix.edits).toEqual([zero(at("0x8000000")), zero(at("0x100000"))]);
    const { out } = await folder.run(["a.dts", "--format", "sarif"]);
    const result = JSON.parse(out).runs[0].results.find(({ ruleId }: { ruleId: string }) => ruleId === fix.rule);
    expect(result.fixes).toHaveLength(1);
    expect(result.fixes[0].artifactChanges).toEqual([
      {
        artifactLocation: { uri: "a.dts" },
        replacements: fix.edits.map(({ column }: { column: number }) => ({
          deletedRegion: { startLine: line, startColumn: column, endLine: line, endColumn: column },
          insertedContent: { text: "0x0 " },
        })),
      },
    ]);
    expect((await folder.run(["a.dts"])).out).toContain("--fix can fix 1 finding");
  });

  test("is nothing for what is hidden, comes from standard input, or is no text", async () => {
    const hidden = board({ regions: `/* iova-plan-ignore reservation-cells-short: ours */ ${SHORT}`, device: LINK });
    expect(await new Folder({ "a.dts": hidden }).fixes(["a.dts"])).toEqual([]);
    const { out } = await runCli(["check", "-", "--format", "json"], { stdin: files["a.dts"] });
    expect(JSON.parse(out)).toMatchObject({ fixes: [], findings: [{ rule: "reservation-cells-short" }] });
    const odd = Buffer.concat([Buffer.from(files["a.dts"]), Buffer.from("/* \xe9 */\n", "latin1")]);
    const run = await runCli(["check", "a.dts", "--fix"], { files: { "a.dts": odd } });
    expect(run).toMatchObject({ status: 1, written: {} });
    expect(run.err).toContain("a.dts is not a plain text file");
  });
});

describe("--fix", () => {
  const files = { "a.dts": board({ regions: SHORT, device: LINK }) };

  test("changes nothing that nobody has committed", async () => {
    const git = (args: readonly string[]) =>
      args.includes("status")
        ? ({ ok: true, bytes: new TextEncoder().encode(" M a.dts\n") } as const)
        : ({ ok: false, message: "no" } as const);
    const run = await runCli(["check", "a.dts", "--fix"], { files, git });
    expect(run).toMatchObject({ status: 2, written: {} });
    expect(run.err).toContain("a.dts: error: has uncommitted changes: nothing is written");
    expect(errorsOf(run)).toEqual(["reservation-cells-short"]);
  });

  test("says what cannot be written", async () => {
    const run = await runCli(["check", "a.dts", "--fix"], { files, readOnly: ["a.dts"] });
    expect([run.status, errorsOf(run)]).toEqual([2, ["reservation-cells-short"]]);
    expect(run.err).toContain("a.dts: error: cannot be written: permission denied: no file is changed");
  });

  test("is not for --update-baseline", async () => {
    const run = await runCli(["check", "a.dts", "--fix", "--update-baseline", "--baseline", "b.json"], { files });
    expect([run.status, run.err]).toEqual([
      2,
      expect.stringContaining("--fix and --update-baseline exclude each other"),
    ]);
  });
});
