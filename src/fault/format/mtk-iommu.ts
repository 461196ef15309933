/** MediaTek's M4U: a local arbiter and its port. */
import type { FaultFacts } from "../fault.js";
import { accessOf, dec, type FaultFormat, type FieldValues, first, hex } from "../format.js";

/** Generation 1 cannot tell reads from writes, and prints no word for it. */
const facts = ({ larb, port, iova, access }: FieldValues): FaultFacts => ({
  source: { kind: "larb", larb: dec(larb), port: dec(port) },
  address: hex(iova),
  kind: "translation",
  ...(access !== undefined && { access: accessOf(access) }),
});

export const mtkIommu: FaultFormat = {
  id: "mtk_iommu",
  drivers: [
    "mtk_iommu",
    "mtk_iommu-mt2712",
    "mtk_iommu-mt8186",
    "mtk_iommu-mt8188",
    "mtk_iommu-mt8188-infra",
    "mtk_iommu-mt8192",
    "mtk_iommu-mt8195",
    "mtk_iommu-mt8195-infra",
    "mtk_iommu_v1",
  ],
  source: "drivers/iommu/mtk_iommu.c, mtk_iommu_v1.c (6.1, 6.12)",
  lines: [
    first(
      "fault type={type:hex} iova={iova:hex} pa={pa:hex} master={master:hex}(larb={larb:dec} port={port:dec}) layer={layer:dec} {access:read|write}",
      facts,
    ),
    first(
      "fault type={type:hex} iova={iova:hex} pa={pa:hex} larb={larb:dec} port={port:dec} layer={layer:dec} {access:read|write}",
      facts,
    ),
    first("fault type={type:hex} iova={iova:hex} pa={pa:hex} larb={larb:dec} port={port:dec}", facts),
  ],
};
