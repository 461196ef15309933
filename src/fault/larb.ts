/** How MediaTek's stream ids hold a local arbiter and its port. */

/** First ids of mt2701's arbiters (dt-bindings/memory/mt2701-larb-port.h). */
const MT2701_OFFSETS = [0, 11, 21, 44];

/** @param driver id of the IOMMU's driver (src/iommu/drivers.ts) */
export function portOf(driver: string, id: number): { readonly larb: number; readonly port: number } {
  if (driver !== "mtk_iommu_v1") return { larb: id >>> 5, port: id & 0x1f };
  const larb = MT2701_OFFSETS.findLastIndex((offset) => offset <= id);
  return { larb, port: id - (MT2701_OFFSETS[larb] ?? 0) };
}
