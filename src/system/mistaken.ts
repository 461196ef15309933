/**
 * Memory that people take for a reservation: a `memory-region` without `iommu-addresses`, and the framebuffer that a
 * boot loader left. Behind an IOMMU neither keeps an address free or maps it (of_iommu_get_resv_regions, 6.12); what
 * would, is `iommu-addresses` equal to `reg`.
 */
import { type Range, rangeSize, sameRange } from "../base/range.js";
import { dmaAddressFormat, translateDma } from "../of/translate.js";
import { cellsText, referenceText } from "../tree/as-source.js";
import type { DtNode } from "../tree/tree.js";
import type { Consumer, System } from "./model.js";
import { type PhysicalUse, physicalUses } from "./physical.js";

export interface Mistaken {
  readonly use: Extract<PhysicalUse, { readonly kind: "reserved-memory" | "framebuffer" }>;
  /** Whose `memory-region` names it: the consumer's own, or that of a node below it; null: neither. */
  readonly namedBy: "itself" | "node-below" | null;
  /** Null where no text would do: a bus that moves addresses or counts no sizes, a consumer without a node. */
  readonly remedy: Remedy | null;
}

/** What would keep the memory free and map it one to one. */
interface Remedy {
  /** The region node that it belongs into; null where one has to be made. */
  readonly region: DtNode | null;
  readonly iommuAddresses: string;
  /** What the consumer's `memory-region` has to name besides; null where it names the region already. */
  readonly memoryRegion: string | null;
  /** Whether the IOMMU's driver reads it in the kernel at hand. */
  readonly isHonoured: boolean;
}

/** @param isKept the region's own reservation, or a direct mapping, covers the address already */
export function mistakenAt(
  system: System,
  consumer: Consumer,
  address: bigint,
  isKept: (use: Mistaken["use"]) => boolean,
): readonly Mistaken[] {
  return physicalUses(system, address).flatMap((use): Mistaken[] => {
    if (use.kind !== "reserved-memory" && use.kind !== "framebuffer") return [];
    const namedBy = use.kind === "reserved-memory" ? namingOf(use.region.consumers, consumer) : null;
    const isFramebuffer = use.kind === "framebuffer" || use.framebuffer !== null;
    // Other devices' memory at the same number is a coincidence.
    if ((namedBy === null && !isFramebuffer) || isKept(use)) return [];
    return [{ use, namedBy, remedy: remedyFor(system, consumer, use) }];
  });
}

/** @param paths of the nodes that name a region */
function namingOf(paths: readonly string[], consumer: Consumer): Mistaken["namedBy"] {
  if (paths.includes(consumer.path)) return "itself";
  return paths.some((path) => path.startsWith(`${consumer.path}/`)) ? "node-below" : null;
}

function remedyFor(system: System, consumer: Consumer, use: Mistaken["use"]): Remedy | null {
  const { node } = consumer;
  const format = node === null ? null : dmaAddressFormat(system.tree, node);
  if (node === null || format === null || format.sizeCells === 0) return null;
  const flags = format.kind === "pci" ? PCI_MEMORY : 0;
  if (!isUnmoved(system, node, flags, use.range)) return null;
  const flagCells = format.kind === "plain" ? 0 : 1;
  const cells = [
    referenceText(node),
    ...(flagCells === 0 ? [] : [cellsText(BigInt(flags), flagCells)]),
    cellsText(use.range.start, format.addressCells - flagCells),
    cellsText(rangeSize(use.range), format.sizeCells),
  ];
  const region = use.kind === "reserved-memory" ? use.region.node : null;
  const isOwn = use.kind === "reserved-memory" && use.region.consumers.includes(consumer.path);
  return {
    region,
    iommuAddresses: `iommu-addresses = <${cells.join(" ")}>;`,
    memoryRegion: isOwn || region === null ? null : referenceText(region),
    isHonoured: consumer.honoursIommuAddresses,
  };
}

/** 32-bit memory space (PCI Bus Binding to Open Firmware, section 2.2.1.1). */
const PCI_MEMORY = 0x02000000;

/** A range that `dma-ranges` moves is no longer equal to `reg`, and so is not mapped. */
function isUnmoved({ tree, options }: System, node: DtNode, flags: number, range: Range): boolean {
  const translation = translateDma(tree, node, { flags, value: range.start }, options.kernel);
  if (!translation.ok) return false;
  return sameRange(range, { start: translation.address, end: translation.address + rangeSize(range) });
}
