/** MediaTek's IOMMUs (drivers/iommu/mtk_iommu.c, 6.1 and 6.12): a port belongs to a region of the address space. */
import type { Range } from "../../base/range.js";
import type { Bytes } from "../../base/units.js";
import { pathOf } from "../../tree/tree.js";
import { type IommuDriver, plainDriver } from "../driver.js";
import { type DriverSpace, type GroupPolicy, joined, stateless } from "../grouping.js";

interface Region {
  readonly start: bigint;
  readonly size: Bytes;
}

interface Platform {
  readonly regions: readonly Region[];
  /** For each region: local arbiter ("larb") to the mask of its ports that use it. Empty with a single region. */
  readonly ports: readonly Readonly<Record<number, number>>[];
  /** Banks with tables of their own, by port mask; empty if there is one. */
  readonly banks: readonly { readonly bank: number; readonly ports: number }[];
  /** All such IOMMUs of the chip use one set of tables, hence one set of groups. */
  readonly sharesPageTables: boolean;
}

/** 4 GiB less a gap of 8 MiB (MTK_IOMMU_IOVA_SZ_4G, 6.12). */
const REGION_SIZE = 0x100000000n - 0x800000n;

const ALL_PORTS = 0xffffffff;

const bits = (...positions: readonly number[]): number =>
  positions.reduce((mask, position) => (mask | (1 << position)) >>> 0, 0);

const larbOf = (id: number): number => (id >>> 5) & 0x1f;
const portMask = (ids: readonly number[]): number => bits(...ids.map((id) => id & 0x1f));

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

const SINGLE: Platform = {
  regions: [{ start: 0n, size: REGION_SIZE }],
  ports: [],
  banks: [],
  sharesPageTables: false,
};

const all = (...larbs: readonly number[]) => Object.fromEntries(larbs.map((larb) => [larb, ALL_PORTS]));
const ALL_BUT = (...ports: readonly number[]) => (ALL_PORTS & ~bits(...ports)) >>> 0;

const MT8186: Platform = {
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

const MT8188: Platform = {
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

const MT8192: Platform = {
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

const MT8195: Platform = {
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

const MT8195_INFRA: Platform = {
  ...SINGLE,
  // PCIe's ports are in bank 0, USB's in bank 4.
  banks: [
    { bank: 0, ports: bits(16, 17, 18, 19) },
    { bank: 4, ports: bits(20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31) },
  ],
};

/** One group for each region, or bank, of the platform (mtk_iommu_device_group, 6.12). */
function byRegion(id: string, platform: Platform): GroupPolicy {
  const spaces = platform.regions.map((region, i) => spaceOf(id, platform, region, i));
  return stateless("named", ({ iommu, streams, dmaWindow }, tokens) => {
    const ids = streams.map((stream) => stream.id);
    const region = tokens.kernel.choosesMediatekRegionByPort
      ? regionByPorts(platform, ids)
      : regionByDmaWindow(platform, dmaWindow);
    if (region === null) {
      const reason = "no IOVA region of its IOMMU has all its ports: mtk_iommu refuses";
      return { ok: false, reason, message: null, refusal: "streams" };
    }
    const tables = platform.sharesPageTables ? id : pathOf(iommu);
    return joined(tokens.shared(`mediatek ${tables} ${bankOf(platform, ids) || region}`), spaces[region] ?? null);
  });
}

const spaceOf = (id: string, platform: Platform, region: Region, index: number): DriverSpace => ({
  id: `region ${index}`,
  aperture: rangeOf(region),
  reserved: regionsInside(platform, index).map((inner) => ({
    range: rangeOf(inner),
    what: `an IOVA region of ${id} inside this one`,
  })),
});

const rangeOf = ({ start, size }: Region): Range => ({ start, end: start + size });

/** The index of the region (mtk_iommu_get_iova_region_id, 6.12); null when no region has all the ports: -EINVAL. */
function regionByPorts(platform: Platform, ids: readonly number[]): number | null {
  if (platform.regions.length === 1) return 0;
  const larb = larbOf(ids[0] ?? 0);
  const wanted = portMask(ids);
  const at = platform.ports.findIndex((ports) => ((ports[larb] ?? 0) & wanted) >>> 0 === wanted);
  return at < 0 ? null : at;
}

/**
 * The index of the region where the port does not decide yet (mtk_iommu_get_iova_region_id, 6.1): the one that the device's first DMA window
 * is, else the last that it is inside of; null when there is none.
 */
function regionByDmaWindow(platform: Platform, window: Range | null): number | null {
  if (window === null || platform.regions.length === 1) return 0;
  const ends = (r: Region) => r.start + r.size;
  const same = platform.regions.findIndex((r) => r.start === window.start && ends(r) === window.end);
  if (same >= 0) return same;
  const around = platform.regions.findLastIndex((r) => r.start <= window.start && window.end <= ends(r));
  return around < 0 ? null : around;
}

/** The bank that a device's ports belong to; 0 if none is listed (mtk_iommu_get_bank_id, 6.12). */
function bankOf(platform: Platform, ids: readonly number[]): number {
  const wanted = portMask(ids);
  return platform.banks.find((bank) => (bank.ports & wanted) !== 0)?.bank ?? 0;
}

/** Other regions that lie inside this one: the driver reserves them for every device (mtk_iommu_get_resv_regions). */
function regionsInside(platform: Platform, index: number): readonly Region[] {
  const outer = platform.regions[index];
  if (outer === undefined) return [];
  return platform.regions.filter((r) => r.start > outer.start && r.start + r.size < outer.start + outer.size);
}

const row = (id: string, compatible: readonly string[], platform: Platform): IommuDriver => ({
  ...plainDriver,
  id,
  module: "mtk_iommu",
  compatible,
  source: "drivers/iommu/mtk_iommu.c (6.1, 6.12)",
  aperture: { start: 0n, end: REGION_SIZE },
  groups: byRegion(id, platform),
});

const names = (...chips: readonly string[]) => chips.map((chip) => `mediatek,${chip}`);

export const mtkIommu: readonly IommuDriver[] = [
  row("mtk_iommu", names("mt6779-m4u", "mt6795-m4u", "mt8167-m4u", "mt8173-m4u", "mt8183-m4u", "mt8365-m4u"), SINGLE),
  row("mtk_iommu-mt2712", names("mt2712-m4u"), { ...SINGLE, sharesPageTables: true }),
  row("mtk_iommu-mt8186", names("mt8186-iommu-mm"), MT8186),
  row("mtk_iommu-mt8188", names("mt8188-iommu-vdo", "mt8188-iommu-vpp"), MT8188),
  row("mtk_iommu-mt8188-infra", names("mt8188-iommu-infra"), SINGLE),
  row("mtk_iommu-mt8192", names("mt8192-m4u"), MT8192),
  row("mtk_iommu-mt8195", names("mt8195-iommu-vdo", "mt8195-iommu-vpp"), MT8195),
  row("mtk_iommu-mt8195-infra", names("mt8195-iommu-infra"), MT8195_INFRA),
];
