/** What a consumer could address with no reservation: aperture, DMA mask and bus limit, less page 0. */

import type { Range } from "../base/range.js";
import type { Bytes } from "../base/units.js";
import type { IommuDriver } from "../iommu/driver.js";
import type { Kernel } from "../kernel/kernel.js";
import type { DmaRange } from "../of/dma-ranges.js";
import { pathOf } from "../tree/tree.js";
import type { ReachLimit } from "./model.js";
import { SPACE_END } from "./space.js";

/** Linux's default for platform and PCI devices until the driver says otherwise (of_dma_configure, pci_setup_device). */
const DEFAULT_MASK_BITS = 32;

export interface ReachInput {
  readonly driver: IommuDriver;
  /** What of the IOMMU's addresses the device's group has. */
  readonly aperture: Range;
  readonly granule: Bytes;
  /** From the plan or an option; null: not said. */
  readonly maskBits: number | null;
  /** The last address that the driver's mask lets through, where it is not all ones (`0xe0000000 - 1`); null: it is. */
  readonly maskLast: bigint | null;
  readonly dmaRange: DmaRange | null;
  /** Inclusive; null: none. */
  readonly dmaLimit: bigint | null;
  readonly kernel: Kernel;
}

export interface Reach {
  /** Half-open, whole granules; `start` is also the lowest address that the domain ever hands out. */
  readonly reach: Range;
  /** What the IOMMU translates for this master. */
  readonly aperture: Range;
  /** What bounds it, whether or not something else bounds it more. */
  readonly limits: readonly ReachLimit[];
  readonly maskBits: number;
  /** The mask is not Linux's default but the narrowest that reaches the aperture, as nothing would work otherwise. */
  readonly maskAssumed: boolean;
  /** Linux refuses to set the domain up for this device: its DMA range and the aperture have nothing in common. */
  readonly outsideAperture: boolean;
}

/** `iommu_dma_init_domain` for the start, `iommu_dma_alloc_iova` for the limit (6.1 and 6.12). */
export function reachOf(input: ReachInput): Reach {
  const { granule, dmaRange, dmaLimit } = input;
  const { aperture } = input;
  const base = dmaRange === null || input.kernel.ignoresDmaRangesBase ? 0n : dmaRange.base;
  const start = max(granule, (base / granule) * granule, (aperture.start / granule) * granule);
  const needed = bitsFor(aperture.start);
  const stated = input.maskBits ?? (input.maskLast === null ? null : bitsFor(input.maskLast));
  const maskAssumed = stated === null && needed > DEFAULT_MASK_BITS;
  const maskBits = stated ?? (maskAssumed ? bitsFor(aperture.end - 1n) : DEFAULT_MASK_BITS);
  const maskEnd = min(1n << BigInt(maskBits), (input.maskLast ?? SPACE_END) + 1n);
  const limits = [maskEnd - 1n, aperture.end - 1n];
  if (dmaRange !== null && dmaRange.limit > 0n) limits.push(dmaRange.limit);
  if (dmaLimit !== null) limits.push(dmaLimit);
  const limit = min(...limits, SPACE_END - 1n);
  // The limit's whole granule is usable: the pfn is inclusive.
  const end = (limit / granule + 1n) * granule;
  const outsideAperture = dmaRange !== null && (dmaRange.base >= aperture.end || dmaRange.limit < aperture.start);
  return {
    reach: { start, end: end > start && !outsideAperture ? end : start },
    aperture,
    limits: limitsOf(input, aperture, base, maskEnd),
    maskBits,
    maskAssumed,
    outsideAperture,
  };
}

function limitsOf(input: ReachInput, aperture: Range, base: bigint, maskEnd: bigint): readonly ReachLimit[] {
  const { granule, dmaRange, dmaLimit } = input;
  const limits: ReachLimit[] = [
    { kind: "first-page", bus: null, allows: { start: granule, end: SPACE_END } },
    { kind: "aperture", bus: null, allows: aperture },
    { kind: "dma-mask", bus: null, allows: { start: 0n, end: maskEnd } },
  ];
  if (dmaRange !== null && (dmaRange.limit > 0n || base > 0n)) {
    const end = dmaRange.limit > 0n ? dmaRange.limit + 1n : SPACE_END;
    limits.push({ kind: "bus", bus: pathOf(dmaRange.bus), allows: { start: base, end } });
  }
  if (dmaLimit !== null) limits.push({ kind: "option", bus: null, allows: { start: 0n, end: dmaLimit + 1n } });
  return limits;
}

const bitsFor = (address: bigint): number => address.toString(2).length;

const max = (...values: readonly bigint[]): bigint => values.reduce((a, b) => (a > b ? a : b));
const min = (...values: readonly bigint[]): bigint => values.reduce((a, b) => (a < b ? a : b));
