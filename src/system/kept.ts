/** What the tree keeps from one consumer under a kernel that may be another than the one asked for. */
import { type Range, RangeSet, rangeOfLength } from "../base/range.js";
import { honoursIommuAddresses } from "../iommu/drivers.js";
import { type Kernel, otherSideOf, withSeries } from "../kernel/kernel.js";
import type { DtNode } from "../tree/tree.js";
import { linuxReservations } from "./iommu-addresses.js";
import { hasIommuRanges, rangesReservations } from "./iommu-ranges.js";
import type { Consumer, System } from "./model.js";

export interface KeptUnder {
  /** As asked for: `7.3+iommu-ranges`. */
  readonly kernel: string;
  /** Clipped to reach, before rounding to granules; whether or not the domain applies it. */
  readonly kept: readonly Range[];
}

/**
 * The kernel asked for first, then those that read the tree's words otherwise: the same release with, or without, the
 * posted series that reads `iommu-ranges`, and the first whose driver reads `iommu-addresses` where this one does not.
 * Empty for a consumer of which the tree says nothing.
 */
export function keptUnderKernels(system: System, consumer: Consumer): readonly KeptUnder[] {
  const { node, driver } = consumer;
  if (node === null || !(node.properties.has("memory-region") || hasIommuRanges(node))) return [];
  const { kernel } = system.options;
  const reads = driver.iommuAddresses;
  const kernels = [
    kernel,
    withSeries(kernel, kernel.readsIommuRanges ? [] : ["iommu-ranges"]),
    ...(reads === null || kernel[reads] ? [] : [otherSideOf(kernel, reads)]),
  ];
  return kernels.map((one) => ({ kernel: one.text, kept: keptUnder(system, { ...consumer, node }, one) }));
}

function keptUnder(
  { tree, iommuAddresses }: System,
  { node, driver, reach }: Consumer & { readonly node: DtNode },
  kernel: Kernel,
): readonly Range[] {
  if (!honoursIommuAddresses(driver, kernel)) return [];
  const regions = linuxReservations({ tree, iommuAddresses, kernel }, node, null).reservations;
  const ranges = kernel.readsIommuRanges ? rangesReservations(tree, node, null, kernel).reservations : [];
  return RangeSet.of([...regions, ...ranges].map(({ start, length }) => rangeOfLength(start, length))).clip(reach)
    .ranges;
}
