/** Regions whose `reg` Linux cannot translate: none of their entries is read. */
import type { PlacedEntry } from "../../of/iommu-addresses.js";
import type { System } from "../../system/model.js";

/** The entries that are lost so, one for each region and device. */
export function lostToReg({ iommuAddresses, options }: System): readonly PlacedEntry[] {
  const seen = new Set<string>();
  return iommuAddresses.linkedEntries.filter(({ region, target, targetPath }) => {
    const key = `${region.path}\0${targetPath}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return iommuAddresses.readAsLinux(region.node, target, options.kernel).some(({ kind }) => kind === "bad-reg");
  });
}
