/** Which IOVA region, hence which group, a MediaTek multimedia master belongs to. */

import type { Range } from "../base/range.js";
import type { Bytes } from "../base/units.js";

export interface MediatekRegion {
  readonly start: bigint;
  readonly size: Bytes;
}

export interface MediatekPlatform {
  readonly regions: readonly MediatekRegion[];
  /** For each region: local arbiter ("larb") to the mask of its ports that use it. Empty with a single region. */
  readonly ports: readonly Readonly<Record<number, number>>[];
  /** Banks with tables of their own, by port mask; empty if there is one. */
  readonly banks: readonly { readonly bank: number; readonly ports: number }[];
  /** All such IOMMUs of the chip use one set of tables, hence one set of groups. */
  readonly sharesPageTables: boolean;
}

/** 4 GiB less a gap of 8 MiB (MTK_IOMMU_IOVA_SZ_4G, 6.12). */
export const REGION_SIZE = 0x100000000n - 0x800000n;

export const ALL_PORTS = 0xffffffff;

export const bits = (...positions: readonly number[]): number =>
  positions.reduce((mask, position) => (mask | (1 << position)) >>> 0, 0);

const larbOf = (id: number): number => (id >>> 5) & 0x1f;
const portMask = (ids: readonly number[]): number => bits(...ids.map((id) => id & 0x1f));

/** The index of the region (mtk_iommu_get_iova_region_id, 6.12); null when no region has all the ports: -EINVAL. */
export function regionByPorts(platform: MediatekPlatform, ids: readonly number[]): number | null {
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
export function regionByDmaWindow(platform: MediatekPlatform, window: Range | null): number | null {
  if (window === null || platform.regions.length === 1) return 0;
  const ends = (r: MediatekRegion) => r.start + r.size;
  const same = platform.regions.findIndex((r) => r.start === window.start && ends(r) === window.end);
  if (same >= 0) return same;
  const around = platform.regions.findLastIndex((r) => r.start <= window.start && window.end <= ends(r));
  return around < 0 ? null : around;
}

/** The bank that a device's ports belong to; 0 if none is listed (mtk_iommu_get_bank_id, 6.12). */
export function bankOf(platform: MediatekPlatform, ids: readonly number[]): number {
  const wanted = portMask(ids);
  return platform.banks.find((bank) => (bank.ports & wanted) !== 0)?.bank ?? 0;
}

/** Other regions that lie inside this one: the driver reserves them for every device (mtk_iommu_get_resv_regions). */
export function regionsInside(platform: MediatekPlatform, index: number): readonly MediatekRegion[] {
  const outer = platform.regions[index];
  if (outer === undefined) return [];
  return platform.regions.filter((r) => r.start > outer.start && r.start + r.size < outer.start + outer.size);
}
