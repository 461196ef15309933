/** What no device tree tells, and is taken instead: each with what it rests on and how to say otherwise. */

export interface Assumption {
  /** Stands in brackets behind every sentence that says it, and in a consumer's `assumes`. */
  readonly id: string;
  /** What no tree tells. */
  readonly title: string;
  /** What is taken instead, and on whose authority. */
  readonly taken: string;
  /** How a user says otherwise. */
  readonly otherwise: string;
}

export const assumptions = [
  {
    id: "kernel-release",
    title: "the behaviour of a release that was neither measured nor read",
    taken:
      "A newer release than the newest measured one behaves like that one. An older release than the oldest one whose source was read behaves like that one, except for known changes.",
    otherwise: "Use --kernel-version with a measured release; docs/kernel.md has the table of known changes.",
  },
  {
    id: "default-dma-mask",
    title: "the DMA mask that a driver sets",
    taken:
      "Every device keeps the mask that Linux gives it before its driver runs: 32 bits. A driver that calls dma_set_mask_and_coherent() with more may be handed addresses above 4 GiB.",
    otherwise: "`dma-mask` or `dma-limit` of the device in the plan, or --dma-mask and --dma-limit for all devices.",
  },
  {
    id: "mask-reaches-aperture",
    title: "the DMA mask of a device whose IOMMU translates only high addresses",
    taken:
      "With the default of 32 bits such a device could do no DMA, so its driver is assumed to set the narrowest mask that reaches the aperture.",
    otherwise: "`dma-mask` of the device in the plan.",
  },
  {
    id: "iommu-aperture",
    title: "the addresses that an IOMMU translates, and the CPU's pages",
    taken:
      "Only identification registers say it. An Arm SMMU is assumed to have 48 bits of input, a RISC-V IOMMU 47, another what its driver's source says; the CPU has 4 KiB pages, or the IOMMU's smallest page size if that is larger.",
    otherwise: "`input-bits` and `page-sizes` of the IOMMU under `iommus` in the plan; --granule for the pages.",
  },
  {
    id: "iommu-widths",
    title: "how wide an IOMMU's stream ids and output addresses are, and how many streams it takes",
    taken: "Everything in the tree is assumed to fit: a width that is not stated refuses nothing.",
    otherwise: "`stream-id-bits`, `output-bits` and `stream-map-entries` of the IOMMU under `iommus` in the plan.",
  },
  {
    id: "unknown-iommu",
    title: "the behaviour of an IOMMU without a known driver",
    taken:
      "Linux gives devices behind it no group. For the figures its driver is assumed to read `iommu-addresses`, to have 4 KiB pages and a 64-bit aperture, and to give each distinct set of streams its own domain.",
    otherwise:
      "`input-bits`, `page-sizes` and `window` of the IOMMU under `iommus` in the plan; a driver is a file in src/iommu/drivers (CONTRIBUTING.md).",
  },
  {
    id: "iommu-driver",
    title: "what a driver decides by its own lists and registers",
    taken: "The sentence in the report says it for that driver; its file in src/iommu/drivers has the sources.",
    otherwise: "The facts of the IOMMU under `iommus` in the plan; a driver's own list cannot be stated.",
  },
  {
    id: "vendor-window",
    title: "the effect of a window that only a vendor's kernel reads",
    taken:
      "The IOMMU is assumed to translate only the addresses in the property; the vendor's kernel reads it, mainline Linux does not.",
    otherwise: "`window` of the IOMMU under `iommus` in the plan.",
  },
  {
    id: "refused-device",
    title: "whether one refused device costs others their IOMMU",
    taken:
      "Only the refused device is assumed to lose its group. In the releases that the sentence names, the registration of the whole IOMMU may fail.",
    otherwise: "This cannot be stated: correct what is refused.",
  },
  {
    id: "driver-binds",
    title: "which drivers a kernel has",
    taken:
      "Every device is assumed to have a driver that binds. In old releases a device without a driver has no group.",
    otherwise: "This cannot be stated: `verify` compares with a running kernel.",
  },
  {
    id: "isolated-function",
    title: "which PCI functions can reach each other",
    taken: "Each function is assumed to be isolated (ACS) and to have no alias, and so to have its own group.",
    otherwise: "`pci` in the plan: `groups` and `aliases` of the bridge.",
  },
  {
    id: "inherits-node",
    title: "whether a child that a driver creates has its parent's node",
    taken:
      "Children that are only known from an iommu-map are assumed to have it, and so to inherit its reserved ranges, unless the driver is known to give them only the streams.",
    otherwise: "`inherits: streams` of the child in the plan.",
  },
  {
    id: "first-to-probe",
    title: "which member of a shared domain probes first",
    taken:
      "Linux reserves only the regions of the first to probe (iommu_dma_init_domain returns early for the others). The first in document order is assumed to probe first; `ifFirst` in the JSON has the other outcomes.",
    otherwise: "`first` of the IOMMU in the plan.",
  },
] as const satisfies readonly Assumption[];

export type AssumptionId = (typeof assumptions)[number]["id"];

/** A sentence that says what is taken, with where to read about it. */
export const assumed = (id: AssumptionId, sentence: string): string => `${sentence} [${id}]`;
