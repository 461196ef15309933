/**
 * `iommu-ranges` as the posted series reads them for one device (seen in a vendor tree of its authors, taken for the
 * fifth posting of September 2026): with the cells of the DMA parent, starts translated through `dma-ranges`, lengths not.
 */
import type { Range } from "../base/range.js";
import type { Bytes } from "../base/units.js";
import type { Kernel } from "../kernel/kernel.js";
import type { DeviceTree, DtNode, Property } from "../tree/tree.js";
import { cellCount, cellsAsNumber } from "../tree/value.js";
import { readAddress } from "./bus.js";
import { busCells } from "./cells.js";
import { dmaBuses } from "./dma-parent.js";
import { dmaAddressFormat, type TranslationFailure, translateDma } from "./translate.js";

/** A pair that is not among the usable ranges. */
export type PassedOver =
  /** An error; neither it nor what stands behind it is read. `failure` is null where the bus has no readable pairs. */
  | { readonly kind: "stops"; readonly cell: number; readonly failure: TranslationFailure | null }
  /** An error. */
  | { readonly kind: "wraps"; readonly cell: number; readonly start: bigint; readonly length: Bytes }
  /** Not a word. */
  | { readonly kind: "empty"; readonly cell: number };

export interface UsableRange extends Range {
  /** Index of its first cell. */
  readonly cell: number;
  /** As written, before the buses moved it. */
  readonly writtenStart: bigint;
}

export interface RangesReading {
  readonly property: Property;
  /** In the order of the property; where there is none, nothing is reserved: the device is unrestricted. */
  readonly usable: readonly UsableRange[];
  readonly passedOver: readonly PassedOver[];
}

/** Null for a node without the property. */
export function readRangesAsLinux(tree: DeviceTree, device: DtNode, kernel: Kernel): RangesReading | null {
  const property = device.properties.get("iommu-ranges");
  const bus = dmaBuses(tree, device)[0];
  const format = dmaAddressFormat(tree, device);
  if (property === undefined || bus === undefined || format === null) return null;
  const { address, size } = busCells(bus);
  const usable: UsableRange[] = [];
  const passedOver: PassedOver[] = [];
  const total = cellCount(property);
  const count = address.count + size.count;
  for (let cell = 0; count > 0 && cell + count <= total; cell += count) {
    const written = readAddress(property, cell, format);
    const translation = written === null ? null : translateDma(tree, device, written, kernel);
    if (written === null || translation === null || !translation.ok) {
      passedOver.push({
        kind: "stops",
        cell,
        failure: translation === null || translation.ok ? null : translation.failure,
      });
      break;
    }
    const start = translation.address;
    const length = cellsAsNumber(property, cell + address.count, size.count) ?? 0n;
    if (length === 0n) passedOver.push({ kind: "empty", cell });
    else if (start + length > SPACE_END) passedOver.push({ kind: "wraps", cell, start, length });
    else usable.push({ start, end: start + length, cell, writtenStart: written.value });
  }
  return { property, usable, passedOver };
}

const SPACE_END = 1n << 64n;
