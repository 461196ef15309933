/** What an IOMMU translates, as properties say it that no release reads, but the drivers of certain trees do. */
import type { Range } from "../base/range.js";
import type { DtNode } from "../tree/tree.js";
import { cellsAsNumber } from "../tree/value.js";

interface WindowProperty {
  readonly name: string;
  /** Who reads it. */
  readonly readBy: string;
  /** Bytes that the window has at most; null: as many as it says. */
  readonly most: bigint | null;
}

/** Each has two numbers of 64 bits: where the window begins, and how long it is. */
const PROPERTIES: readonly WindowProperty[] = [
  { name: "apple,dma-range", readBy: "the apple-dart of Asahi Linux, U-Boot and OpenBSD", most: null },
  { name: "brcm,iova-window", readBy: "the driver posted for brcm,bcm2712-iommu in 2026", most: 1n << 32n },
];

interface VendorWindow {
  readonly property: string;
  readonly readBy: string;
  readonly window: Range;
}

const BYTES = 16;

/** Null without such a property, and for one that is not two numbers, or says nothing. */
export function vendorWindow({ properties }: DtNode): VendorWindow | null {
  for (const { name, readBy, most } of PROPERTIES) {
    const property = properties.get(name);
    if (property === undefined || property.value.length !== BYTES) continue;
    const [start, size] = [cellsAsNumber(property, 0, 2) ?? 0n, cellsAsNumber(property, 2, 2) ?? 0n];
    const length = most !== null && size > most ? most : size;
    if (length > 0n && start + length <= 1n << 64n) {
      return { property: name, readBy, window: { start, end: start + length } };
    }
  }
  return null;
}
