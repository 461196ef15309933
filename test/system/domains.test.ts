/** Who shares a domain is one fact: the same in the system, in every layout and in JSON. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { kernelOf } from "../../src/kernel/kernel.js";
import { evaluateLayouts } from "../../src/layout/engine/evaluate.js";
import { boardFigures } from "../../src/report/view.js";
import type { Consumer, System } from "../../src/system/model.js";
import { pathOf } from "../../src/tree/tree.js";
import { consumer, readTestFile, systemOf } from "./boards.js";

interface Device {
  readonly streams: readonly number[];
  /** MiB that its hole begins at; null: it has none. */
  readonly hole: number | null;
}

/** Known and unknown, stream-matching and not, with and without a group for the second who comes; one that is off. */
const IOMMUS = [
  'compatible = "acme,iommu"',
  'compatible = "acme,iommu"; status = "disabled"',
  'compatible = "arm,mmu-500"',
  'compatible = "arm,smmu-v3"',
  'compatible = "apple,t8103-dart"',
  'compatible = "rockchip,iommu"',
  'compatible = "arm,smmu-v3"; status = "disabled"',
];

/** One codec with sub-nodes, so that all are of one family and every layout speaks of all of them. */
const source = (iommu: string, devices: readonly Device[], cells = 1): string => `/dts-v1/;
/ { #address-cells = <1>; #size-cells = <1>;
  smmu: iommu { ${iommu}; #iommu-cells = <${cells}>; };
  codec { #address-cells = <1>; #size-cells = <1>; compatible = "acme,codec";
    ${devices
      .map(({ streams, hole }, i) => {
        const iommus = streams.map((id) => `<&smmu ${id}${" 0".repeat(cells - 1)}>`).join(", ");
        return `d${i}: d${i} { iommus = ${iommus}; ${hole === null ? "" : `memory-region = <&r${i}>;`} };`;
      })
      .join("\n")}
  };
  reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges;
    ${devices
      .map(({ hole }, i) =>
        hole === null ? "" : `r${i}: r${i} { iommu-addresses = <&d${i} ${hole * 0x100000} 0x100000>; };`,
      )
      .join("\n")}
  };
};`;

const device = fc.record({
  streams: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }),
  hole: fc.option(fc.integer({ min: 1, max: 8 }), { nil: null }),
});

const streamsOf = ({ streams }: Consumer): string =>
  [...new Set(streams.map(({ iommu, cells }) => `${pathOf(iommu)} ${cells.join(" ")}`))].sort().join();

/** Pairs on just the same streams. Two groups stay two: arm_smmu_device_group lets the last of several entries decide. */
function* sharing({ consumers }: System): Generator<readonly [Consumer, Consumer]> {
  for (const [i, a] of consumers.entries()) {
    for (const b of consumers.slice(i + 1)) {
      const inTwoGroups = a.group !== null && b.group !== null && a.group !== b.group;
      if (streamsOf(a) === streamsOf(b) && !inTwoGroups) yield [a, b];
    }
  }
}

test("the same streams have the same domain and the same allocator, in the system, every layout and JSON", () => {
  let pairs = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...IOMMUS),
      fc.array(device, { minLength: 2, maxLength: 5 }),
      fc.constantFrom("6.1", "6.12"),
      (iommu, devices, kernelVersion) => {
        const system = systemOf(source(iommu, devices), null, { kernel: kernelOf(kernelVersion) });
        const families = evaluateLayouts(system);
        const json = boardFigures({ model: null, system, families, simulations: [] });
        const inJson = new Map(json.consumers.map((one) => [one.id, one]));
        for (const [a, b] of sharing(system)) {
          pairs++;
          expect(b.domain).toBe(a.domain);
          expect(b.domain.members).toEqual(expect.arrayContaining([a.id, b.id]));
          expect(b.usable).toEqual(a.usable);
          const [one, other] = [inJson.get(a.id), inJson.get(b.id)];
          expect(other?.domain).toBe(one?.domain);
          expect(other?.allocator).toEqual(one?.allocator);
          for (const { layouts } of families) {
            // A window's top is a limit of its own device alone.
            for (const { consumers } of layouts.filter(({ id }) => id !== "dma-window")) {
              const figures = (id: string) => consumers.find((found) => found.consumer.id === id)?.usable;
              expect(figures(b.id)).toEqual(figures(a.id));
            }
          }
        }
        expect(JSON.stringify(json)).not.toContain("(null)");
      },
    ),
    { numRuns: 120 },
  );
  expect(pairs).toBeGreaterThan(20);
});

describe("two child nodes on one stream of an IOMMU that nobody knows", () => {
  const system = systemOf(readTestFile("reports/r19-unknown-iommu-shared-stream.dts"));
  const [a, b] = ["a", "b"].map((name) => consumer(system, `/soc/multimedia@aa00000/${name}`)) as [Consumer, Consumer];
  const [family] = evaluateLayouts(system);

  test("have one space, which the first sets up, and no group, for a reason", () => {
    expect(b.domain).toBe(a.domain);
    expect(a.domain).toMatchObject({ sharing: "unknown-iommu", group: null, first: a.id, members: [a.id, b.id] });
    expect(a.domain.ifFirst).toEqual([{ member: b.id, allocator: [] }]);
    expect([a.group, b.group, system.groups]).toEqual([null, null, []]);
    expect(b.groupReason).toContain("has no known driver");
    expect([a.usable.bytes, b.usable.bytes]).toEqual([0xf0000000n, 0xf0000000n]);
  });

  test("are given the same by layouts that write the same", () => {
    const [today, subNodes] = ["as-written", "child-nodes"].map((id) => family?.layouts.find((l) => l.id === id));
    for (const result of [today, subNodes]) {
      expect(result).toMatchObject({ safe: true, waste: 0xffff000n, shortfall: 0n });
      expect(result?.consumers.map(({ waste }) => waste)).toEqual([0n, 0xffff000n]);
      expect(result?.notes.join()).toContain(
        "share one domain (the same streams, behind an IOMMU without a known driver)",
      );
    }
  });
});

describe("other ways to one space", () => {
  const two = (iommu: string, first: readonly number[], second: readonly number[], cells = 1) =>
    systemOf(
      source(
        iommu,
        [
          { streams: first, hole: 1 },
          { streams: second, hole: null },
        ],
        cells,
      ),
    );
  const sharingOf = (system: System) => system.domains.map(({ sharing, members, group }) => [sharing, members, group]);
  const [D0, D1] = ["/codec/d0", "/codec/d1"];

  test("the order of streams, and naming one twice, make no difference", () => {
    expect(sharingOf(two(IOMMUS[0] ?? "", [1, 2], [2, 1, 1]))).toEqual([["unknown-iommu", [D0, D1], null]]);
  });

  test("other sets of streams are other spaces, also where they have one in common", () => {
    expect(sharingOf(two(IOMMUS[0] ?? "", [1, 2], [2]))).toEqual([
      ["alone", [D0], null],
      ["alone", [D1], null],
    ]);
  });

  test("whom an SMMU v3 refuses is shown in the space of the stream's owner", () => {
    const system = two('compatible = "arm,smmu-v3"', [1], [1]);
    expect(sharingOf(system)).toEqual([["same-streams", [D0, D1], "g0"]]);
    expect(system.groups.map(({ members }) => members)).toEqual([[D0]]);
    expect(consumer(system, D1)).toMatchObject({
      group: null,
      domainType: "none",
      usable: consumer(system, D0).usable,
    });
  });

  test("a group is one", () => {
    expect(sharingOf(two('compatible = "arm,mmu-500"', [1], [1]))).toEqual([["group", [D0, D1], "g0"]]);
  });

  test("cells that only an unknown driver could tell apart make another stream", () => {
    const board = source(
      IOMMUS[0] ?? "",
      [
        { streams: [1], hole: null },
        { streams: [1], hole: null },
      ],
      2,
    );
    const system = systemOf(board.replace("<&smmu 1 0>; ", "<&smmu 1 7>; "));
    expect(system.domains.map(({ members }) => members)).toEqual([[D0], [D1]]);
  });

  test("a child without ids has its parent's streams, whatever the IOMMU", () => {
    const plan = "version: 1\ndevices: [{ node: /codec/d0, children: [{ name: a }, { name: b }] }]";
    for (const iommu of IOMMUS) {
      const system = systemOf(source(iommu, [{ streams: [1], hole: 1 }]), plan);
      const members = [D0, `${D0}#a`, `${D0}#b`];
      expect(system.domains).toMatchObject([{ sharing: "parent-streams", members, first: D0 }]);
    }
  });
});
