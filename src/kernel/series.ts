/** Patch series that are posted and in no release: what each would bring, and when it was posted. */

export interface PostedSeries {
  /** What a reader knows it by. */
  readonly title: string;
  /** As what and when it was posted. */
  readonly posted: string;
  /** What the model of it was read from. */
  readonly source: string;
}

/** Series that a kernel can be asked for with: `7.3+iommu-ranges`. */
export const postedSeries = {
  "iommu-ranges": {
    title: "iommu-ranges",
    posted: "fifth posting of 26 September 2026",
    source: "a vendor tree of the series' authors, taken for the posted code",
  },
} as const satisfies Readonly<Record<string, PostedSeries>>;

export type SeriesId = keyof typeof postedSeries;

export const seriesIds = Object.keys(postedSeries) as readonly SeriesId[];

/** The proposed call that reserves for one device at run time. A layout relies on it; no kernel is asked for with it. */
export const runtimeCallProposal: PostedSeries = {
  title: "dma_iova_set_resv_region()",
  posted: "RFC of December 2025 and January 2026",
  source: '"dma-iommu: Introduce API to reserve IOVA regions for dynamically created devices"',
};
