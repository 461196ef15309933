import { formatRange } from "../base/range.js";
import type { ReservedMemory } from "../system/model.js";
import { textList } from "../tree/value.js";
import { defineRule } from "./engine/model.js";
import { isTranslated, onePerNode } from "./facts/consumers.js";
import { propertyAt } from "./facts/place.js";

/** Linux allocates from these itself: nobody takes their addresses for the device's. */
const POOLS: readonly string[] = ["shared-dma-pool", "restricted-dma-pool"];

export const memoryRegionNotReserved = defineRule({
  id: "memory-region-not-reserved",
  title: "a memory-region that Linux neither reserves nor maps for its device",
  severity: "note",
  why: "Behind an IOMMU a memory-region is only memory: Linux reserves no address for it and maps nothing, unless the region has iommu-addresses for the device (of_iommu_get_resv_regions, 6.12). DMA that firmware or a boot loader leaves running at the physical address faults, and the allocator may hand the address out.",
  fix: "Where the device uses the memory's own address, write iommu-addresses equal to reg in the region; where its driver maps the memory itself, nothing.",
  needs: [],
  check: ({ system }) => {
    const named = new Map<ReservedMemory, string[]>();
    for (const consumer of onePerNode(system).filter(isTranslated)) {
      for (const region of system.reservedMemory) {
        if (isPlain(region) && isNamedBy(region, consumer.path)) {
          named.set(region, [...(named.get(region) ?? []), consumer.path]);
        }
      }
    }
    return [...named].map(([region, [path = "", ...others]]) => ({
      consumer: path,
      message: `${region.path} ${region.reg.map((range) => `[${formatRange(range)}]`).join(" ")} is neither reserved nor mapped for ${path}`,
      location: propertyAt(system.tree, region.node, "reg"),
      details: [
        ...(others.length === 0 ? [] : [`nor for ${others.join(", ")}`]),
        "a memory-region without iommu-addresses says nothing about the device's IOVA space",
      ],
      help: "iommu-addresses equal to reg, if the device uses the memory's own address",
      about: [],
      key: region.path,
    }));
  },
});

const isPlain = ({ available, reg, node }: ReservedMemory): boolean =>
  available && reg.length > 0 && !textList(node, "compatible").some((name) => POOLS.includes(name));

const isNamedBy = ({ consumers, iommuAddresses }: ReservedMemory, path: string): boolean =>
  consumers.includes(path) && !iommuAddresses.some(({ consumer }) => consumer === path);
