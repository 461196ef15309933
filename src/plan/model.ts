/** The plan file (`*.iova.yaml`): what a device tree cannot say about a board, as validated values with locations. */

import type { Range } from "../base/range.js";
import type { Location, Placed } from "../base/source.js";
import type { Bytes } from "../base/units.js";
import type { PlannedExpectation } from "./expectation.js";
import type { PlannedWorkload } from "./workload.js";

/** What may stand on a device as well as on a child. */
export interface PlannedSpace {
  /** What the consumer must avoid; null if not given. Never together with `usable`. */
  readonly reserve: readonly Placed<Range>[] | null;
  /** What the consumer may use; its need is the rest. */
  readonly usable: readonly Placed<Range>[] | null;
  /** What its driver reserves at run time today, through the proposed call. */
  readonly runtime: readonly Placed<Range>[];
  readonly dmaMaskBits: Placed<number> | null;
  /** The last address that its driver's DMA mask lets through, where the mask is not all ones. */
  readonly dmaLimit: Placed<bigint> | null;
  readonly expect: Placed<PlannedExpectation> | null;
  /** What its driver takes and gives back; null if not given. */
  readonly workload: Placed<PlannedWorkload> | null;
}

export interface PlannedChild extends PlannedSpace {
  readonly name: string;
  /** Its entry in the device's `iommu-map`. */
  readonly functionId: Placed<number> | null;
  /** `&apps_smmu 0x1940`: IOMMU label or path, then the specifier's cells. */
  readonly streamIds: readonly Placed<PlannedStream>[] | null;
  readonly inherits: "node" | "streams";
  readonly location: Location;
}

interface PlannedStream {
  /** `&label` or a path. */
  readonly iommu: string;
  readonly cells: readonly number[];
}

export interface PlannedDevice extends PlannedSpace {
  /** A path or `&label`, as written; `!BB:DD.F` behind a host bridge's makes it one of the functions below. */
  readonly node: Placed<string>;
  /** Whether the node itself masters DMA; null: true if it has `iommus`. */
  readonly dma: boolean | null;
  readonly children: readonly PlannedChild[];
  /** On an IOMMU: paths of the members that initialise their groups' domains. */
  readonly first: readonly Placed<string>[];
  readonly location: Location;
}

/** What a device tree cannot know of the PCI functions below one host bridge. Addresses are `BB:DD.F`. */
export interface PlannedPci {
  readonly bridge: Placed<string>;
  readonly functions: readonly Placed<string>[];
  /** Function to the alias it also sends as. */
  readonly aliases: readonly { readonly from: Placed<string>; readonly to: Placed<string> }[];
  readonly groups: readonly (readonly Placed<string>[])[];
  /** Functions that the controller's look-up table of stream ids holds. */
  readonly lutEntries: Placed<number> | null;
}

/** Facts about an IOMMU that no tree tells: what its registers say. Null where the plan says nothing. */
export interface PlannedIommu {
  readonly node: Placed<string>;
  readonly streamIdBits: Placed<number> | null;
  /** Width of the physical addresses that it puts out. */
  readonly outputBits: Placed<number> | null;
  /** Width of the addresses that it translates. */
  readonly inputBits: Placed<number> | null;
  /** Bytes. */
  readonly pageSizes: Placed<readonly bigint[]> | null;
  /** 0: it has none and indexes by stream id. */
  readonly streamMapEntries: Placed<number> | null;
  readonly msiWindow: Placed<Range> | null;
  /** All that it translates, as a vendor's kernel limits it. */
  readonly window: Placed<Range> | null;
}

export interface Plan {
  readonly file: string;
  /** Bytes; null if not given. */
  readonly granule: Bytes | null;
  readonly devices: readonly PlannedDevice[];
  readonly pci: readonly PlannedPci[];
  readonly iommus: readonly PlannedIommu[];
}
