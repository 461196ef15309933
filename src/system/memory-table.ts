/** The table of reserved memory: what is where, and who refers to it. */
import type { Kernel } from "../kernel/kernel.js";
import type { BusAddress } from "../of/bus.js";
import type { IommuAddresses } from "../of/iommu-addresses.js";
import { regionType } from "../of/region-linux.js";
import { memoryRegions, memoryRegionsOf } from "../of/reserved-memory.js";
import { translateDma } from "../of/translate.js";
import { type DeviceTree, type DtNode, nodesOf, pathOf } from "../tree/tree.js";
import type { ReservedMemory } from "./model.js";

export function memoryTable(tree: DeviceTree, read: IommuAddresses, kernel: Kernel): readonly ReservedMemory[] {
  const referring = new Map<DtNode, string[]>();
  for (const node of nodesOf(tree)) {
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
    iommuAddresses: rangesIn(tree, read, region.node, kernel),
  }));
}

/**
 * Every entry, whomever it names, with the cells that work in Linux; those of the text where these do not come out
 * even. As Linux moves it through `dma-ranges`; as written where it cannot.
 */
function rangesIn(
  tree: DeviceTree,
  read: IommuAddresses,
  region: DtNode,
  kernel: Kernel,
): ReservedMemory["iommuAddresses"] {
  return writtenIn(read, region)
    .filter((entry) => entry.length > 0n || !kernel.skipsZeroLength)
    .map(({ target, address, length }) => {
      const translation = translateDma(tree, target, address, kernel);
      const start = translation.ok ? translation.address : address.value;
      return { consumer: pathOf(target), start, length, type: regionType(region, start, length, kernel) };
    });
}

function writtenIn(
  read: IommuAddresses,
  region: DtNode,
): readonly { readonly target: DtNode; readonly address: BusAddress; readonly length: bigint }[] {
  const reading = read.regionAt(region)?.reading;
  if (reading === undefined) return [];
  if (reading.problem === null) return reading.entries;
  return (read.bindingEntries(region) ?? []).map(({ target, flags, start, length }) => ({
    target,
    address: { flags, value: start },
    length,
  }));
}
