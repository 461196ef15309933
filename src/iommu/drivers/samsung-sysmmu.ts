/**
 * Samsung's System MMUs of versions 8 and 9, whose drivers mainline does not have: posted for Exynos850 in January 2022
 * (version 8), and in the trees that Samsung and Google ship (drivers/iommu/samsung-iommu.c and samsung-iommu-v9.c of
 * their 5.10 to 6.6).
 */
import { busCells } from "../../of/cells.js";
import type { DtNode } from "../../tree/tree.js";
import { cellAt, cellCount, cellsAsNumber } from "../../tree/value.js";
import { apertureOfBits, type DriverRegion, type IommuDriver, plainDriver } from "../driver.js";
import { joined, stateless } from "../grouping.js";

/** The masters that name the same node (samsung_sysmmu_device_group); who names none has no group. */
const byGroupNode = stateless("unused", ({ node }, tokens) => {
  const named = node?.properties.get("samsung,iommu-group");
  const group = named === undefined ? null : cellAt(named, 0);
  if (group !== null) return joined(tokens.shared(`samsung ${group}`));
  return { ok: false, reason: "it names no samsung,iommu-group", message: null, refusal: null };
});

/** In the order in which they are read (samsung_sysmmu_get_resv_regions). */
const PROPERTIES = [
  { property: "samsung,iommu-identity-map", type: "direct" },
  { property: "samsung,iommu-reserved-map", type: "reserved" },
] as const;

/** A device's mask before its driver has set one. A region that ends at 4 GiB counts as beyond it. */
const MASK_END = 1n << 32n;

/**
 * Both properties hold addresses and lengths in the cells of the device's bus. One whose length does not fit ends the
 * reading, as does an unreachable region for version 9; version 8 passes over that.
 */
const regionsOf =
  (isStrict: boolean) =>
  (node: DtNode): readonly DriverRegion[] => {
    const { address, size } = busCells(node.parent ?? node);
    const entry = address.count + size.count;
    const regions: DriverRegion[] = [];
    for (const { property: name, type } of PROPERTIES) {
      const property = node.properties.get(name);
      if (property === undefined) continue;
      const cells = cellCount(property);
      if (entry === 0 || cells % entry !== 0) return isStrict ? [] : regions;
      for (let at = 0; at < cells; at += entry) {
        const start = cellsAsNumber(property, at, address.count) ?? 0n;
        const length = cellsAsNumber(property, at + address.count, size.count) ?? 0n;
        if (start + length < MASK_END) regions.push({ property: name, type, start, length });
        else if (isStrict) return [];
      }
    }
    return regions;
  };

const version = (number: 8 | 9): IommuDriver => ({
  ...plainDriver,
  id: `samsung-sysmmu-v${number}`,
  module: `samsung-sysmmu-v${number}`,
  compatible: [`samsung,sysmmu-v${number}`],
  source: "drivers/iommu/samsung-iommu.c, samsung-iommu-v9.c (Samsung's and Google's trees, 5.10 to 6.6)",
  // It sets no geometry: masks alone bound the space.
  aperture: apertureOfBits(64),
  groups: byGroupNode,
  regions: regionsOf(number === 9),
  note: "a driver in Samsung's and Google's trees; mainline Linux has no driver for it and translates nothing for its devices",
});

export const samsungSysmmu: readonly IommuDriver[] = [version(8), version(9)];
