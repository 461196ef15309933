/** `suggest` on small boards: what it prints, what it refuses, and that whoever takes it gets what was promised. */
import { applyPatch } from "diff";
import { describe, expect, test } from "vitest";
import { runCli, type World } from "../cli/virtual-host.js";

const SMMU = 'smmu: iommu@5000 { compatible = "arm,mmu-500"; reg = <0x5000 0x1000>; #iommu-cells = <1>; };';

const PLAN = `version: 1
devices:
  - node: /soc/codec@a000
    dma: false
    children:
      - { name: low, stream-ids: ["&smmu 1"], reserve: [[256M, 512M]] }
      - { name: high, stream-ids: ["&smmu 2"], reserve: [[0, 256M]] }
`;

/** @param codec the properties of the codec; @param soc what else is on its bus */
const board = (codec = "", soc = ""): string => `/dts-v1/;

/ {
	#address-cells = <1>;
	#size-cells = <1>;

	soc {
		compatible = "simple-bus";
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;

		${SMMU}
		${soc}

		codec: codec@a000 {
			compatible = "vendor,codec"; /* as shipped */
			reg = <0xa000 0x1000>;
			${codec}
		};
	};
};
`;

const IOMMUS = "iommus = <&smmu 1>, <&smmu 2>;";

interface Files {
  readonly [path: string]: string;
}

const filesOf = (source: string, plan = PLAN, more: Files = {}): Files => ({
  "a.dts": source,
  "a.iova.yaml": plan,
  ...more,
});

const suggest = (files: Files, argv: readonly string[] = [], world: World = {}) =>
  runCli(["suggest", "a.dts", ...argv], { files, ...world });

/** The files as they are once a patch has been taken. */
function patched(files: Files, patch: string): Files {
  const texts = new Map(Object.entries(files));
  for (const part of patch.split(/^diff --git .*\n/m).filter((one) => one !== "")) {
    const [, name = ""] = /^\+\+\+ b\/(.*)$/m.exec(part) ?? [];
    const text = applyPatch(texts.get(name) ?? "", part);
    if (text === false) throw new Error(`the patch of ${name} does not apply`);
    texts.set(name, text);
  }
  return Object.fromEntries(texts);
}

/** Waste and shortfall of each consumer as the tree is written. */
async function figures(files: Files, argv: readonly string[] = []) {
  const { out } = await runCli(["analyze", "a.dts", "--format", "json", ...argv], { files });
  const [family] = JSON.parse(out).boards[0].families;
  const today = family.layouts.find(({ id }: { id: string }) => id === "as-written");
  return today.consumers.map(({ id, waste, shortfall }: Record<string, string>) => [
    id,
    Number(waste),
    Number(shortfall),
  ]);
}

describe("a patch", () => {
  test("of child-nodes gives each child what it must avoid, and a second run nothing", async () => {
    const files = filesOf(board(IOMMUS));
    expect((await figures(files)).map(([, , missing]: number[]) => missing)).toEqual([0x10000000, 0xffff000]);
    const { out, err, status } = await suggest(files);
    expect(status).toBe(0);
    const after = patched(files, out);
    expect(await figures(after)).toEqual([
      ["/soc/codec@a000/low", 0, 0],
      ["/soc/codec@a000/high", 0, 0],
    ]);
    expect(err).toContain(
      "proven: /soc/codec@a000#high -> /soc/codec@a000/high: waste 0 B -> 0 B, shortfall 256 MiB − 4 KiB",
    );
    expect(await suggest(after)).toMatchObject({
      status: 0,
      out: "",
      err: expect.stringContaining("nothing to suggest"),
    });
  });

  test("gives a stream of an iommu-map the cells that iommus wants", async () => {
    const map = "iommu-map = <0 &smmu 1 1>, <1 &smmu 2 1>;";
    const plan = PLAN.replace('stream-ids: ["&smmu 1"]', "function-id: 0").replace(
      'stream-ids: ["&smmu 2"]',
      "function-id: 1",
    );
    const files = filesOf(board(map).replace("#iommu-cells = <1>", "#iommu-cells = <2>"), plan);
    const after = patched(files, (await suggest(files)).out);
    expect(after["a.dts"]).toContain("iommus = <&smmu 0x2 0x0>;");
    expect((await figures(after)).flatMap(([, ...rest]: number[]) => rest)).toEqual([0, 0, 0, 0]);
  });

  test("gives a device whose cells nobody uses those of its bus", async () => {
    const files = filesOf(board(`${IOMMUS} #address-cells = <2>; #size-cells = <2>;`));
    const after = patched(files, (await suggest(files)).out);
    expect(after["a.dts"]).toContain("#address-cells = <1>; #size-cells = <1>;");
    expect(after["a.dts"]).toContain("\t\t\tranges;\n");
  });

  test.each(["", 'status = "okay";\n\t\t\t'])("puts nothing behind a line that goes (%j)", async (before) => {
    const bare = board(`${before}${IOMMUS}`).replace(/\t\t\t(?:compatible = "vendor|reg = <0xa000).*\n/g, "");
    const files = filesOf(bare.replace("codec@a000 {", "codec@a000 {\n\t\t\t/* bare */"));
    const after = patched(files, (await suggest(files)).out);
    expect(after["a.dts"]).toContain("\t\t\tranges;\n");
    expect(await suggest(after)).toMatchObject({ status: 0, out: "" });
  });

  test("leaves other people's lines alone", async () => {
    const files = filesOf(board(IOMMUS));
    const lines = (await suggest(files)).out.split("\n").filter((line) => /^-[^-]/.test(line));
    expect(lines).toEqual([`-\t\t\t${IOMMUS}`]);
  });

  test("is like the file in its line ends", async () => {
    const files = filesOf(board(IOMMUS).replaceAll("\n", "\r\n"));
    const after = patched(files, (await suggest(files)).out);
    expect(after["a.dts"]?.replaceAll("\r\n", "")).not.toContain("\n");
    expect((await figures(after)).flatMap(([, ...rest]: number[]) => rest)).toEqual([0, 0, 0, 0]);
  });

  test("of iommu-ranges is proven for a kernel with the series", async () => {
    const files = filesOf(board(IOMMUS));
    const { out, err } = await suggest(files, ["--layout", "iommu-ranges"]);
    expect(err).toContain("proven for Linux 7.3+iommu-ranges");
    const after = patched(files, out);
    expect(after["a.dts"]).toContain("iommu-ranges = <0x10000000 0xf0000000>;");
    expect(
      (await figures(after, ["--kernel-version", "7.3+iommu-ranges"])).flatMap(([, ...rest]: number[]) => rest),
    ).toEqual([0, 0, 0, 0]);
    for (const kernel of ["7.3", "7.3+iommu-ranges"]) {
      const again = await suggest(after, ["--layout", "iommu-ranges", "--kernel-version", kernel]);
      expect(again).toMatchObject({ status: 0, out: "" });
    }
  });

  test("of runtime says what is left to the driver, and takes what is too much from the node", async () => {
    const shared = `${IOMMUS} memory-region = <&hole>;`;
    const region =
      "};\n\treserved-memory { #address-cells = <1>; #size-cells = <1>; ranges;\n\t\thole: hole { iommu-addresses = <&codec 0x0 0x20000000>; };\n\t};\n\tsoc2 {";
    const plan = PLAN.replace("[[256M, 512M]]", "[[3G, 4G]]").replace("[[0, 256M]]", "[[3G, 4G], [0, 256M]]");
    const files = filesOf(board(shared).replace(/\n\t};\n};\n$/, `\n\t${region} };\n};\n`), plan);
    const { out, err, status } = await suggest(files, ["--layout", "runtime"]);
    expect([status, err]).toEqual([0, expect.stringContaining("1 of its children also need calls in the driver")]);
    const after = patched(files, out);
    expect(after["a.dts"]).toContain("iommu-addresses = <&codec 0xc0000000 0x40000000>;");
    expect(after["a.dts"]).not.toContain("<&codec 0x0 0x20000000>");
    expect(await suggest(after, ["--layout", "runtime"])).toMatchObject({
      status: 1,
      out: "",
      err: "not suggested: the tree needs no change: use '--as c' for the driver\n",
    });
  });

  test.each([
    [
      "a macro makes the device",
      (text: string) =>
        text.replace("/ {", "#define CODEC codec: codec@a000\n/ {").replace("codec: codec@a000 {", "CODEC {"),
    ],
    ["conditions stand in it", (text: string) => text.replace(IOMMUS, `${IOMMUS}\n#ifdef X\n dma-coherent;\n#endif`)],
  ])("is an override where %s", async (_, edited) => {
    const files = filesOf(edited(board(IOMMUS)));
    const { out, status } = await suggest(files);
    expect(status).toBe(0);
    expect(out).toContain("+&codec {");
    const after = patched(files, out);
    expect((await figures(after)).flatMap(([, ...rest]: number[]) => rest)).toEqual([0, 0, 0, 0]);
  });
});

describe("a shared file", () => {
  const dtsi = board(IOMMUS).replace("/dts-v1/;\n", "");
  const own = '/dts-v1/;\n#include "soc.dtsi"\n\n&codec {\n\tdma-coherent;\n};\n\n&zz {\n};\n';
  const withZz = dtsi.replace("codec: codec", "zz: zz { };\n\n\t\tcodec: codec");

  test("is changed where every board that reads it gets nothing else", async () => {
    const files = filesOf(own, PLAN, { "soc.dtsi": withZz, "b.dts": own });
    const { out, err } = await suggest(files);
    expect(out).toContain("+++ b/soc.dtsi");
    expect(out).not.toContain("b/a.dts");
    expect(err).toContain("on 2 boards");
  });

  test("is left alone where another board would change, or is broken by it; the board's own file has it then, in order", async () => {
    const taken = own.replace("dma-coherent;", "low { iommus = <&smmu 9>; };");
    const files = filesOf(own, PLAN, { "soc.dtsi": withZz, "b.dts": taken });
    const { out, err, status } = await suggest(files);
    expect(status).toBe(0);
    expect(err).toContain("soc.dtsi is not changed: 'low' cannot be the name of a sub-node of /soc/codec@a000");
    expect(out).not.toContain("b/soc.dtsi");
    const after = patched(files, out);
    expect(after["a.dts"]).toContain("&codec {\n\tdma-coherent;\n\t/delete-property/ iommus;");
    expect(after["a.dts"]?.indexOf("codec_low: low")).toBeLessThan(after["a.dts"]?.indexOf("&zz {") ?? 0);
    expect((await figures(after)).flatMap(([, ...rest]: number[]) => rest)).toEqual([0, 0, 0, 0]);
  });

  test("one of whose boards cannot be read is no ground for a promise", async () => {
    const files = filesOf(own, PLAN, { "soc.dtsi": withZz, "b.dts": own.replace("dma-coherent;", "x = ;") });
    const { out } = await suggest(files);
    expect(out).not.toContain("b/soc.dtsi");
  });
});

describe("a node without a label", () => {
  const unlabelled = (source: string): string =>
    source.replace("codec: codec@", "codec@").replace("smmu: iommu", "iommu");
  const IOMMUS_BY_PATH = IOMMUS.replaceAll("&smmu", "&{/soc/iommu@5000}");
  const plan = PLAN.replaceAll("&smmu ", "/soc/iommu@5000 ");

  test("gets one where it is made, if something has to refer to it", async () => {
    const files = filesOf(unlabelled(board(IOMMUS_BY_PATH, "iommu: taken { };")), plan);
    const { out, err } = await suggest(files);
    const after = patched(files, out)["a.dts"] ?? "";
    expect(err).toContain("a second run suggests nothing");
    expect(after).toContain("\t\tiommu_2: iommu@5000 {");
    expect(after).toContain("iommus = <&iommu_2 0x1>;");
    expect(after).toContain("\t\tcodec@a000 {");
    expect(after).not.toContain("&{");
  });

  test("gets it in the board's own file, where the shared one must stay as it is", async () => {
    const soc = unlabelled(board(IOMMUS_BY_PATH)).replace("/dts-v1/;\n\n", "");
    const include = '/dts-v1/;\n#include "soc.dtsi"\n';
    const other = `${include}/ { soc { codec@a000 { low { iommus = <&{/soc/iommu@5000} 9>; }; }; }; };\n`;
    const files = filesOf(include, plan, { "soc.dtsi": soc, "other.dts": other });
    const { out, err } = await suggest(files);
    expect(err).toContain("soc.dtsi is not changed");
    const after = patched(files, out);
    expect(after["soc.dtsi"]).toBe(soc);
    expect(after["a.dts"]).toContain("iommu: iommu@5000 {");
    expect(after["a.dts"]).not.toContain("&{");
    expect((await figures(after)).flatMap(([, ...rest]: number[]) => rest)).toEqual([0, 0, 0, 0]);
  });

  test("gets it where it is opened by its path, if nothing else can be edited", async () => {
    const soc = unlabelled(board(IOMMUS_BY_PATH)).replace("/dts-v1/;\n\n", "");
    const include = '/dts-v1/;\n#include "soc.dtsi"\n';
    const own = `${include}\n&{/soc/codec@a000} {\n\tdma-coherent;\n};\n`;
    const without = `${include}\n/ { /delete-node/ reserved-memory; };\n`;
    const common = plan.replace("reserve: [[256M, 512M]]", "reserve: [[0, 256M]]");
    const files = filesOf(own, common, { "soc.dtsi": soc, "b.dts": without });
    const { out, err } = await suggest(files, ["--layout", "runtime"]);
    expect(err).toContain("soc.dtsi is not changed: b.dts could no longer be read");
    const after = patched(files, out);
    expect(after["soc.dtsi"]).toBe(soc);
    expect(after["a.dts"]).toContain(
      "\ncodec: &{/soc/codec@a000} {\n\tdma-coherent;\n\tmemory-region = <&codec_iova>;\n};",
    );
    expect((await figures(after)).flatMap(([, ...rest]: number[]) => rest)).toEqual([0, 0, 0, 0]);
  });

  test("cannot be spoken of in an overlay, which refers by label", async () => {
    const { status, err } = await suggest(filesOf(unlabelled(board("")), plan), ["--as", "overlay"]);
    expect([status, err]).toEqual([
      1,
      "not suggested: an overlay refers to nodes by label, and /soc/iommu@5000 has none\n",
    ]);
  });
});

describe("what is not suggested", () => {
  const refusal = async (files: Files, ...argv: string[]) => {
    const { status, out, err } = await suggest(files, argv);
    return [status, out, err] as const;
  };

  test("needs that nobody knows: a plan is offered, and printed", async () => {
    const open = PLAN.replace(", reserve: [[0, 256M]]", "");
    const [status, out, err] = await refusal(filesOf(board(IOMMUS), open));
    expect([status, out]).toEqual([1, ""]);
    expect(err).toContain("the needs of /soc/codec@a000#high are unknown: fill in a plan ('--as plan' prints one)");
    const plan = await suggest(filesOf(board(IOMMUS), open), ["--as", "plan"]);
    expect(plan).toMatchObject({ status: 0, out: expect.stringContaining("version: 1") });
  });

  test.each([
    [
      "cells that cannot say it",
      board(`${IOMMUS} #address-cells = <1>; #size-cells = <0>;`),
      "its bus has 1 address and 0 size cells",
    ],
    [
      "streams that no child has",
      board("iommus = <&smmu 1>, <&smmu 2>, <&smmu 3>;"),
      "has streams in iommus without a child",
    ],
    ["a name that is taken", board(`${IOMMUS} low { };`), "'low' cannot be the name of a sub-node"],
    [
      "a region that is memory as well",
      board(`${IOMMUS} memory-region = <&fw>;`, "fw: fw@0 { reg = <0 0x1000>; iommu-addresses = <&codec 0 0x1000>; };"),
      "has memory and also reserves IOVA space",
    ],
  ])("%s", async (_, source, said) => {
    expect(await refusal(filesOf(source), "--layout", "child-nodes")).toEqual([1, "", expect.stringContaining(said)]);
  });

  test.each([
    [["-"], "standard input is not one"],
    [["HEAD:a.dts"], "is in a commit"],
    [["a.dtb"], "a patch changes source files"],
    [["a.dts", "--write", "--as", "c"], "--write takes a patch: leave out --as"],
    [["a.dts", "b.dts"], "Expected 1 argument"],
    [["a.dts", "--device", "nobody"], "this board has no consumer 'nobody'"],
  ])("%j", async (argv, said) => {
    const files = { ...filesOf(board(IOMMUS)), "a.dtb": "x" };
    const run = await runCli(["suggest", ...argv], { files });
    expect(run).toMatchObject({ status: 2, out: "", err: expect.stringContaining(said) });
  });
});

describe("--write", () => {
  const files = filesOf(board(IOMMUS));

  test("changes the file, and prints no patch", async () => {
    const { out, status, written } = await suggest(files, ["--write"]);
    expect([out, status]).toEqual(["", 0]);
    expect(written["a.dts"]).toBe(patched(files, (await suggest(files)).out)["a.dts"]);
  });

  test("not where something is changed that nobody has committed, nor where it cannot", async () => {
    const git: World["git"] = (args) => ({
      ok: args.includes("status"),
      bytes: new TextEncoder().encode(" M a.dts\n"),
      message: "",
    });
    const changed = await suggest(files, ["--write"], { git });
    expect(changed).toMatchObject({ status: 2, written: {}, err: expect.stringContaining("has uncommitted changes") });
    const denied = await suggest(files, ["--write"], { readOnly: ["a.dts"] });
    expect(denied).toMatchObject({ status: 2, written: {}, err: expect.stringContaining("permission denied") });
  });
});

describe("code", () => {
  test("of both forms, each with the calls that the layout makes", async () => {
    const files = filesOf(board(IOMMUS));
    const call = await suggest(files, ["--as", "c", "--layout", "runtime"]);
    expect(call.out).toContain("dma_iova_set_resv_region(dev, 0x10000000, 0x10000000)");
    expect(call.out).toContain("No release of Linux has it");
    const allocation = await suggest(files, ["--as", "c"]);
    // 256 MiB at once; 4 KiB to 256 MiB in 16 powers of two, from 128 MiB down to 4 KiB.
    expect(allocation.out).toContain("keep_free(dev, 0x10000000, 0x20000000, states, 1)");
    expect(allocation.out).toContain("keep_free(dev, 0x1000, 0x10000000, states, 16)");
    expect(allocation.out).toContain("<linux/dma-mapping.h>, in Linux since 6.16");
  });

  test("of allocations takes whole pages: a power of two in bytes could be less than one", async () => {
    const files = filesOf(
      board(IOMMUS),
      PLAN.replace("[[256M, 512M]]", "[[1G, 2G]]").replace("[[0, 256M]]", "[[0, 0x10000064]]"),
    );
    const { out } = await suggest(files, ["--as", "c", "--layout", "runtime-alloc"]);
    expect(out).toContain("keep_free(dev, 0x1000, 0x10001000, states, 17)");
  });
});
