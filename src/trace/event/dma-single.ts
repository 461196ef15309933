/** The DMA API's mappings of one stretch, and coherent allocations (include/trace/events/dma.h). */
import { fieldOf, segmentOf } from "../fields.js";
import type { EventBody } from "../model.js";
import { deviceOf, type EventReader, NO_SEGMENTS } from "./define.js";

function read(action: EventBody["action"], text: string, address: string | null): EventBody | null {
  const first = segmentOf(address, fieldOf(text, "size"));
  const device = deviceOf(text);
  if (first === null || device === null) return null;
  return {
    layer: "dma",
    action,
    device,
    first,
    more: NO_SEGMENTS,
    isList: false,
    physicalPage: null,
    isTruncated: false,
  };
}

/** `map_page` and `map_resource` became `map_phys` in 2025. */
const MAPPINGS = ["dma_map_phys", "dma_map_page", "dma_map_resource"];
const ALLOCATIONS = ["dma_alloc", "dma_alloc_pages"];

export const dmaMap: EventReader = {
  names: [...MAPPINGS, ...ALLOCATIONS],
  read: (text) => read("map", text, fieldOf(text, "dma_addr")),
};

export const dmaUnmap: EventReader = {
  names: ["dma_unmap_phys", "dma_unmap_page", "dma_unmap_resource", "dma_free", "dma_free_pages"],
  read: (text) => read("unmap", text, fieldOf(text, "dma_addr") ?? fieldOf(text, "addr")),
};
