/**
 * `iommu:map` and `iommu:unmap` (include/trace/events/iommu.h): `IOMMU: iova=0x… - 0x… paddr=0x… size=N`, the end
 * exclusive and missing in old kernels; a proposal of 2026 puts `dev=NAME ` before `iova=`.
 */
import { fieldOf, segmentOf } from "../fields.js";
import type { EventBody } from "../model.js";
import { type EventReader, NO_SEGMENTS } from "./define.js";

const read =
  (action: EventBody["action"]) =>
  (text: string): EventBody | null => {
    // What was really unmapped can be less than what was asked for; the mapping is gone all the same.
    const first = segmentOf(fieldOf(text, "iova"), fieldOf(text, "size"));
    if (first === null) return null;
    const device = fieldOf(text, "dev");
    return {
      layer: "iommu",
      action,
      device,
      first,
      more: NO_SEGMENTS,
      isList: false,
      physicalPage: null,
      isTruncated: false,
    };
  };

export const iommuMap: EventReader = { names: ["map"], read: read("map") };
export const iommuUnmap: EventReader = { names: ["unmap"], read: read("unmap") };
