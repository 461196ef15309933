/** Renesas' IPMMUs (drivers/iommu/ipmmu-vmsa.c, 6.1 and 6.12). */
import { type IommuDriver, plainDriver } from "../driver.js";
import { perInstance } from "../grouping-common.js";

const CHIPS = ["r8a774a1", "r8a774b1", "r8a774c0", "r8a774e1", "r8a7795", "r8a7796", "r8a77961", "r8a77965"];
const CHIPS_2 = ["r8a77970", "r8a77980", "r8a77990", "r8a77995", "r8a779a0"];

export const ipmmuVmsa: readonly IommuDriver[] = [
  {
    ...plainDriver,
    id: "ipmmu-vmsa",
    module: "ipmmu-vmsa",
    compatible: [
      "renesas,ipmmu-vmsa",
      "renesas,rcar-gen4-ipmmu-vmsa",
      ...[...CHIPS, ...CHIPS_2].map((chip) => `renesas,ipmmu-${chip}`),
    ],
    source: "drivers/iommu/ipmmu-vmsa.c (6.1, 6.12)",
    groups: perInstance,
    note: "the driver translates only for devices on its own list; others have untranslated DMA",
  },
];
