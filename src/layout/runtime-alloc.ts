import { RangeSet } from "../base/range.js";
import { commonAndRest } from "./engine/common-and-rest.js";
import { defineLayout } from "./engine/define.js";
import { baseOf } from "./engine/family-domains.js";
import { proposal } from "./engine/proposal.js";

/**
 * As `runtime`, but each driver takes the rest of its hole by allocating it when it probes, chunk by chunk: no call
 * that is under review, and no plain DMA domain, is needed (a video driver of 2026). What PCI or the IOMMU's driver
 * holds already cannot be allocated, and need not.
 */
export const runtimeAlloc = defineLayout({
  id: "runtime-alloc",
  title: "common needs on the parent, the rest allocated at probe",
  order: 6,
  propose(family, system) {
    const { common, rest } = commonAndRest(family, system);
    return proposal("share-device", [
      common,
      ...rest.map(({ member, ranges, first }) => {
        const free = RangeSet.of([member.reach]).subtract(baseOf(first));
        return { kind: "allocations", member, ranges: ranges.intersect(free) } as const;
      }),
    ]);
  },
});
