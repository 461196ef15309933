/** Children that share their parent's node: where they come from, what they inherit, and the proposed call. */
import { describe, expect, test } from "vitest";
import { kernelOf } from "../../src/kernel/kernel.js";
import type { System, SystemOptions } from "../../src/system/model.js";
import { built, systemOf, treeOf } from "./boards.js";

const MiB = 1n << 20n;
const CODEC = "/soc/codec@aa00000";

/** A codec with an SMMUv2, a hole of 256 MiB, and an `iommu-map`. */
const codec = (own: string, smmu = "#iommu-cells = <2>;"): string => `/dts-v1/; / {
  #address-cells = <2>; #size-cells = <2>;
  reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges;
    hole: hole { iommu-addresses = <&codec 0x0 0x0 0x0 0x10000000>; }; };
  soc { compatible = "simple-bus"; #address-cells = <2>; #size-cells = <2>; ranges;
    smmu: iommu@15000000 { compatible = "arm,mmu-500"; reg = <0x0 0x15000000 0x0 0x100000>; ${smmu} };
    codec: codec@aa00000 { compatible = "small,codec"; reg = <0x0 0xaa00000 0x0 0xf0000>; memory-region = <&hole>; ${own} };
  }; };`;

const mapped = codec("iommu-map = <0 &smmu 0x1940 0x0 1>, <1 &smmu 0x1947 0x4 1>;");

/** The first release that reads such a map. */
const modern = { kernel: kernelOf("7.2") };

const ids = (system: System) => system.consumers.map((c) => c.id);
const calls = (system: System) =>
  system.consumers.flatMap((c) => c.runtimeCalls.map((call) => [c.name ?? c.id, call.result, call.alsoHits.length]));

const withPlan = (source: string, children: string, options: Partial<SystemOptions> = {}) =>
  systemOf(source, `version: 1\ndevices:\n  - node: "&codec"\n    children:\n${children}`, { ...modern, ...options });

describe("from an iommu-map", () => {
  test("a child for each id, with the node's ranges, said as an assumption", () => {
    const system = systemOf(mapped, null, modern);
    expect(ids(system)).toEqual([`${CODEC}#0x0`, `${CODEC}#0x1`]);
    expect(system.consumers.map((c) => c.streams.map((s) => [s.id, s.mask]))).toEqual([[[0x1940, 0]], [[0x1947, 4]]]);
    for (const c of system.consumers) {
      expect(c.kind).toBe("runtime-child");
      expect(c.need).toBeNull();
      expect(c.assumes).toEqual(["inherits-node"]);
      expect(c.usable.bytes).toBe(4096n * MiB - 256n * MiB);
    }
    expect(system.families.map((f) => [f.parent, f.members.map((m) => m.name)])).toEqual([[CODEC, ["0x0", "0x1"]]]);
    expect(new Set(system.consumers.map((c) => c.group)).size).toBe(2);
  });

  test("four-cell entries of an SMMU with two cells", () => {
    const system = systemOf(codec("iommu-map = <0 &smmu 0x1940 1>, <1 &smmu 0x1947 1>;"));
    expect(system.consumers.map((c) => c.streams[0]?.id)).toEqual([0x1940, 0x1947]);
    expect(system.consumers[0]?.assumes).toEqual(["inherits-node"]);
  });

  test("host1x contexts have streams and no node", () => {
    const source = mapped.replace('"small,codec"', '"nvidia,tegra234-host1x"');
    for (const c of systemOf(source, null, modern).consumers) {
      expect(c.node).toBeNull();
      expect(c.usable.bytes).toBe(4096n * MiB - 4096n);
      expect(c.need).toBeNull();
    }
  });

  test("more than 64 ids are one consumer; ids listed twice are one, and the first entry counts", () => {
    const system = systemOf(
      codec("iommu-map = <0x100 &smmu 0x400 65>, <0 &smmu 0x10 2>, <1 &smmu 0x20 2>;", "#iommu-cells = <1>;"),
    );
    expect(system.consumers.map((c) => [c.name, c.streams[0]?.id, c.streams[0]?.count])).toEqual([
      ["0x100-0x140", 0x400, 65],
      ["0x0", 0x10, 1],
      ["0x1", 0x11, 1],
      ["0x2", 0x21, 1],
    ]);
  });

  test("2^32 ids cost no more than one", () => {
    const entries = Array.from({ length: 100 }, (_, i) => `<${i * 64} &smmu 0x0 64>`).join(", ");
    const system = systemOf(codec(`iommu-map = ${entries}, <0x10000 &smmu 0 0xfffeffff>;`, "#iommu-cells = <1>;"));
    expect(system.consumers.length).toBeLessThan(4200);
  });
});

describe("from a plan", () => {
  test("function ids, stream ids, or the parent's streams; node or streams inherited", () => {
    const system = withPlan(
      codec("iommus = <&smmu 0x1900 0>; iommu-map = <7 &smmu 0x1947 0x0 1>;"),
      `      - { name: a, function-id: 7, reserve: [[0, 16M]] }
      - { name: b, stream-ids: ["&smmu 0x1950 0x8"], inherits: streams }
      - { name: c, usable: [[600M, 3584M]] }`,
    );
    expect(ids(system)).toEqual([CODEC, `${CODEC}#a`, `${CODEC}#b`, `${CODEC}#c`]);
    const [own, a, b, c] = system.consumers;
    expect([own?.kind, own?.parent, a?.parent]).toEqual(["node", null, CODEC]);
    expect(a?.streams.map((s) => s.id)).toEqual([0x1947]);
    expect(b?.streams.map((s) => [s.id, s.mask])).toEqual([[0x1950, 8]]);
    expect(b?.usable.bytes).toBe(4096n * MiB - 4096n);
    expect(c?.group).toBe(own?.group);
    expect(a?.need?.ranges.ranges).toEqual([{ start: 0x1000n, end: 0x1000000n }]);
    expect(b?.need).toBeNull();
    expect(c?.need?.ranges.size).toBe(600n * MiB - 4096n + 512n * MiB);
    expect(system.families.map((f) => f.members.length)).toEqual([4]);
  });

  test("dma: false takes the node itself out; its children still share its streams", () => {
    const plan = `version: 1\ndevices: [{ node: "&codec", dma: false, children: [{ name: a }, { name: b }] }]`;
    const system = systemOf(codec("iommus = <&smmu 0x1900 0>;"), plan);
    expect(ids(system)).toEqual([`${CODEC}#a`, `${CODEC}#b`]);
    expect(system.groups.map((g) => g.members.length)).toEqual([2]);
  });

  test.each([
    [`devices: [{ node: /soc/codec@bb, reserve: [[0, 1M]] }]`, "plan-unknown-node", 2],
    [`devices: [{ node: "&codex", reserve: [[0, 1M]] }]`, "plan-unknown-node", 2],
    [`devices: [{ node: /soc, reserve: [[0, 1M]] }]`, "plan-no-consumer", 2],
    [`devices: [{ node: "&codec", children: [{ name: a, function-id: 9 }] }]`, "plan-unknown-function", 2],
    [`devices: [{ node: "&codec", children: [{ name: a, stream-ids: ["&nosmmu 1"] }] }]`, "plan-unknown-node", 2],
    [`devices: [{ node: "&codec", children: [{ name: a, stream-ids: ["&smmu 1"] }] }]`, "plan-stream-cells", 2],
    [`devices: [{ node: "&smmu", first: [/soc/gone] }]`, "plan-no-consumer", 2],
    [`pci: [{ bridge: "&codec", functions: [] }]`, "plan-no-bridge", 2],
  ])("%s is an error on its line", (text, code, line) => {
    const tree = treeOf(mapped);
    const { diagnostics } = built(tree, `version: 1\n${text}\n`);
    expect(diagnostics.map((d) => [d.severity, d.code])).toEqual([["error", code]]);
    const location = diagnostics[0]?.location;
    expect(location?.kind === "source" && location.span.source.positionAt(location.span.start).line).toBe(line);
  });

  test("a misspelt node gets a suggestion", () => {
    const tree = treeOf(mapped);
    const { diagnostics } = built(tree, `version: 1\ndevices: [{ node: /soc/codec@aa0000, reserve: [[0, 1M]] }]\n`);
    expect(diagnostics[0]?.hint).toBe("did you mean '/soc/codec@aa00000'?");
  });
});

describe("the proposed call", () => {
  const separate = `      - { name: a, function-id: 0, runtime: [[256M, 512M]] }
      - { name: b, function-id: 1, runtime: [[256M, 600M]] }`;

  test("each child's own domain", () => {
    const system = withPlan(mapped, separate);
    expect(calls(system)).toEqual([
      ["a", "0", 0],
      ["b", "0", 0],
    ]);
    expect(system.consumers.map((c) => c.usable.bytes)).toEqual([3584n * MiB, 3496n * MiB]);
    expect(system.consumers[0]?.reservations.at(-1)).toMatchObject({ start: 256n * MiB, origin: { kind: "runtime" } });
    expect(system.groups[0]?.reservedRegions.map((r) => r.last)).toEqual([0xfffffffn, 0x80fffffn]);
  });

  test("children of one group are hit by each other's", () => {
    const shared = separate.replaceAll(/function-id: \d, /g, "");
    const system = withPlan(codec("iommus = <&smmu 0x1900 0>;"), shared);
    expect(calls(system)).toEqual([
      ["a", "0", 2],
      ["b", "0", 2],
    ]);
    expect(system.consumers.map((c) => c.usable.bytes)).toEqual([3496n * MiB, 3496n * MiB, 3496n * MiB]);
  });

  test("touching ranges stay nodes of their own, pfns of first and last byte", () => {
    const system = withPlan(mapped, "      - { name: a, function-id: 0, runtime: [[0x10000800, 0x10001001]] }");
    expect(system.consumers[0]?.domain.allocator).toEqual([
      { start: 0n, end: 0x10000000n },
      { start: 0x10000000n, end: 0x10002000n },
    ]);
  });

  test.each([
    ["lazy", "ENODEV", "dma-fq", /lazily flushed/],
    ["passthrough", "ENODEV", "identity", /identity/],
  ] as const)("in %s mode", (iommuMode, result, domainType, reason) => {
    const system = withPlan(mapped, separate, { iommuMode });
    expect(system.consumers.map((c) => c.domainType)).toEqual([domainType, domainType]);
    expect(calls(system).map(([, r]) => r)).toEqual([result, result]);
    expect(system.consumers[0]?.runtimeCalls[0]?.reason).toMatch(reason);
    expect(system.consumers[0]?.usable.bytes).toBe(4096n * MiB - 256n * MiB);
  });

  test("a child without a group has no domain", () => {
    const disabled = mapped.replace('compatible = "arm,mmu-500";', 'compatible = "arm,mmu-500"; status = "disabled";');
    const system = withPlan(disabled, separate);
    expect(calls(system).map(([, r]) => r)).toEqual(["ENODEV", "ENODEV"]);
    expect(system.consumers[0]).toMatchObject({ group: null, domainType: "none" });
    expect(system.consumers[0]?.groupReason).toContain("disabled");
  });

  test("an identity domain by default", () => {
    const adreno = mapped
      .replace('"small,codec"', '"qcom,adreno"')
      .replace('"arm,mmu-500"', '"qcom,smmu-500", "arm,mmu-500"');
    const system = withPlan(adreno, separate);
    expect(system.consumers.map((c) => c.domainType)).toEqual(["identity", "identity"]);
    expect(calls(system).map(([, r]) => r)).toEqual(["ENODEV", "ENODEV"]);
  });
});
