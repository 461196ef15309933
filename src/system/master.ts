/** A DMA master as the tree and the plan make it, before groups and domains are known. */
import type { Location } from "../base/source.js";
import type { OtherRelease } from "../iommu/other-release.js";
import type { Attachment } from "../iommu/streams.js";
import type { Kernel } from "../kernel/kernel.js";
import { pciDeviceName, platformDeviceName } from "../of/device-name.js";
import { formatRequesterId, type RequesterId } from "../of/pci.js";
import type { PlannedSpace } from "../plan/model.js";
import type { DtNode } from "../tree/tree.js";
import type { AssumptionId } from "./assumption.js";
import type { ConsumerKind } from "./model.js";

export interface PciFunction {
  readonly bridge: DtNode;
  /** Null for the one that stands for all functions without a node. */
  readonly rid: RequesterId | null;
  /** Functions with the same key share a group by PCI's rules. */
  readonly groupKey: string;
}

export interface Master {
  readonly id: string;
  readonly path: string;
  /** Runtime children only. */
  readonly name: string | null;
  readonly kind: ConsumerKind;
  /** The node that Linux's device has (`of_node`); null without one. */
  readonly node: DtNode | null;
  /** The node that its DMA is configured from: its own, its parent's, or a function's host bridge. */
  readonly configNode: DtNode;
  readonly pci: PciFunction | null;
  readonly attachment: Attachment;
  /** What releases on the other side of a change make of its streams, where that differs. */
  readonly otherReleases: readonly OtherRelease[];
  /** Id of the master whose streams, and so whose domain, it uses; null if it attaches by itself. */
  readonly sharesWith: string | null;
  /** The parent's id for a runtime child that has its parent's node. */
  readonly inheritedFrom: string | null;
  /** More devices or ids than can be told apart, as one. */
  readonly isAggregate: boolean;
  readonly planned: PlannedSpace | null;
  readonly assumes: readonly AssumptionId[];
  readonly location: Location;
}

/** `01:00.0`; `*` for the one that stands for all functions without a node. */
export const functionName = ({ rid }: PciFunction): string => (rid === null ? "*" : formatRequesterId(rid));

/** The name in Linux's log. A runtime child's is its driver's choice: here its id's. */
export function deviceName(master: Master, kernel: Kernel): string {
  if (master.pci !== null && master.pci.rid !== null) return pciDeviceName(master.pci.bridge, master.pci.rid);
  const platform = platformDeviceName(master.configNode, kernel);
  return master.name === null ? platform : `${platform}#${master.name}`;
}

/** A runtime child's name is its driver's choice, and the function that stands for all others has none. */
export const hasKnownName = (master: Master): boolean => master.name === null && master.pci?.rid !== null;
