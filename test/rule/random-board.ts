/** Boards that nobody meant: random cells in every property that rules read. */
import fc from "fast-check";
import { type NodeSpec, treeOf } from "../tree/fixture.js";

const cell = fc.oneof(
  fc.integer({ min: 0, max: 6 }),
  fc.constantFrom(0x1000, 0x10000000, 0x80000000, 0xfffff000, 0xffffffff, 0x7fffffff),
  fc.integer({ min: 0, max: 0xffffffff }),
);
const cells = fc.array(cell, { maxLength: 16 });
const bytes = fc.uint8Array({ maxLength: 21 });
const value = fc.oneof({ weight: 4, arbitrary: cells }, { weight: 1, arbitrary: bytes });
const count = fc.constantFrom([0], [1], [2], [3], [5], [0xffffffff], []);
const status = fc.constantFrom<string | undefined>(undefined, "okay", "disabled", "");

const properties = (names: readonly string[], of: fc.Arbitrary<readonly number[] | Uint8Array | string>) =>
  fc.dictionary(fc.constantFrom(...names), of, { maxKeys: names.length });

const node = (names: readonly string[]): fc.Arbitrary<NodeSpec> =>
  fc
    .tuple(
      properties(names, value),
      properties(["#address-cells", "#size-cells", "#iommu-cells"], count),
      status,
      fc.constantFrom("arm,mmu-500", "arm,smmu-v3", "qcom,mdss", "vendor,iommu", "apple,t8103-dart"),
      fc.constantFrom<string | undefined>(undefined, "pci"),
    )
    .map(([own, counts, state, compatible, type]) => ({
      ...own,
      ...counts,
      compatible,
      ...(state !== undefined && { status: state }),
      ...(type !== undefined && { device_type: type }),
    }));

const DEVICE = [
  "iommus",
  "iommu-map",
  "iommu-map-mask",
  "memory-region",
  "iommu-ranges",
  "reg",
  "ranges",
  "dma-ranges",
];
const REGION = ["iommu-addresses", "reg", "size", "alignment", "alloc-ranges", "no-map", "reusable", "iommu-ranges"];

export const randomBoard = fc
  .record({
    regions: fc.array(node(REGION), { maxLength: 3 }),
    devices: fc.array(node(DEVICE), { minLength: 1, maxLength: 4 }),
    child: node(DEVICE),
    bus: node(["ranges", "dma-ranges"]),
  })
  .map(({ regions, devices, child, bus }) => {
    const named = (prefix: string, specs: readonly NodeSpec[], first: number) =>
      Object.fromEntries(specs.map((spec, i) => [`${prefix}${i}`, { ...spec, phandle: [first + i] }]));
    const [first, ...rest] = Object.entries(named("device", devices, 1));
    const withChild = first === undefined ? {} : { [first[0]]: { ...first[1], child: { ...child, phandle: [6] } } };
    return treeOf({
      "#address-cells": [2],
      "#size-cells": [1],
      "reserved-memory": { "#address-cells": [2], "#size-cells": [1], ranges: [], ...named("region", regions, 7) },
      bus: { ...bus, ...withChild, ...Object.fromEntries(rest) },
    });
  });
