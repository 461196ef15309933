/** Which IOMMU a device is behind, and the streams it sends there: `iommus`, as of_iommu_configure reads it. */

import type { Location } from "../base/source.js";
import type { Kernel } from "../kernel/kernel.js";
import { type PhandleListProblem, phandleList } from "../of/phandle-list.js";
import { isAvailable, unavailableAt } from "../of/status.js";
import { type DeviceTree, type DtNode, locationOfByte, pathOf } from "../tree/tree.js";
import { textList, u32Of } from "../tree/value.js";
import type { IommuDriver } from "./driver.js";
import { driverOf, unknownDriver } from "./drivers.js";

/** One stream that a consumer sends on. */
export interface Stream {
  /** The IOMMU node. */
  readonly iommu: DtNode;
  readonly id: number;
  /** The specifier as written; empty for an IOMMU with `#iommu-cells = <0>`, whose `id` is then 0. */
  readonly cells: readonly number[];
  /** SMR mask of stream-matching SMMUs: bits that are ignored; 0 elsewhere. */
  readonly mask: number;
  /** Number of consecutive ids this stands for: 1 save for long `iommu-map` entries. */
  readonly count: number;
  readonly location: Location;
}

/** Why Linux gives a device no IOMMU. */
export interface AttachmentProblem {
  readonly kind:
    | "no-iommus"
    | "bad-specifier"
    | "iommu-disabled"
    | "no-driver"
    | "iommu-refused"
    | "two-drivers"
    | "too-many-iommus"
    | "no-match";
  /** A sentence without its final stop. */
  readonly text: string;
  readonly location: Location | null;
}

/** What a device's specifiers come to. */
export interface Attachment {
  /** The IOMMU of the first specifier, whose instance takes all streams; null if there is none to name. */
  readonly iommu: DtNode | null;
  /** Its driver; the assumed one if none is known. */
  readonly driver: IommuDriver;
  readonly streams: readonly Stream[];
  /** Null if Linux attaches the device, as far as this can be said before groups are made. */
  readonly problem: AttachmentProblem | null;
}

/** One specifier: from `iommus`, an `iommu-map` entry or a plan. */
export interface Specifier {
  readonly iommu: DtNode;
  readonly args: readonly number[];
  /** Consecutive ids; 1 outside `iommu-map`. */
  readonly count: number;
  readonly location: Location;
}

/** The streams of a node's own `iommus`. */
export function ownAttachment(tree: DeviceTree, node: DtNode, kernel: Kernel): Attachment {
  const property = node.properties.get("iommus");
  if (property === undefined) return noAttachment("no-iommus", "it has no iommus property", null);
  const { entries, problem } = phandleList(tree, property, "#iommu-cells");
  const hole = entries.indexOf(null);
  const read = (hole < 0 ? entries : entries.slice(0, hole)).flatMap((entry) => entry ?? []);
  const specifiers = read.map(
    (entry): Specifier => ({
      iommu: entry.target,
      args: entry.args,
      count: 1,
      location: locationOfByte(tree, node, property, entry.offset),
    }),
  );
  if (specifiers.length > 0) return attachmentOf(specifiers, kernel);
  const text = problem === null ? "its iommus is empty" : describeListProblem(problem);
  return noAttachment("bad-specifier", text, locationOfByte(tree, node, property, problem?.offset ?? 0));
}

/** What Linux makes of specifiers, in order (of_iommu_xlate, iommu_fwspec_init; 6.12). */
export function attachmentOf(specifiers: readonly Specifier[], kernel: Kernel): Attachment {
  const first = specifiers[0];
  if (first === undefined) return noAttachment("no-iommus", "it has no stream ids", null);
  const choice = driverOf(first.iommu, kernel);
  return {
    iommu: first.iommu,
    driver: choice.driver,
    streams: specifiers.map((s) => streamOf(s, kernel)),
    problem: specifiersProblem(specifiers, kernel),
  };
}

export const noAttachment = (kind: AttachmentProblem["kind"], text: string, location: Location | null): Attachment => ({
  iommu: null,
  driver: unknownDriver,
  streams: [],
  problem: { kind, text, location },
});

function specifiersProblem(specifiers: readonly Specifier[], kernel: Kernel): AttachmentProblem | null {
  let firstDriver: IommuDriver | null = null;
  for (const { iommu, location } of specifiers) {
    const path = pathOf(iommu);
    if (!isAvailable(iommu)) return { kind: "iommu-disabled", text: `its IOMMU ${path} is disabled`, location };
    const { driver, inKernel } = driverOf(iommu, kernel);
    if (unavailableAt(iommu) !== null) {
      return {
        kind: "no-driver",
        text: `its IOMMU ${path} is below a disabled node, so Linux never creates it`,
        location,
      };
    }
    if (!inKernel) return { kind: "no-driver", text: noDriverText(iommu, kernel), location };
    if (firstDriver !== null && driver.module !== firstDriver.module) {
      return {
        kind: "two-drivers",
        text: `it names IOMMUs of two drivers, ${firstDriver.id} and ${driver.id}`,
        location,
      };
    }
    firstDriver ??= driver;
    const refused = refusedCells(iommu, driver);
    if (refused !== null) {
      const text = `its IOMMU ${path} does not work: ${driver.id} takes #iommu-cells = <${driver.wantsCells}>, not ${refused}`;
      return { kind: "iommu-refused", text, location };
    }
  }
  return firstDriver === null ? null : tooManyIommus(specifiers, firstDriver, kernel);
}

/** The `#iommu-cells` for which the driver gives the IOMMU up; null if it does not. */
export function refusedCells(iommu: DtNode, driver: IommuDriver): number | null {
  const cells = u32Of(iommu, "#iommu-cells");
  return driver.wantsCells === null || cells === null || cells === driver.wantsCells ? null : cells;
}

/** apple_dart_of_xlate finds no slot for one instance more than it has slots. */
function tooManyIommus(
  specifiers: readonly Specifier[],
  { id, mostInstances }: IommuDriver,
  kernel: Kernel,
): AttachmentProblem | null {
  if (mostInstances === null) return null;
  const most = kernel[mostInstances.moreWith] ? mostInstances.more : mostInstances.count;
  const found = new Set<DtNode>();
  for (const { iommu, location } of specifiers) {
    found.add(iommu);
    if (found.size <= most) continue;
    const text = `${pathOf(iommu)} is one IOMMU too many: ${id} in Linux ${kernel.text} allows ${most} per device`;
    return { kind: "too-many-iommus", text, location };
  }
  return null;
}

const noDriverText = (iommu: DtNode, kernel: Kernel): string =>
  `Linux ${kernel.text} has no known driver for its IOMMU ${pathOf(iommu)} (${textList(iommu, "compatible")[0] ?? "no compatible"})`;

function streamOf(specifier: Specifier, kernel: Kernel): Stream {
  const { iommu, args, count, location } = specifier;
  const hasMasks = driverOf(iommu, kernel).driver.groups.streams === "matched";
  const id = args[0] ?? 0;
  if (!hasMasks) return { iommu, id, cells: args, mask: 0, count, location };
  // arm_smmu_of_xlate: 16 bits of id; the mask is the second cell, else the SMMU's own property.
  const mask = args[1] ?? u32Of(iommu, "stream-match-mask") ?? 0;
  return { iommu, id: id & 0xffff, cells: args, mask: mask & 0xffff, count, location };
}

function describeListProblem(problem: PhandleListProblem): string {
  switch (problem.reason) {
    case "dangling":
      return "its iommus names no node";
    case "no-cells-property":
      return `${problem.target === null ? "what its iommus names" : pathOf(problem.target)} has no #iommu-cells`;
    case "too-few-cells":
      return "its iommus ends within an entry";
  }
}
