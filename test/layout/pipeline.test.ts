/** Layouts of whole boards: device tree and plan in, figures out. */
import { describe, expect, it } from "vitest";
import { range } from "../../src/base/range.js";
import { GiB, MiB } from "../../src/base/units.js";
import { kernelOf } from "../../src/kernel/kernel.js";
import { evaluateLayouts } from "../../src/layout/engine/evaluate.js";
import type { LayoutResult } from "../../src/layout/engine/model.js";
import type { SystemOptions } from "../../src/system/model.js";
import { readTestFile, systemOf } from "../system/boards.js";
import { shortfalls, wastes } from "./board.js";

const A = 360710144n;
const B = 92274688n;

type Results = Readonly<
  Record<
    "as-written" | "shared" | "runtime" | "runtime-alloc" | "child-nodes" | "iommu-ranges" | "dma-window",
    LayoutResult
  >
>;

/** Of the only family whose device is at `parent`. */
function layoutsOf(source: string, plan: string | null, parent: string, options: Partial<SystemOptions> = {}) {
  const found = evaluateLayouts(systemOf(source, plan, { kernel: kernelOf("7.3"), ...options })).find(
    (f) => f.family.parent === parent,
  );
  if (found === undefined) throw new Error(`no family ${parent}`);
  return {
    verdict: found.verdict,
    results: Object.fromEntries(found.layouts.map((l) => [l.id, l])) as unknown as Results,
  };
}

const caseOf = (name: string, parent: string, options: Partial<SystemOptions> = {}) =>
  layoutsOf(readTestFile(`cases/${name}.dts`), readTestFile(`cases/${name}.iova.yaml`), parent, options);

/** A codec whose driver makes children, with the 600 MiB hole on its node. */
const codec = (properties: string, cells = 2): string => `/dts-v1/;
/ {
  #address-cells = <2>; #size-cells = <2>;
  reserved-memory {
    #address-cells = <2>; #size-cells = <2>; ranges;
    hole: hole { iommu-addresses = ${cells === 2 ? "<&codec 0x0 0x0 0x0 0x25800000>" : "<&codec 0x0 0x25800000>"}; };
  };
  soc {
    compatible = "simple-bus"; #address-cells = <${cells}>; #size-cells = <${cells}>; ranges;
    smmu: iommu@15000000 {
      compatible = "arm,mmu-500"; #iommu-cells = <2>; #global-interrupts = <1>;
      reg = ${cells === 2 ? "<0x0 0x15000000 0x0 0x100000>" : "<0x15000000 0x100000>"};
    };
    codec: video-codec@aa00000 {
      compatible = "vendor,codec"; memory-region = <&hole>;
      reg = ${cells === 2 ? "<0x0 0xaa00000 0x0 0xf0000>" : "<0xaa00000 0xf0000>"};
      ${properties}
    };
  };
};`;

const CODEC = "/soc/video-codec@aa00000";
/** Of two output cells, which Linux reads from 7.2 on. */
const ownFunctions = `iommu-map = <0 &smmu 0x1940 0x0 1>, <1 &smmu 0x1941 0x0 1>, <2 &smmu 0x1942 0x0 1>;`;

const plan = (children: readonly string[], more = ""): string => `version: 1
${more}
devices:
  - node: "&codec"
    dma: false
    children:
${children.map((child) => `      - { ${child} }\n`).join("")}`;

const needs = [256, 512, 600] as const;
const names = ["a", "b", "c"] as const;
const byFunction = names.map((n, i) => `name: ${n}, function-id: ${i}, reserve: [[0, ${needs[i]}M]]`);
const byStream = names.map(
  (n, i) => `name: ${n}, stream-ids: ["&smmu 0x${100 + i} 0x0"], reserve: [[0, ${needs[i]}M]]`,
);

describe("three children that need 256, 512 and 600 MiB kept free", () => {
  it.each([
    ["function ids of the iommu-map", byFunction],
    ["stream ids of the plan", byStream],
  ])("with %s", (_, children) => {
    const { results, verdict } = layoutsOf(codec(ownFunctions), plan(children), CODEC);
    for (const id of ["as-written", "shared"] as const) {
      expect(wastes(results[id])).toEqual([A, B, 0n]);
      expect(results[id]).toMatchObject({ waste: 452984832n, shortfall: 0n, safe: true });
    }
    for (const id of ["runtime", "child-nodes", "iommu-ranges"] as const) {
      expect(wastes(results[id])).toEqual([0n, 0n, 0n]);
      expect(results[id]).toMatchObject({ shortfall: 0n, safe: true, defeatedByGroups: false });
    }
    expect(results["dma-window"].safe).toBe(false);
    expect(verdict).toMatchObject({ now: "child-nodes", best: "child-nodes" });
  });

  it("as case 10 has it, and as case 11 has put it right", () => {
    const before = caseOf("10-children-share-largest", "/soc/engine@aa00000");
    expect(wastes(before.results["as-written"])).toEqual([A, B, 0n]);
    const after = caseOf("11-children-own", "/soc/engine@aa00000");
    expect(wastes(after.results["as-written"])).toEqual([0n, 0n, 0n]);
    expect(after.verdict).toMatchObject({ now: "as-written", best: "as-written" });
    expect(before.results["child-nodes"].requires.deviceTreeChange).toBe(true);
    expect(after.results["child-nodes"].requires).toMatchObject({ deviceTreeChange: false, driverChange: false });
    for (const { results } of [before, after]) {
      expect(wastes(results.shared)).toEqual([A, B, 0n]);
      expect(wastes(results["child-nodes"])).toEqual([0n, 0n, 0n]);
    }
  });

  it("whose masks are of 64 bits", () => {
    const wide = byFunction.map((child) => `${child}, dma-mask: 64`);
    const { results } = layoutsOf(codec(ownFunctions), plan(wide), CODEC);
    expect(wastes(results.shared)).toEqual([A, B, 0n]);
    const top = 1n << 48n;
    expect(results["child-nodes"].consumers.map((c) => c.usable.bytes)).toEqual(
      needs.map((n) => top - BigInt(n) * MiB),
    );
    expect(results["child-nodes"].consumers.map((c) => c.usable.below4G)).toEqual(
      needs.map((n) => 4n * GiB - BigInt(n) * MiB),
    );
  });

  it.each(["16K", "64K"])("with granules of %s, which cost page 0 and nothing more", (granule) => {
    const { results } = layoutsOf(codec(ownFunctions), plan(byFunction, `granule: ${granule}`), CODEC);
    expect(wastes(results.shared)).toEqual([A, B, 0n]);
    const page0 = granule === "16K" ? 16384n : 65536n;
    expect(results["child-nodes"].consumers.map((c) => c.need)).toEqual(needs.map((n) => BigInt(n) * MiB - page0));
  });

  it("on a 32-bit bus", () => {
    const { results } = layoutsOf(codec(ownFunctions, 1), plan(byFunction), CODEC);
    expect(wastes(results.shared)).toEqual([A, B, 0n]);
    expect(wastes(results["child-nodes"])).toEqual([0n, 0n, 0n]);
  });

  it("is unsafe in every way that Linux 6.1 offers but one", () => {
    const { results, verdict } = layoutsOf(codec(ownFunctions), plan(byFunction), CODEC, { kernel: kernelOf("6.1") });
    expect(results["as-written"].safe).toBe(false);
    expect(results.shared.safe).toBe(false);
    expect(results["dma-window"]).toMatchObject({ safe: true, waste: 0n });
    expect(verdict).toMatchObject({ now: "dma-window", best: "dma-window" });
  });
});

describe("children that share streams", () => {
  it("of one codec with its parent's streams (case 02)", () => {
    const { results, verdict } = caseOf("02-vpu-one-carveout", CODEC);
    expect(wastes(results["as-written"])).toEqual([629141504n, 0n]);
    // Nothing keeps either below 3.5 GiB.
    expect(shortfalls(results["as-written"])).toEqual([512n * MiB, 512n * MiB]);
    expect(wastes(results.runtime)).toEqual([629141504n, 0n]);
    expect(results.runtime).toMatchObject({ safe: true, defeatedByGroups: true });
    expect(results["child-nodes"]).toMatchObject({ safe: false, defeatedByGroups: true });
    expect(verdict).toMatchObject({ now: "shared", best: "shared" });
    const capped = caseOf("02-vpu-one-carveout", CODEC, { dmaLimit: 0xdfffffffn });
    expect(shortfalls(capped.results["as-written"])).toEqual([0n, 0n]);
    expect(capped.results["as-written"].consumers.map((c) => c.usable.bytes)).toEqual([2984n * MiB, 2984n * MiB]);
    expect(capped.verdict).toMatchObject({ now: "as-written", best: "as-written" });
  });

  it("two of three: what one reserves is kept from the other, the third is free of it", () => {
    const children = [
      `name: a, stream-ids: ["&smmu 0x100 0x0"], reserve: [[0, 256M]]`,
      `name: b, stream-ids: ["&smmu 0x100 0x0"], reserve: [[512M, 600M]]`,
      `name: c, stream-ids: ["&smmu 0x101 0x0"], reserve: [[0, 16M]]`,
    ];
    const { results } = layoutsOf(codec(""), plan(children), CODEC);
    expect(wastes(results.runtime)).toEqual([88n * MiB, 256n * MiB - 4096n, 0n]);
    expect(results.runtime).toMatchObject({ safe: true, defeatedByGroups: true });
    expect(shortfalls(results["child-nodes"])).toEqual([0n, 88n * MiB, 0n]);
    expect(wastes(results["child-nodes"])).toEqual([0n, 256n * MiB - 4096n, 0n]);
    expect(results.shared.safe).toBe(true);
  });

  it("of an IOMMU that nobody knows, with their parent's streams", () => {
    const unknown = codec("iommus = <&smmu 0x1940 0x0>;").replace("arm,mmu-500", "vendor,iommu");
    const children = ["name: a, reserve: [[0, 256M]]", "name: b, reserve: [[0, 512M]]"];
    const { results } = layoutsOf(unknown, plan(children), CODEC);
    expect(wastes(results.runtime)).toEqual([256n * MiB, 0n]);
    expect(results.runtime).toMatchObject({ safe: true, defeatedByGroups: true });
  });
});

describe("needs of every shape", () => {
  const one = (need: string) => layoutsOf(codec(ownFunctions), plan([`name: a, function-id: 0, ${need}`]), CODEC);

  it.each([
    ["overlap", "reserve: [[0, 300M], [200M, 512M], [100M, 110M]]", 512n * MiB - 4096n],
    ["touch", "reserve: [[0, 256M], [256M, 512M]]", 512n * MiB - 4096n],
    ["are the rest of what is usable", "usable: [[512M, 1G], [1G, 2G], [768M, 4G]]", 512n * MiB - 4096n],
    ["reach beyond 4 GiB", "reserve: [[3584M, 1T]]", 512n * MiB],
    ["lie beyond reach", "reserve: [[8G, 9G]]", 0n],
    ["are nothing", "reserve: []", 0n],
    ["are page 0", "reserve: [[0, 4K]]", 0n],
    ["are unaligned", "reserve: [{ start: 0x10000800, size: 0x1000 }]", 4096n],
  ])("that %s", (_, need, bytes) => {
    const { results } = one(need);
    for (const id of ["shared", "runtime", "child-nodes", "iommu-ranges"] as const) {
      expect(results[id].consumers[0]?.need).toBe(bytes);
      expect(results[id]).toMatchObject({ shortfall: 0n, safe: true, exhausted: false });
      expect(results[id].waste).toBe(need.includes("0x10000800") ? 4096n : 0n);
    }
  });

  it.each(["usable: []", "reserve: [[0, 16E]]"])("that cover everything: %s", (need) => {
    const { results, verdict } = one(need);
    expect(results["iommu-ranges"]).toMatchObject({ safe: false, shortfall: results.shared.consumers[0]?.need });
    for (const id of ["shared", "runtime", "runtime-alloc", "child-nodes", "dma-window"] as const) {
      expect(results[id]).toMatchObject({ shortfall: 0n, exhausted: true });
      expect(results[id].consumers[0]?.usable.bytes).toBe(0n);
    }
    expect(verdict).toMatchObject({ now: null, best: null });
  });

  it("that nobody states", () => {
    const { results, verdict } = layoutsOf(codec(ownFunctions), null, CODEC);
    expect(results["as-written"]).toMatchObject({ waste: null, shortfall: null, unknownNeeds: 3, safe: false });
    expect(verdict.reason).toContain("the needs of 3 are unknown");
  });
});

describe("what drivers reserve at run time today", () => {
  const children = [
    "name: a, function-id: 0, reserve: [[0, 256M]], runtime: [[1G, 2G]]",
    "name: b, function-id: 1, reserve: [[0, 16M]], inherits: streams, runtime: [[0, 16M]]",
  ];

  it("is part of as-written, and of no other layout", () => {
    const { results } = layoutsOf(codec(ownFunctions), plan(children), CODEC);
    expect(wastes(results["as-written"])).toEqual([A + GiB, 0n]);
    expect(shortfalls(results["as-written"])).toEqual([0n, 0n]);
    expect(results["as-written"].requires.kernel.status).toBe("under-review");
    expect(results["as-written"].consumers[0]?.usable.ranges).toEqual([
      range(600n * MiB, GiB),
      range(2n * GiB, 4n * GiB),
    ]);
    expect(results.runtime.waste).toBe(0n);
  });

  it.each(["lazy", "passthrough"] as const)("is refused in %s mode", (iommuMode) => {
    const { results } = layoutsOf(codec(ownFunctions), plan(children), CODEC, { iommuMode });
    expect(shortfalls(results["as-written"])).toEqual([0n, 16n * MiB - 4096n]);
    expect(results["as-written"].notes.join("\n")).toContain("a call for a returns ENODEV");
    expect(results.runtime.safe).toBe(false);
    expect(results.runtime.notes.join("\n")).toContain("would return ENODEV");
  });
});

describe("child nodes where ranges cannot be said", () => {
  it("as below every fastrpc node, whose size cells are 0", () => {
    const cells = "#address-cells = <1>; #size-cells = <0>;";
    const { results, verdict } = layoutsOf(codec(`${ownFunctions} ${cells}`), plan(byFunction), CODEC);
    expect(results["child-nodes"].safe).toBe(false);
    expect(results["child-nodes"].notes[0]).toContain("its bus has 1 address and 0 size cells");
    expect(results.shared.safe).toBe(true);
    expect(verdict).toMatchObject({ now: "runtime-alloc", later: null, best: "runtime-alloc" });
  });
});
