/** Which streams consumers with nodes of their own send on. */

import type { IommuDriver } from "../../iommu/driver.js";
import { driverOf } from "../../iommu/drivers.js";
import type { Consumer, Stream, System } from "../../system/model.js";
import type { DtNode } from "../../tree/tree.js";
import { onePerNode } from "./consumers.js";

export interface NodeStreams {
  readonly consumer: Consumer;
  readonly streams: readonly Stream[];
}

/** By IOMMU, in document order; PCI functions and whole ranges of ids, which stand for many, are left out. */
export function streamsByIommu(system: System): ReadonlyMap<DtNode, readonly NodeStreams[]> {
  const byIommu = new Map<DtNode, NodeStreams[]>();
  for (const consumer of onePerNode(system)) {
    if (consumer.kind === "pci-function" || consumer.kind === "runtime-child") continue;
    for (const iommu of new Set(consumer.streams.map((stream) => stream.iommu))) {
      const streams = consumer.streams.filter((stream) => stream.iommu === iommu && stream.count === 1);
      const known = byIommu.get(iommu) ?? [];
      known.push({ consumer, streams });
      byIommu.set(iommu, known);
    }
  }
  return byIommu;
}

/** What stream ids are to the IOMMU's driver. */
export const streamsAre = (iommu: DtNode, system: System): IommuDriver["groups"]["streams"] =>
  driverOf(iommu, system.options.kernel).driver.groups.streams;

export const streamName = ({ id, mask }: Stream): string =>
  mask === 0 ? `0x${id.toString(16)}` : `0x${id.toString(16)} mask 0x${mask.toString(16)}`;
