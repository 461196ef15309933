/** The events that a trace is read for, by name. */
import type { EventReader } from "./define.js";
import { dmaMapList, dmaUnmapList } from "./dma-list.js";
import { dmaMap, dmaUnmap } from "./dma-single.js";
import { iommuMap, iommuUnmap } from "./iommu.js";

const READERS: readonly EventReader[] = [iommuMap, iommuUnmap, dmaMap, dmaUnmap, dmaMapList, dmaUnmapList];

export const eventReaders: ReadonlyMap<string, EventReader> = new Map(
  READERS.flatMap((reader) => reader.names.map((name) => [name, reader] as const)),
);
