/** Each IOMMU driver's file: variants first, and names that nobody else has. */
import { describe, expect, test } from "vitest";
import { iommuDrivers } from "../../../src/iommu/registry.js";

describe("the drivers", () => {
  test("have no compatible string in common, variants aside", () => {
    const plain = iommuDrivers.filter(({ variantPrefix }) => variantPrefix === null);
    const names = plain.flatMap(({ compatible }) => compatible);
    expect(new Set(names).size).toBe(names.length);
  });

  test("of one module are in one file: variants stand before what they vary", () => {
    const firstPlain = iommuDrivers.findIndex(({ variantPrefix }) => variantPrefix === null);
    expect(iommuDrivers.slice(firstPlain).every(({ variantPrefix }) => variantPrefix === null)).toBe(true);
    expect(firstPlain).toBeGreaterThan(0);
  });
});
