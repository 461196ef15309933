import { describe, expect, it } from "vitest";
import { readDtb } from "../../src/dtb/read.js";
import { writeDtb } from "../../src/dtb/write.js";
import { boardSource, codecBoard, codecPlan } from "./boards.js";
import { runCli } from "./virtual-host.js";

const analyzeJson = async (argv: readonly string[], world: Parameters<typeof runCli>[1]) => {
  const run = await runCli(["analyze", "--format", "json", ...argv], world);
  return { ...run, boards: run.out === "" ? [] : JSON.parse(run.out).boards };
};

const wastes = (board: { families: { layouts: { id: string; consumers: { waste: number }[] }[] }[] }, id: string) =>
  board.families[0]?.layouts.find((layout) => layout.id === id)?.consumers.map((consumer) => consumer.waste);

describe("analyze", () => {
  it("takes the plan beside the input, and wastes what the design says", async () => {
    const { status, err, boards } = await analyzeJson(["codec.dts"], {
      files: { "codec.dts": codecBoard, "codec.iova.yaml": codecPlan },
    });
    expect([status, err]).toEqual([0, ""]);
    expect(boards[0].plan).toBe("codec.iova.yaml");
    expect(wastes(boards[0], "shared")).toEqual([360710144, 92274688, 0]);
    for (const id of ["runtime", "child-nodes", "iommu-ranges"]) expect(wastes(boards[0], id)).toEqual([0, 0, 0]);
  });

  it("takes another plan with --plan", async () => {
    const { boards } = await analyzeJson(["codec.dts", "--plan", "other.yaml"], {
      files: { "codec.dts": codecBoard, "other.yaml": codecPlan },
    });
    expect(boards[0].plan).toBe("other.yaml");
    expect(boards[0].sources.map((source: { role: string }) => source.role)).toEqual(["input", "plan"]);
  });

  it("reads a blob, a folder and standard input as it reads source", async () => {
    const files = { "codec.dts": codecBoard };
    const { out: source } = await runCli(["dump", "tree", "codec.dts"], { files });
    const viaStdin = await runCli(["dump", "tree", "-"], { stdin: codecBoard });
    expect(viaStdin).toMatchObject({ status: 0, err: "", out: source });
    const blob = await blobOf(codecBoard);
    expect(readDtb(blob, "x").value).not.toBeNull();
    const fromBlob = await analyzeJson(["-"], { stdin: blob });
    const fromSource = await analyzeJson(["codec.dts"], { files });
    expect(fromBlob.boards[0].input).toBe("<stdin>");
    expect(fromBlob.boards[0].consumers.map(figures)).toEqual(fromSource.boards[0].consumers.map(figures));
  });

  it("finds the boards of a folder, of a pattern, and none twice", async () => {
    const files = {
      "boards/a.dts": boardSource("a"),
      "boards/sub/b.dts": boardSource("b"),
      "boards/common.dtsi": "not a board",
      "boards/readme": "",
    };
    const folder = await analyzeJson(["boards", "boards/a.dts"], { files });
    expect(folder.err).toBe("boards: 2 boards\n");
    expect(folder.boards.map((board: { input: string }) => board.input)).toEqual(["boards/a.dts", "boards/sub/b.dts"]);
    const pattern = await analyzeJson(["boards/**/b.*"], { files });
    expect(pattern.boards.map((board: { input: string }) => board.input)).toEqual(["boards/sub/b.dts"]);
    expect((await analyzeJson(["-q", "boards"], { files })).err).toBe("");
  });

  it("sums several boards up, and prints each in full when verbose", async () => {
    const files = { "a.dts": boardSource("Board A"), "b.dts": boardSource("Board B") };
    const short = await runCli(["analyze", "a.dts", "b.dts"], { files });
    expect(short.out).toContain("Summary for Linux 7.3");
    expect(short.out).not.toContain("Board A");
    const long = await runCli(["analyze", "-v", "a.dts", "b.dts"], { files });
    expect(long.out).toContain("Board A");
    expect(long.out).toContain("2 boards");
  });

  it("applies -I, -D, --overlay and the analysis options", async () => {
    const files = {
      "board.dts": `${boardSource("x")}\n#include "more.dtsi"\n&dev { iommus = <&smmu STREAM>; };\n`,
      "inc/more.dtsi": "",
      "o.dtso": "/dts-v1/;\n/plugin/;\n&{/soc/device@1000} { iommus = <&smmu 0x99>; };\n",
    };
    const argv = ["board.dts", "-I", "inc", "-D", "STREAM=0x77", "--dma-mask", "36", "--dma-limit", "0x1ffffffff"];
    const plain = await analyzeJson(argv, { files });
    expect([plain.status, plain.err]).toEqual([0, ""]);
    expect(plain.boards[0].consumers[0]).toMatchObject({ streams: [{ id: 0x77 }], reach: { end: "0x1ffffffff" } });
    const overlaid = await analyzeJson([...argv, "--overlay", "o.dtso"], { files });
    expect(overlaid.boards[0].consumers[0].streams[0].id).toBe(0x99);
    expect(overlaid.boards[0].sources.map((source: { role: string }) => source.role)).toContain("overlay");
  });

  it("narrows to a device and to layouts, and says what it does not find", async () => {
    const files = { "codec.dts": codecBoard, "codec.iova.yaml": codecPlan };
    const one = await analyzeJson(["codec.dts", "--device", "&codec", "--layout", "shared"], { files });
    expect(one.boards[0].families[0].layouts.map((layout: { id: string }) => layout.id)).toEqual(["shared"]);
    const none = await analyzeJson(["codec.dts", "--device", "&codek"], { files });
    expect(none.status).toBe(2);
    expect(none.err).toContain("this board has no consumer '&codek'");
    expect(none.err).toContain("did you mean '&codec'?");
  });

  it("feeds several formats in one run, and says what it cannot write", async () => {
    const files = { "a.dts": boardSource("a") };
    const argv = ["analyze", "a.dts", "--format", "text", "--format", "json=out/report.json"];
    const run = await runCli(argv, { files, outIsTty: true, columns: 80, env: { TERM: "xterm" } });
    expect(JSON.parse(run.written["out/report.json"] ?? "").boards).toHaveLength(1);
    expect(run.out).toContain("\x1b[1m");
    const refused = await runCli(argv, { files, readOnly: ["out/report.json"] });
    expect(refused).toMatchObject({ status: 2, err: "out/report.json: error: cannot be written: permission denied\n" });
    expect(refused.out).not.toBe("");
  });

  it("prints the same bytes for the same input", async () => {
    const files = { "codec.dts": codecBoard, "codec.iova.yaml": codecPlan };
    const [first, second] = [
      await runCli(["analyze", "codec.dts"], { files }),
      await runCli(["analyze", "codec.dts"], { files }),
    ];
    expect(second).toEqual(first);
  });
});

describe("dump", () => {
  it("prints what each stage makes of a source", async () => {
    const files = { "a.dts": `#define MODEL "expanded"\n${boardSource("x").replace('"x"', "MODEL")}` };
    const dumped = (stage: string) => runCli(["dump", stage, "a.dts"], { files });
    expect((await dumped("text")).out).toContain('model = "expanded";');
    expect((await dumped("tokens")).out).toContain('a.dts:6:10 String "\\"expanded\\""\n');
    expect((await dumped("tree")).out).toContain('model = "expanded";');
    expect(JSON.parse((await dumped("system")).out)).toMatchObject({ input: "a.dts", model: "expanded" });
  });

  it("has no text and no tokens for a blob", async () => {
    const run = await runCli(["dump", "tokens", "-"], { stdin: await blobOf(boardSource("x")) });
    expect(run).toMatchObject({ status: 2, out: "" });
    expect(run.err).toContain("<stdin>: error: a blob has no text and no tokens");
  });
});

describe("colour", () => {
  it.each([
    [[], { outIsTty: true }, true],
    [[], {}, false],
    [["--color", "always"], {}, true],
    [["--color", "never"], { outIsTty: true }, false],
    [[], { outIsTty: true, env: { NO_COLOR: "1" } }, false],
    [[], { outIsTty: true, env: { NO_COLOR: "" } }, true],
    [[], { env: { FORCE_COLOR: "1" } }, true],
    [[], { outIsTty: true, env: { FORCE_COLOR: "0" } }, false],
    [[], { outIsTty: true, env: { TERM: "dumb" } }, false],
    [["--color", "always"], { env: { NO_COLOR: "1" } }, true],
  ])("%j in %j: %s", async (argv, world, isColoured) => {
    const { out } = await runCli(["analyze", "a.dts", ...argv], { files: { "a.dts": boardSource("a") }, ...world });
    expect(out.includes("\x1b[")).toBe(isColoured);
  });
});

async function blobOf(source: string): Promise<Uint8Array> {
  const { loadDeviceTree } = await import("../../src/index.js");
  const { virtualFiles } = await import("./virtual-host.js");
  const { value } = await loadDeviceTree(
    { name: "x", bytes: new TextEncoder().encode(source) },
    { files: virtualFiles({}) },
  );
  if (value === null) throw new Error("the test's own board does not parse");
  return writeDtb(value);
}

const figures = ({ id, reach, usable, allocator }: Record<string, unknown>) => ({ id, reach, usable, allocator });
