/** What the drivers of Samsung's and Google's trees make of a master's own properties. */
import { describe, expect, test } from "vitest";
import { samsungSysmmu } from "../../../src/iommu/drivers/samsung-sysmmu.js";
import { node, treeOf } from "../../of/tree-of-source.js";

const [v8, v9] = samsungSysmmu;

/** As `[start, length, type]`, of a device on a bus with two cells and one. */
function regions(driver: typeof v8, properties: string) {
  const tree = treeOf(`bus { #address-cells = <2>; #size-cells = <1>; d { ${properties} }; };`);
  const read = driver?.regions?.(node(tree, "/bus/d")) ?? [];
  return read.map(({ start, length, type }) => [start, length, type]);
}

const RESERVED = "samsung,iommu-reserved-map = <0 0x90000000 0x1000>, <0 0xa0000000 0x2000>;";

describe("samsung,iommu-identity-map and samsung,iommu-reserved-map", () => {
  test.each([v8, v9])("are addresses and lengths in the cells of the bus, the mapped ones first", (driver) => {
    expect(regions(driver, `${RESERVED} samsung,iommu-identity-map = <0 0x1e070000 0x10000>;`)).toEqual([
      [0x1e070000n, 0x10000n, "direct"],
      [0x90000000n, 0x1000n, "reserved"],
      [0xa0000000n, 0x2000n, "reserved"],
    ]);
    expect(regions(driver, "")).toEqual([]);
  });

  test("a region that ends at 4 GiB or above is passed over by version 8, and ends the reading of version 9", () => {
    const more = "samsung,iommu-identity-map = <0 0xffff0000 0x10000>, <0 0x1000 0x1000>;";
    expect(regions(v8, `${RESERVED} ${more}`).map(([start]) => start)).toEqual([0x1000n, 0x90000000n, 0xa0000000n]);
    expect(regions(v9, `${RESERVED} ${more}`)).toEqual([]);
    expect(regions(v9, "samsung,iommu-reserved-map = <0 0xffff0000 0xffff>;")).toHaveLength(1);
    expect(regions(v8, "samsung,iommu-reserved-map = <1 0 0x1000>;")).toEqual([]);
  });

  test("cells that make no whole entry end the reading", () => {
    const broken = "samsung,iommu-reserved-map = <0 0x90000000>;";
    const mapped = "samsung,iommu-identity-map = <0 0x1000 0x1000>;";
    expect(regions(v8, `${broken} ${mapped}`)).toEqual([[0x1000n, 0x1000n, "direct"]]);
    expect(regions(v9, `${broken} ${mapped}`)).toEqual([]);
  });
});
