/** The RISC-V IOMMU (drivers/iommu/riscv/iommu.c, from the 6.13 series). */
import { apertureOfBits, type IommuDriver, plainDriver } from "../driver.js";

/** Addresses of a RISC-V page table are sign-extended: devices get the half that begins at 0. */
const lowerHalfOf = (bits: number) => apertureOfBits(bits - 1);

export const riscvIommu: readonly IommuDriver[] = [
  {
    ...plainDriver,
    id: "riscv-iommu",
    module: "riscv-iommu",
    compatible: ["riscv,iommu", "riscv,pci-iommu"],
    source: "drivers/iommu/riscv/iommu.c (not in 6.12; facts from the 6.13 series)",
    cameWith: "hasRiscvIommu",
    // The lower half of the widest page table: 47 bits with Sv48; hardware may have Sv39 (38) or Sv57 (56).
    aperture: lowerHalfOf(48),
    reads: { "input-bits": lowerHalfOf, "page-sizes": true },
  },
];
