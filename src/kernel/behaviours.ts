/**
 * What Linux does since which release: the one table of it. Each row is a question that a `Kernel` answers under the
 * row's name; docs/kernel.md prints the table.
 */
import type { SeriesId } from "./series.js";

/** How it is known: seen on booted kernels, read in trees or merge requests, or told otherwise and believed. */
type Knowledge = "measured" | "read" | "assumed";

export interface ReleaseSince {
  /** The first release of the main line that does it, as far as is known. */
  readonly release: string;
  /** The newest known *not* to do it, where that is not the one before: between the two it is taken not to. */
  readonly lastWithout?: string;
  /** Stable releases that do it too, with their successors in the same line. */
  readonly stable?: readonly string[];
}

type Since = ReleaseSince | { readonly series: SeriesId };

export interface Behaviour {
  readonly since: Since;
  /** What Linux does then, and before, as a sentence without its final stop. */
  readonly what: string;
  /** Kernel function, commit or file. */
  readonly authority: string;
  readonly known: Knowledge;
}

/** Ordered by release. */
export const behaviours = {
  limitsByBusDmaLimit: {
    since: { release: "5.5" },
    what: "the top of dma-ranges limits a device to the byte; before, to as many whole bits as it needs",
    authority: "bus_dma_limit in of_dma_configure",
    known: "read",
  },
  readsIommuAddresses: {
    since: { release: "6.3" },
    what: "iommu-addresses are read by the drivers of Arm SMMUs, virtio-iommu and apple-dart; before, by none",
    authority: "of_iommu_get_resv_regions",
    known: "measured",
  },
  hasDartT8110: {
    since: { release: "6.3" },
    what: "apple-dart drives apple,t8110-dart",
    authority: "apple_dart_of_match",
    known: "assumed",
  },
  choosesMediatekRegionByPort: {
    since: { release: "6.4" },
    what: "the larb's port chooses a MediaTek master's IOVA region; before, its first DMA window",
    authority: "mtk_iommu_get_iova_region_id",
    known: "read",
  },
  growsDepot: {
    since: { release: "6.7" },
    what: "the allocator cache's depot grows without a limit; before, it holds 32 magazines",
    authority: "iova_depot_push",
    known: "read",
  },
  skipsZeroLength: {
    since: { release: "6.8", stable: ["6.6.14"] },
    what: "an iommu-addresses entry of length 0 is skipped with a warning; before, it is a region like any other",
    authority: "commit bb57f6705960; the number of the stable release is approximate",
    known: "read",
  },
  ignoresDmaRangesBase: {
    since: { release: "6.10" },
    what: "the lowest address of dma-ranges is no floor; before, nothing below it is handed out and an odd total size counts one more",
    authority: "iommu_dma_init_domain, of_dma_get_range",
    known: "read",
  },
  hasLaterQcomIdentityList: {
    since: { release: "6.12", lastWithout: "6.1" },
    what: "arm-smmu-qcom's list of devices with identity domains has the chips that it has in 6.12; before, those of 6.1",
    authority: "qcom_smmu_client_of_match",
    known: "read",
  },
  givesUpLowAddresses: {
    since: { release: "6.12", lastWithout: "6.1" },
    what: "a PCI device that finds no room below 4 GiB is not tried there again; before, every allocation is",
    authority: "iommu_dma_alloc_iova",
    known: "read",
  },
  hasRiscvIommu: {
    since: { release: "6.13" },
    what: "there is a driver for RISC-V IOMMUs",
    authority: "drivers/iommu/riscv/iommu.c",
    known: "read",
  },
  wantsOwnAddressCells: {
    since: { release: "6.16", lastWithout: "6.12" },
    what: "a parent without #address-cells matches no bus and translates nothing (a region below it: NULL dereference); before, counts come from further up",
    authority: "of_match_bus",
    known: "measured",
  },
  losesIommuToOneDevice: {
    since: { release: "6.16", lastWithout: "6.12" },
    what: "one device that cannot be attached (stream id too wide, direct region that cannot be mapped) fails the registration of its whole IOMMU; before, that device alone has no group",
    authority: "iommu_device_register",
    known: "measured",
  },
  groupsWithoutDriver: {
    since: { release: "6.16", lastWithout: "6.12" },
    what: "devices have groups before a driver binds, and devices below a bus other names; before, a group comes with the driver",
    authority: "sysfs of booted kernels; not read",
    known: "measured",
  },
  refusesSharedStreamsUnnamed: {
    since: { release: "6.16", lastWithout: "6.12" },
    what: 'a device whose stream another SMMUv3 master has is refused without the line "stream N already in tree from dev ..."; before, with it',
    authority: "arm_smmu_insert_master",
    known: "measured",
  },
  hasIovaTryAlloc: {
    since: { release: "6.16" },
    what: "drivers can allocate IOVA space without mapping it",
    authority: "dma_iova_try_alloc",
    known: "read",
  },
  readsExynosIommuAddresses: {
    since: { release: "6.17" },
    what: "exynos-iommu reads iommu-addresses",
    authority: "commit 2d70fdd9b5c9",
    known: "read",
  },
  survivesVirtioDirectRegions: {
    since: { release: "6.18", lastWithout: "6.12" },
    what: "a direct region behind a virtio-iommu is mapped; before, a NULL dereference",
    authority: "viommu_iotlb_sync",
    known: "measured",
  },
  takesThreeDarts: {
    since: { release: "7.0", lastWithout: "6.12" },
    what: "a device may be behind three DARTs; before, behind two, and a third costs it its IOMMU",
    authority: "MAX_DARTS_PER_DEVICE in apple-dart.c",
    known: "read",
  },
  readsIommuMapByCells: {
    since: { release: "7.2" },
    what: "iommu-map entries have as many output cells as #iommu-cells says (entries of four cells for an IOMMU of two only with length 1); before, one",
    authority: 'commit ccb2fd725d41, "of: Respect #{iommu,msi}-cells in maps"',
    known: "read",
  },
  takesOneRegPerRegion: {
    since: { release: "7.2" },
    what: "a child of /reserved-memory has one reg entry; before, all are reserved",
    authority: "__reserved_mem_reserve_reg",
    known: "read",
  },
  readsIommuRanges: {
    since: { series: "iommu-ranges" },
    what: "iommu-ranges are read, their starts translated; reading stops at the first that does not translate",
    authority: "of_iommu_get_resv_regions",
    known: "read",
  },
  wantsRegForIommuAddresses: {
    since: { series: "iommu-ranges" },
    what: "iommu-addresses count only in a region whose reg is the very range; others reserve nothing",
    authority: "of_iommu_get_resv_regions",
    known: "read",
  },
} as const satisfies Readonly<Record<string, Behaviour>>;

export type BehaviourId = keyof typeof behaviours;

/** What some release does, not a posted series alone. */
export type ReleasedBehaviourId = {
  [B in BehaviourId]: (typeof behaviours)[B]["since"] extends { readonly release: string } ? B : never;
}[BehaviourId];

export const behaviourIds = Object.keys(behaviours) as readonly BehaviourId[];

/** The newest release that was measured: later ones count as this. */
export const NEWEST_MEASURED = "7.3";

/** The oldest release that was read: what is not in the table is taken to be in earlier ones as it is there. */
export const OLDEST_READ = "6.1";
