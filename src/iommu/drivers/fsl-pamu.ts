/** Freescale's PAMU (drivers/iommu/fsl_pamu.c, 6.1 and 6.12). */
import { apertureOfBits, type IommuDriver, plainDriver } from "../driver.js";

export const fslPamu: readonly IommuDriver[] = [
  {
    ...plainDriver,
    id: "fsl_pamu",
    module: "fsl-pamu",
    compatible: ["fsl,pamu"],
    source: "drivers/iommu/fsl_pamu.c, fsl_pamu_domain.c (6.1, 6.12)",
    aperture: apertureOfBits(36),
    note: "masters name it with fsl,iommu-parent, not iommus, and its domains are not used for the DMA API",
  },
];
