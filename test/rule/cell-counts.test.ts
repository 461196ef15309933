/** Buses that count cells as nobody can write them: an answer comes, and soon. */
import { describe, expect, it } from "vitest";
import { examine } from "../../src/index.js";
import { treeOf } from "../tree/fixture.js";

const COUNTS = [0, 5, 64, 0x7fffffff, 0xffffffff];

const board = (address: number, size: number) =>
  treeOf({
    "#address-cells": [2],
    "#size-cells": [1],
    iommu: { compatible: "arm,smmu-v3", "#iommu-cells": [1], phandle: [1], reg: [0, 0x1000, 0x1000] },
    "reserved-memory": {
      "#address-cells": [2],
      "#size-cells": [1],
      ranges: [],
      region: { phandle: [2], "iommu-addresses": [3, 0x1000, 0x1000] },
    },
    bus: {
      "#address-cells": [address],
      "#size-cells": [size],
      ranges: [0, 0, 0, 0, 0, 0],
      "dma-ranges": [0, 0, 0, 0, 0, 0],
      device: { phandle: [3], iommus: [1, 0], "memory-region": [2], reg: [0, 0, 0, 0] },
      bridge: {
        device_type: "pci",
        "#address-cells": [address],
        "#size-cells": [size],
        ranges: [0x02000000, 0, 0, 0, 0, 0, 0],
        "dma-ranges": [0x02000000, 0, 0, 0, 0, 0, 0],
        "iommu-map": [0, 1, 0, 0x10000],
        "iommu-ranges": [0, 0, 0, 0],
        phandle: [4],
      },
    },
  });

describe("cells that a bus counts", () => {
  it.each(COUNTS.flatMap((address) => COUNTS.map((size) => [address, size] as const)))(
    "%i for addresses and %i for sizes",
    (address, size) => {
      const { analysis } = examine(board(address, size));
      expect(analysis?.system.consumers.map(({ path }) => path)).toEqual(["/bus/device", "/bus/bridge"]);
    },
  );
});
