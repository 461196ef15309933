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
    title: "what a release does that nobody has measured or read",
    taken:
      "A release newer than the newest measured one counts as that one. One older than the oldest that was read counts as that one too, but for the changes that are known.",
    otherwise:
      "--kernel-version names a release that was measured; docs/kernel.md has the table of what is known since when.",
  },
  {
    id: "default-dma-mask",
    title: "the DMA mask that a driver sets",
    taken:
      "Every device keeps the mask that Linux gives it before its driver runs: 32 bits. A driver that calls dma_set_mask_and_coherent() with more may be handed addresses above 4 GiB.",
    otherwise: "`dma-mask` or `dma-limit` of the device in the plan, or --dma-mask and --dma-limit for all.",
  },
  {
    id: "mask-reaches-aperture",
    title: "the DMA mask of a device whose IOMMU translates only high addresses",
    taken:
      "With the default of 32 bits such a device could do no DMA at all, so its driver is taken to set the narrowest mask that reaches the aperture.",
    otherwise: "`dma-mask` of the device in the plan.",
  },
  {
    id: "iommu-aperture",
    title: "the addresses that an IOMMU translates, and the CPU's pages",
    taken:
      "Identification registers say it, not the tree: an Arm SMMU is taken to have 48 bits of input, a RISC-V IOMMU 47, others what their driver's file says; the CPU has pages of 4 KiB, or of the IOMMU's smallest size where that is larger.",
    otherwise: "`input-bits` and `page-sizes` of the IOMMU under `iommus` in the plan; --granule for the pages.",
  },
  {
    id: "iommu-widths",
    title: "how wide an IOMMU's stream ids and output addresses are, and how many streams it takes",
    taken: "Nothing in the tree is taken to be too much for it: a width that is not stated refuses nothing.",
    otherwise: "`stream-id-bits`, `output-bits` and `stream-map-entries` of the IOMMU under `iommus` in the plan.",
  },
  {
    id: "unknown-iommu",
    title: "what an IOMMU does that no known driver drives",
    taken:
      "Linux gives what is behind it no group. So that the tree can be judged, figures are as if its driver read `iommu-addresses`, had 4 KiB pages and a 64-bit aperture, and gave each distinct set of streams a domain of its own.",
    otherwise:
      "`input-bits`, `page-sizes` and `window` of the IOMMU under `iommus` in the plan; a driver is a file in src/iommu/drivers (CONTRIBUTING.md).",
  },
  {
    id: "iommu-driver",
    title: "what a driver does by lists and registers of its own",
    taken: "The sentence says it for the driver at hand, as its file in src/iommu/drivers has it.",
    otherwise: "A plan's `iommus` states what the IOMMU has; what a driver decides by a list, nobody can.",
  },
  {
    id: "vendor-window",
    title: "a window that only a vendor's kernel reads",
    taken:
      "The property names the addresses that the IOMMU translates; mainline Linux does not read it, the vendor's kernel does.",
    otherwise: "`window` of the IOMMU under `iommus` in the plan.",
  },
  {
    id: "refused-device",
    title: "whether one refused device costs others their IOMMU",
    taken:
      "It is taken to lose its own group alone. On the releases that the sentence names, the registration of the whole IOMMU may fail with it.",
    otherwise: "Nothing: mend what is refused.",
  },
  {
    id: "driver-binds",
    title: "which drivers a kernel has",
    taken: "Every device is taken to have one that binds. On old releases a device without one has no group.",
    otherwise: "Nothing: `verify` compares with a kernel that runs.",
  },
  {
    id: "isolated-function",
    title: "which PCI functions can reach each other",
    taken: "Each function is taken to be isolated (ACS) and to have no alias, and so to have a group of its own.",
    otherwise: "`pci` in the plan: `groups` and `aliases` of the bridge.",
  },
  {
    id: "inherits-node",
    title: "whether a child that a driver creates has its parent's node",
    taken:
      "Children that are only known from an iommu-map are taken to have it, and so to inherit its reserved ranges, unless the driver is known to give them the streams alone.",
    otherwise: "`inherits: streams` of the child in the plan.",
  },
  {
    id: "first-to-probe",
    title: "which member of a shared domain comes first",
    taken:
      "Only the first to probe has its regions reserved (iommu_dma_init_domain returns early for the others). The first in document order is taken to be it; `ifFirst` in the JSON has the other outcomes.",
    otherwise: "`first` of the IOMMU in the plan names it.",
  },
] as const satisfies readonly Assumption[];

export type AssumptionId = (typeof assumptions)[number]["id"];

/** A sentence that says what is taken, with where to read about it. */
export const assumed = (id: AssumptionId, sentence: string): string => `${sentence} [${id}]`;
