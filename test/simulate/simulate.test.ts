/** Boards' workloads in every layout. */
import { describe, expect, test, vi } from "vitest";
import { evaluateLayouts } from "../../src/layout/engine/evaluate.js";
import type { PlannedWorkload } from "../../src/plan/workload.js";
import { DmaSpace } from "../../src/simulate/dma-space.js";
import { simulate } from "../../src/simulate/simulate.js";
import type { System } from "../../src/system/model.js";
import { allocatorEvents } from "../../src/trace/mappings.js";
import { readTrace } from "../../src/trace/read.js";
import { systemOf } from "../system/boards.js";

const GiB = 1n << 30n;

const held = (bytes: bigint, count: number): PlannedWorkload => [
  {
    name: null,
    repeat: 1,
    buffers: [{ segments: [bytes], mostBytes: null, count, align: null, lifetime: null, keep: false, churn: 0 }],
  },
];

const results = (system: System, workloads: Readonly<Record<string, PlannedWorkload>>, seed = 1) =>
  simulate(system, evaluateLayouts(system), { kind: "workloads", of: ({ id }) => workloads[id] ?? null, seed })
    .simulations;

const outcome = (system: System, workloads: Readonly<Record<string, PlannedWorkload>>) =>
  Object.fromEntries(
    results(system, workloads).map(({ consumer, layout, failures }) => [`${consumer} ${layout}`, failures]),
  );

/** Three children that need 256, 512 and 1536 MiB kept free; the tree keeps 1536 MiB from all. */
const CODEC = `/dts-v1/; / { #address-cells = <1>; #size-cells = <1>;
  smmu: iommu { compatible = "arm,mmu-500"; #iommu-cells = <1>; };
  codec: codec@2 { reg = <2 1>; iommu-map = <0 &smmu 0x40 1>, <1 &smmu 0x41 1>, <2 &smmu 0x42 1>; memory-region = <&hole>; };
  reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges;
    hole: hole { iommu-addresses = <&codec 0 0x60000000>; }; }; };`;

const PLAN = `version: 1
devices:
  - node: /codec@2
    children:
      - { name: a, function-id: 0, reserve: [[0, 256M]] }
      - { name: b, function-id: 1, reserve: [[0, 512M]] }
      - { name: c, function-id: 2, reserve: [[0, 1536M]] }
`;

describe("a codec whose children share a node", () => {
  const system = systemOf(CODEC, PLAN);

  test("a workload that the shared range defeats fits where every child has its own", () => {
    expect(outcome(system, { "/codec@2#a": held(GiB, 3), "/codec@2#c": held(GiB, 2) })).toEqual({
      "/codec@2#a as-written": 1,
      "/codec@2#a shared": 1,
      "/codec@2#a runtime": 0,
      "/codec@2#a child-nodes": 0,
      "/codec@2#a iommu-ranges": 0,
      "/codec@2#a runtime-alloc": 0,
      "/codec@2#a dma-window": 0,
      "/codec@2#c as-written": 0,
      "/codec@2#c shared": 0,
      "/codec@2#c runtime": 0,
      "/codec@2#c child-nodes": 0,
      "/codec@2#c iommu-ranges": 0,
      "/codec@2#c runtime-alloc": 0,
      "/codec@2#c dma-window": 0,
    });
  });

  test("layouts that leave the space the same are played once, and each is told", () => {
    const plays = vi.spyOn(DmaSpace.prototype, "take");
    // Nothing is reserved and nothing needed: only a window of its own would make a difference, and it makes none.
    const bare = systemOf(CODEC.replace("memory-region = <&hole>; ", ""));
    const shown = results(bare, { [bare.consumers[0]?.id ?? ""]: held(GiB, 3) });
    expect(new Set(shown.map(({ layout }) => layout)).size).toBe(shown.length);
    expect(shown.length).toBeGreaterThan(1);
    expect(plays.mock.calls.length).toBe(3);
    plays.mockRestore();
  });

  test("who plays nothing is not in the result", () => {
    expect(results(system, {})).toEqual([]);
  });

  test("the same seed gives the same, down to the series", () => {
    const churned: PlannedWorkload = [
      {
        name: "decode",
        repeat: 3,
        buffers: [
          { segments: [4096n], mostBytes: 1n << 22n, count: 40, align: null, lifetime: null, keep: false, churn: 200 },
        ],
      },
    ];
    expect(results(system, { "/codec@2#a": churned }, 5)).toEqual(results(system, { "/codec@2#a": churned }, 5));
    expect(results(system, { "/codec@2#a": churned }, 5)).not.toEqual(results(system, { "/codec@2#a": churned }, 6));
  });
});

test("a buffer of the whole reach fails where page 0 is in it", () => {
  const system = systemOf(
    `/dts-v1/; / { smmu: iommu { compatible = "arm,mmu-500"; #iommu-cells = <1>; }; d { iommus = <&smmu 1>; }; };`,
  );
  const [first] = results(system, { "/d": held(4n * GiB, 1) });
  expect(first?.firstFailure).toMatchObject({ size: 4n * GiB, limit: 0xffffffffn, largestFree: 4n * GiB - 4096n });
});

test("members of one domain play on one allocator, whatever family they are of", () => {
  const system = systemOf(
    `/dts-v1/; / { smmu: iommu { compatible = "arm,mmu-500"; #iommu-cells = <1>; };
      d { iommus = <&smmu 1>; }; e { iommus = <&smmu 1>; }; f { iommus = <&smmu 2>; }; };`,
  );
  const work = held(GiB, 2);
  const found = results(system, { "/d": work, "/e": work, "/f": work }).filter(({ layout }) => layout === "as-written");
  expect(found.map(({ consumer, failures }) => [consumer, failures])).toEqual([
    ["/d", 0],
    ["/e", 1],
    ["/f", 0],
  ]);
});

test("a runtime reservation of a later member is late", () => {
  const system = systemOf(
    `/dts-v1/; / { smmu: iommu { compatible = "arm,mmu-500"; #iommu-cells = <1>; };
      d { iommus = <&smmu 1>; }; e { iommus = <&smmu 1>; }; };`,
    "version: 1\ndevices:\n  - { node: /e, runtime: [[0xffff0000, 0x100000000]] }\n",
  );
  const play = { "/d": held(4096n, 4), "/e": held(4096n, 1) };
  const late = results(system, play).filter(({ layout }) => layout === "as-written");
  expect(late.map(({ consumer, late: found }) => [consumer, found.map(({ inUse }) => inUse)])).toEqual([
    ["/d", []],
    ["/e", [16384n]],
  ]);
});

describe("a trace", () => {
  const system = systemOf(CODEC, PLAN);
  const line = (at: string, size: number, i: number) =>
    ` t-1 [000] ${i}.0: dma_map_phys: np.3.auto dir=X dma_addr=${at} size=${size} phys_addr=1000 attrs=`;
  const text = [line("fffff000", 4096, 1), line("ffffe000", 4096, 2), line("fff00000", 4096, 3)].join("\n");
  const play = (consumerOf: (device: string | null) => string | null) => {
    const events = allocatorEvents(readTrace(new TextEncoder().encode(text)));
    return simulate(system, evaluateLayouts(system), { kind: "trace", events, consumerOf });
  };

  test.each(["/codec@2#a", "/codec@2#b", "/codec@2#c"])(
    "is played by %s if its device is, and held against the model",
    (id) => {
      const { simulations, unassigned } = play((device) => (device === "np.3.auto" ? id : null));
      expect(unassigned).toBe(0);
      expect(simulations).toHaveLength(7);
      expect(simulations[0]).toMatchObject({
        consumer: id,
        layout: "as-written",
        events: 3,
        failures: 0,
        agreement: { compared: 3, equal: 2, firstDifference: { recorded: 0xfff00000n, model: 0xffffd000n, time: 3 } },
      });
    },
  );

  test("of a device that the board has not is counted", () => {
    expect(play(() => null)).toEqual({ simulations: [], unassigned: 3 });
  });
});

describe("the smallest change that would make it fit", () => {
  const BOARD = `/dts-v1/; / { #address-cells = <2>; #size-cells = <2>;
    smmu: iommu { compatible = "arm,mmu-500"; #iommu-cells = <1>; };
    d: d { iommus = <&smmu 1>; memory-region = <&hole>; };
    reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges;
      hole: hole { iommu-addresses = <&d 0 0x80000000 0 0x1000>; }; }; };`;
  const remedy = (options: Parameters<typeof systemOf>[2], count: number) =>
    results(systemOf(BOARD, null, options), { "/d": held(GiB, count) }).find(({ layout }) => layout === "as-written")
      ?.remedy;

  test("is the narrowest wider mask", () => {
    expect(remedy({}, 4)).toEqual({ kind: "dma-mask", bits: 33 });
    expect(remedy({}, 9)).toEqual({ kind: "dma-mask", bits: 34 });
  });

  test("is a reservation where something else bounds the reach", () => {
    expect(remedy({ dmaLimit: 0xffffffffn }, 3)).toEqual({
      kind: "reservation",
      start: 0x80000000n,
      end: 0x80001000n,
    });
  });

  test("is nothing where nothing helps, and where it fits", () => {
    expect(remedy({ dmaLimit: 0xffffffffn }, 4)).toBeNull();
    expect(remedy({}, 2)).toBeNull();
  });
});
