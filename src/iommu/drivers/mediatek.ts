/** MediaTek's IOMMUs (drivers/iommu/mtk_iommu.c and mtk_iommu_v1.c, 6.1 and 6.12). */
import { type IommuDriver, plainDriver } from "../driver.js";
import { ALL_PORTS, bits, type MediatekPlatform, REGION_SIZE } from "../mediatek.js";

/** mt8192_multi_dom, without the regions that no port uses. */
const MANY_REGIONS = {
  regions: [
    { start: 0n, size: REGION_SIZE },
    { start: 0x100000000n, size: REGION_SIZE },
    { start: 0x200000000n, size: REGION_SIZE },
    { start: 0x300000000n, size: REGION_SIZE },
    { start: 0x240000000n, size: 0x4000000n },
    { start: 0x244000000n, size: 0x4000000n },
  ],
} as const;

const SINGLE: MediatekPlatform = {
  regions: [{ start: 0n, size: REGION_SIZE }],
  ports: [],
  banks: [],
  sharesPageTables: false,
};

const all = (...larbs: readonly number[]) => Object.fromEntries(larbs.map((larb) => [larb, ALL_PORTS]));
const ALL_BUT = (...ports: readonly number[]) => (ALL_PORTS & ~bits(...ports)) >>> 0;

const MT8186: MediatekPlatform = {
  ...SINGLE,
  ...MANY_REGIONS,
  ports: [
    all(0, 1, 2),
    all(4, 7),
    { ...all(8, 9, 11, 16, 17, 19, 20), 13: ALL_BUT(9, 10) },
    {},
    { 13: bits(9, 10) },
    all(14),
  ],
};

const MT8188: MediatekPlatform = {
  ...SINGLE,
  ...MANY_REGIONS,
  sharesPageTables: true,
  ports: [
    all(0, 1, 2, 3),
    all(21, 22, 23),
    all(4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 25),
    {},
    { 24: bits(0, 1) },
    { 24: bits(2, 3) },
  ],
};

const MT8192: MediatekPlatform = {
  ...SINGLE,
  ...MANY_REGIONS,
  ports: [
    all(0, 1),
    all(4, 5, 7),
    { ...all(2, 9, 11, 16, 17, 18, 19, 20), 13: ALL_BUT(9, 10), 14: ALL_BUT(4, 5) },
    {},
    { 13: bits(9, 10) },
    { 14: bits(4, 5) },
  ],
};

const MT8195: MediatekPlatform = {
  ...SINGLE,
  ...MANY_REGIONS,
  sharesPageTables: true,
  ports: [
    all(0, 1, 2, 3),
    all(19, 20, 21, 22, 23, 24),
    all(4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 25, 26, 27, 28),
    {},
    { 18: bits(0, 1) },
    { 18: bits(2, 3) },
  ],
};

const MT8195_INFRA: MediatekPlatform = {
  ...SINGLE,
  // PCIe's ports are in bank 0, USB's in bank 4.
  banks: [
    { bank: 0, ports: bits(16, 17, 18, 19) },
    { bank: 4, ports: bits(20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31) },
  ],
};

const row = (id: string, compatible: readonly string[], platform: MediatekPlatform): IommuDriver => ({
  ...plainDriver,
  id,
  compatible,
  source: "drivers/iommu/mtk_iommu.c (6.1, 6.12)",
  aperture: { start: 0n, end: REGION_SIZE },
  groups: { kind: "mediatek", platform },
});

const names = (...chips: readonly string[]) => chips.map((chip) => `mediatek,${chip}`);

export const mediatekDrivers: readonly IommuDriver[] = [
  row("mtk_iommu", names("mt6779-m4u", "mt6795-m4u", "mt8167-m4u", "mt8173-m4u", "mt8183-m4u", "mt8365-m4u"), SINGLE),
  row("mtk_iommu-mt2712", names("mt2712-m4u"), { ...SINGLE, sharesPageTables: true }),
  row("mtk_iommu-mt8186", names("mt8186-iommu-mm"), MT8186),
  row("mtk_iommu-mt8188", names("mt8188-iommu-vdo", "mt8188-iommu-vpp"), MT8188),
  row("mtk_iommu-mt8188-infra", names("mt8188-iommu-infra"), SINGLE),
  row("mtk_iommu-mt8192", names("mt8192-m4u"), MT8192),
  row("mtk_iommu-mt8195", names("mt8195-iommu-vdo", "mt8195-iommu-vpp"), MT8195),
  row("mtk_iommu-mt8195-infra", names("mt8195-iommu-infra"), MT8195_INFRA),
  {
    ...plainDriver,
    id: "mtk_iommu_v1",
    compatible: names("mt2701-m4u"),
    source: "drivers/iommu/mtk_iommu_v1.c (6.1, 6.12)",
    note: "a 32-bit Arm driver that maps through arch/arm's own DMA code, not through dma-iommu",
  },
];
