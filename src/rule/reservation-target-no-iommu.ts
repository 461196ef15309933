import { isPciBus } from "../of/bus.js";
import type { PlacedEntry } from "../of/iommu-addresses.js";
import { isHostBridge } from "../of/pci.js";
import { unavailableAt } from "../of/status.js";
import { nodeAt, pathOf } from "../tree/tree.js";
import { defineRule, type Observation, type RuleInput } from "./engine/model.js";
import { consumersOf } from "./facts/consumers.js";
import { namedIommus } from "./facts/iommus.js";
import { entryAt } from "./facts/place.js";
import { consumerSubject } from "./facts/subjects.js";
import { iommuBadSpecifier } from "./iommu-bad-specifier.js";

export const reservationTargetNoIommu = defineRule({
  id: "reservation-target-no-iommu",
  title: "a reservation for a device without a working IOMMU",
  severity: "error",
  why: "Linux reads reserved regions when a device joins an IOMMU group (iommu_create_device_direct_mappings, iommu_dma_init_domain; 6.12). A device without `iommus` or `iommu-map`, or with a disabled IOMMU in them, joins none: nothing is reserved.",
  fix: "Give the device its IOMMU, enable the IOMMU, or drop the entry.",
  needs: [iommuBadSpecifier],
  check: (input) => {
    const seen = new Set<string>();
    return input.system.iommuAddresses.entries.flatMap((placed) => {
      const pair = `${placed.region.path} ${placed.targetPath}`;
      if (seen.has(pair)) return [];
      const found = observation(placed, input);
      if (found.length > 0) seen.add(pair);
      return found;
    });
  },
});

function observation(placed: PlacedEntry, { system }: RuleInput): readonly Observation[] {
  const { target, targetPath, region } = placed;
  const { tree } = system;
  const why = reason();
  if (why === null) return [];
  return [
    {
      consumer: targetPath,
      message: `${region.path} reserves addresses of ${targetPath}, ${why}`,
      location: entryAt(tree, placed),
      details: ["Linux makes no IOVA domain for it: its DMA addresses are physical, and nothing is reserved"],
      help: null,
      about: [consumerSubject(targetPath)],
      breaks: [consumerSubject(targetPath)],
      key: region.path,
    },
  ];

  function reason(): string | null {
    const off = namedIommus(tree, target, system.options.kernel).find((iommu) => unavailableAt(iommu) !== null);
    if (off !== undefined) return `whose IOMMU ${pathOf(off)} is disabled`;
    if (target.properties.has("iommus") || target.properties.has("iommu-map")) return null;
    // A function's IOMMU is its host bridge's business; a plan may give children of their own to any node.
    if (target.parent !== null && isPciBus(target.parent) && !isHostBridge(target)) return null;
    if (consumersOf(system, target).some((c) => nodeAt(tree, c.iommu ?? "") !== null)) return null;
    return "which has no 'iommus' and no 'iommu-map'";
  }
}
