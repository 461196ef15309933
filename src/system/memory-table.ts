/** The table of reserved memory: what is where, and who refers to it. */
import type { Kernel } from "../kernel/kernel.js";
import { memoryRegions, memoryRegionsOf } from "../of/reserved-memory.js";
import { translateDma } from "../of/translate.js";
import { type DeviceTree, type DtNode, descendants, pathOf } from "../tree/tree.js";
import type { ReservedMemory } from "./model.js";
import { entriesByBus, entryType, specEntries } from "./spec-reading.js";

export function memoryTable(tree: DeviceTree, kernel: Kernel): readonly ReservedMemory[] {
  const referring = new Map<DtNode, string[]>();
  for (const node of descendants(tree.root)) {
    if (!node.properties.has("memory-region")) continue;
    for (const region of new Set(memoryRegionsOf(tree, node))) {
      const list = referring.get(region);
      if (list === undefined) referring.set(region, [pathOf(node)]);
      else list.push(pathOf(node));
    }
  }
  return memoryRegions(tree, new Set(referring.keys())).map((region) => ({
    path: pathOf(region.node),
    node: region.node,
    reg: region.reg,
    dynamic: region.dynamic,
    available: region.available,
    noMap: region.noMap,
    reusable: region.reusable,
    consumers: referring.get(region.node) ?? [],
    iommuAddresses: iommuAddresses(tree, region.node, kernel),
  }));
}

/**
 * Every entry, whomever it names, with the cells that work in Linux; those of the text where these do not come out
 * even. As Linux moves it through `dma-ranges`; as written where it cannot.
 */
function iommuAddresses(tree: DeviceTree, region: DtNode, kernel: Kernel): ReservedMemory["iommuAddresses"] {
  const entries = entriesByBus(tree, region) ?? specEntries(tree, region) ?? [];
  return entries
    .filter((entry) => entry.length > 0n || !kernel.skipsZeroLength)
    .map((entry) => {
      const translation = translateDma(tree, entry.target, { flags: entry.flags, value: entry.start });
      const start = translation.ok ? translation.address : entry.start;
      return {
        consumer: pathOf(entry.target),
        start,
        length: entry.length,
        type: entryType(region, start, entry.length),
      };
    });
}
