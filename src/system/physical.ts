/**
 * What the CPU side has at an address: reserved memory, a boot loader's framebuffer, RAM, registers. None of it is
 * kept free or mapped for a device behind an IOMMU; people take it for a reservation, and firmware and drivers send
 * such an address where one of the IOMMU's is meant.
 */

import { Facet } from "../base/facet.js";
import { contains, type Range, rangeOfLength, rangeSize } from "../base/range.js";
import type { Kernel } from "../kernel/kernel.js";
import { regEntries } from "../of/reg.js";
import { unavailableAt } from "../of/status.js";
import { translateRegister } from "../of/translate.js";
import { type DtNode, descendants, pathOf } from "../tree/tree.js";
import { textList, textOf } from "../tree/value.js";
import type { ReservedMemory, System } from "./model.js";

export type PhysicalUse =
  | {
      readonly kind: "reserved-memory";
      readonly range: Range;
      readonly region: ReservedMemory;
      /** The framebuffer that the boot loader left in it; null if none. */
      readonly framebuffer: DtNode | null;
    }
  /** A boot loader's framebuffer outside reserved memory. */
  | { readonly kind: "framebuffer"; readonly range: Range; readonly node: DtNode }
  | { readonly kind: "registers"; readonly range: Range; readonly node: DtNode }
  | { readonly kind: "memory"; readonly range: Range; readonly node: DtNode };

/** The narrowest first within each kind; kinds in the order of the type. */
export function physicalUses(system: System, address: bigint): readonly PhysicalUse[] {
  const places = physicalPlaces.of(system);
  const inside = (place: Place): boolean => contains(place.range, address);
  const regions = system.reservedMemory.flatMap((region): PhysicalUse[] => {
    const range = region.reg.find((one) => contains(one, address));
    return range === undefined
      ? []
      : [{ kind: "reserved-memory", range, region, framebuffer: framebufferIn(places, region) }];
  });
  const framebuffers = regions.length > 0 ? [] : places.framebuffers.filter(inside);
  return [
    ...regions.sort(narrowestFirst),
    ...framebuffers.map((place): PhysicalUse => ({ kind: "framebuffer", ...place })),
    ...places.registers
      .filter(inside)
      .sort(narrowestFirst)
      .slice(0, 1)
      .map((place): PhysicalUse => ({ kind: "registers", ...place })),
    ...places.memory
      .filter(inside)
      .slice(0, 1)
      .map((place): PhysicalUse => ({ kind: "memory", ...place })),
  ];
}

interface Place {
  readonly range: Range;
  readonly node: DtNode;
}

interface Places {
  readonly framebuffers: readonly Place[];
  readonly registers: readonly Place[];
  readonly memory: readonly Place[];
}

/** A system never changes: what is read of its tree once, by its kernel, holds. */
const physicalPlaces = new Facet((system: System): Places => {
  const framebuffers: Place[] = [];
  const registers: Place[] = [];
  const memory: Place[] = [];
  const { kernel } = system.options;
  for (const node of descendants(system.tree.root)) {
    if (isFramebuffer(node)) framebuffers.push(...rangesOf(node, kernel));
    else if (textOf(node, "device_type") === "memory") memory.push(...rangesOf(node, kernel));
    else if (node.properties.has("compatible") && !isBelowReservedMemory(node) && unavailableAt(node) === null) {
      registers.push(...rangesOf(node, kernel));
    }
  }
  return { framebuffers, registers, memory };
});

/** Its own `status` says whether a driver shall use it, not whether the hardware scans it out. */
const isFramebuffer = (node: DtNode): boolean => textList(node, "compatible").includes("simple-framebuffer");

const isBelowReservedMemory = (node: DtNode): boolean => node.parent?.name === "reserved-memory";

/** `reg` as the CPU sees it; entries that do not translate are none. */
function rangesOf(node: DtNode, kernel: Kernel): readonly Place[] {
  return regEntries(node).flatMap((entry): Place[] => {
    if (entry.size === 0n) return [];
    // What stands in /chosen is an address of the CPU's, whether or not the node has `ranges`.
    if (node.parent?.name === "chosen") return [{ range: rangeOfLength(entry.address, entry.size), node }];
    const translation = translateRegister(node, { flags: entry.flags, value: entry.address }, kernel);
    return translation.ok ? [{ range: rangeOfLength(translation.address, entry.size), node }] : [];
  });
}

function framebufferIn({ framebuffers }: Places, region: ReservedMemory): DtNode | null {
  const inside = framebuffers.find(({ range, node }) => {
    const isNamed = region.consumers.includes(pathOf(node));
    return isNamed || region.reg.some((reg) => reg.start <= range.start && range.end <= reg.end);
  });
  return inside?.node ?? null;
}

const narrowestFirst = (a: { readonly range: Range }, b: { readonly range: Range }): number =>
  Number(rangeSize(a.range) > rangeSize(b.range)) - Number(rangeSize(a.range) < rangeSize(b.range));
