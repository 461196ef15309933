/** The DMA API's scatter lists (include/trace/events/dma.h): arrays, cut short by the kernel where they are long. */
import { fieldOf, listOf, pageOf, segmentOf } from "../fields.js";
import type { EventBody, TraceSegment } from "../model.js";
import { deviceOf, type EventReader, NO_SEGMENTS } from "./define.js";

function readMap(text: string): EventBody | null {
  const device = deviceOf(text);
  const sizes = listOf(fieldOf(text, "sizes"));
  const segments: TraceSegment[] = [];
  for (const [i, address] of listOf(fieldOf(text, "dma_addrs")).entries()) {
    const segment = segmentOf(address, sizes[i] ?? null);
    // Behind the mapped segments of a list stand entries of size 0.
    if (segment !== null) segments.push(segment);
  }
  const [first, ...more] = segments;
  if (device === null || first === undefined) return null;
  const physicalPage = firstPage(fieldOf(text, "phys_addrs"));
  return { layer: "dma", action: "map", device, first, more, isList: true, physicalPage, isTruncated: isCut(text) };
}

function readUnmap(text: string): EventBody | null {
  const device = deviceOf(text);
  const addresses = fieldOf(text, "addrs") ?? fieldOf(text, "phys_addrs");
  if (device === null || addresses === null) return null;
  const physicalPage = firstPage(addresses);
  const isTruncated = isCut(text);
  return {
    layer: "dma",
    action: "unmap",
    device,
    first: null,
    more: NO_SEGMENTS,
    isList: true,
    physicalPage,
    isTruncated,
  };
}

const firstPage = (list: string | null): number | null => pageOf(listOf(list)[0] ?? null);

const isCut = (text: string): boolean => text.includes("[TRUNCATED]") || text.includes("...}");

export const dmaMapList: EventReader = { names: ["dma_map_sg", "dma_alloc_sgt"], read: readMap };
export const dmaUnmapList: EventReader = { names: ["dma_unmap_sg", "dma_free_sgt"], read: readUnmap };
