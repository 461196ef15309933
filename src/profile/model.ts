/** A profile (`*.iova-profile.yaml`): what a kind of hardware needs on every board, by `compatible`. */
import type { PlannedSpace } from "../plan/model.js";

/** Where a profile's numbers were read. */
interface ProfileSource {
  /** A kernel file, a binding, a document. */
  readonly file: string;
  /** The release in which it was read. */
  readonly release: string;
  /** What it says, in a sentence; null if the file's name is enough. */
  readonly says: string | null;
}

/** What tells a driver's child on a board. */
export type ChildMatch =
  /** Its entry in the device's `iommu-map`. */
  | { readonly by: "function-id"; readonly id: number }
  /** An entry of the device's `iommus` with this stream id, its first cell. */
  | { readonly by: "stream-id"; readonly id: number }
  /** A sub-node of this name, unit address left out; it is a device of its own. */
  | { readonly by: "sub-node"; readonly name: string };

export interface ProfiledChild {
  readonly match: ChildMatch;
  /** In reports; of a sub-node: its own name. */
  readonly name: string;
  readonly inherits: "node" | "streams";
  readonly space: PlannedSpace;
}

export interface ProfiledDevice {
  /** The node has one of these. */
  readonly compatible: readonly string[];
  readonly sources: readonly ProfileSource[];
  readonly space: PlannedSpace;
  readonly children: readonly ProfiledChild[];
}

export interface Profile {
  readonly file: string;
  /** Lower case, digits and dashes; `--profile NAME`. */
  readonly name: string;
  readonly title: string;
  readonly devices: readonly ProfiledDevice[];
}
