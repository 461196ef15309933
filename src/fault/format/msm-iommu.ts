/** Qualcomm's IOMMU of 32-bit chips, and the vendor's drivers that word it so: the context bank, and no name before it. */
import { dec, type FaultFormat, first, hex, more } from "../format.js";

export const msmIommu: FaultFormat = {
  id: "msm-iommu",
  drivers: ["msm_iommu"],
  source: "drivers/iommu/msm_iommu.c (6.1, 6.12; name and iova lines: vendors' 3.10 and 4.4)",
  lines: [
    first("Unexpected IOMMU page fault!", () => ({ kind: "translation" })),
    more("Fault occurred in context {cb:dec}.", ({ cb }) => ({ source: { kind: "bank", bank: dec(cb) } })),
    more("FAR = {iova:hex} PAR = {par:hex}", ({ iova }) => ({ address: hex(iova) })),
    more("fsr={fsr:hex}, iova={iova:hex}, fsynr={fsynr:hex}, cb={cb:dec}", ({ iova, cb }) => ({
      source: { kind: "bank", bank: dec(cb) },
      address: hex(iova),
    })),
  ],
};
