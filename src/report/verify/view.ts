/** A comparison with a running kernel as the value that every printer prints. */
import type { CapturedRegion } from "../../verify/capture.js";
import type { Caveat, Comparison, Difference } from "../../verify/compare.js";
import type { RunningKernel } from "../../verify/running.js";
import { counted, rangeText } from "../amount.js";
import { address } from "../plain.js";
import type { CaveatView, DifferenceView, ListedRegion, VerifyReport } from "./schema.js";

export interface VerifyHeader {
  readonly version: string;
  readonly kernelVersion: string;
  readonly input: string;
  readonly capture: string;
  readonly assumptions: readonly string[];
  /** Of a capture by our own script. */
  readonly running: RunningKernel | null;
}

export function verifyView(header: VerifyHeader, { groups, differences, caveats }: Comparison): VerifyReport {
  return {
    schemaVersion: 1,
    tool: { name: "iova-plan", version: header.version },
    command: "verify",
    kernelVersion: header.kernelVersion,
    input: header.input,
    capture: header.capture,
    agrees: differences.length === 0,
    groups: groups.map(({ name, matches, predicted }) => ({
      number: name,
      devices: matches.map(({ device, consumer, by }) => ({
        name: device.name,
        node: device.node,
        consumer: consumer?.id ?? null,
        matchedBy: by,
      })),
      predictedRegions: predicted.map(regionView),
    })),
    differences: differences.map(differenceView),
    caveats: caveats.map(caveatView),
    assumptions: [...header.assumptions],
    running: header.running === null ? null : { ...header.running, compatible: [...header.running.compatible] },
    notShown: header.running === null ? [] : [...NOT_SHOWN],
  };
}

/** What no file of a running kernel tells. */
const NOT_SHOWN = [
  "the content of each allocator: reserved_regions is the union over a group's devices, and only the first device's regions count",
  "windows of PCI host bridges, which the allocator avoids, but no file lists",
  "DMA masks, and what drivers have mapped or reserved by now",
];

function differenceView(difference: Difference): DifferenceView {
  return {
    kind: difference.kind,
    group: "group" in difference ? difference.group : null,
    consumers:
      "members" in difference ? [...difference.members] : "consumer" in difference ? [difference.consumer] : [],
    device: "device" in difference ? difference.device : null,
    predicted: regionOrNull("predicted" in difference ? difference.predicted : null),
    captured: regionOrNull("captured" in difference ? difference.captured : null),
    message: messageOf(difference),
  };
}

function messageOf(difference: Difference): string {
  switch (difference.kind) {
    case "missing-group":
      return `no group has ${difference.members.join(", ")}; one is predicted`;
    case "missing-device":
      return `${difference.consumer} is in no group; this one is predicted`;
    case "missing-member":
      return `${difference.consumer} is in group ${difference.foundIn}; this one is predicted`;
    case "extra-member":
      return `${difference.device} (${difference.consumer}) is in this group; another is predicted`;
    case "unexpected-group":
      return `${difference.device} (${difference.consumer}) is in a group; none is predicted: ${difference.reason}`;
    case "unknown-device":
      return `${difference.device} (${difference.node ?? "node unknown"}) is not a consumer of this board`;
    case "domain-type":
      return `the domain's type is ${difference.captured}${modeHint(difference.captured)}; ${difference.predicted} is predicted`;
    case "region-missing":
      return `${regionText(difference.predicted)} is predicted, but not listed`;
    case "region-extra":
      return `${regionText(difference.captured)} is listed, but not predicted`;
    case "region-type":
      return `${rangeText(regionView(difference.captured))} is ${difference.captured.type}; ${difference.predicted.type} is predicted`;
    case "region-range":
      return `${regionText(difference.captured)} is listed; ${rangeText(regionView(difference.predicted))} is predicted`;
  }
}

/** Which way of running the IOMMU gives every device a domain of a type. */
const MODES: Readonly<Record<string, string>> = { DMA: "strict", "DMA-FQ": "lazy", identity: "passthrough" };

function modeHint(type: string): string {
  const mode = MODES[type];
  return mode === undefined ? "" : ` (as in --iommu-mode ${mode})`;
}

const caveatView = (caveat: Caveat): CaveatView => ({
  kind: caveat.kind,
  group: caveat.group,
  message: caveatMessage(caveat),
});

function caveatMessage(caveat: Caveat): string {
  switch (caveat.kind) {
    case "cut": {
      const rest =
        caveat.notShown === 0
          ? "none is predicted beyond it"
          : `${counted(caveat.notShown, "region")} predicted beyond it`;
      return `reserved_regions is cut where Linux's page ends: ${counted(caveat.shown, "region")} compared, ${rest}`;
    }
    case "no-regions":
      return "reserved_regions was not captured: only the members were compared";
    case "guessed":
      return `${caveat.device} is assumed to be ${caveat.consumer}: its driver chose the name`;
    case "any-function":
      return `${caveat.device} has no node: it is compared with the prediction for ${caveat.consumer}, without the members of its group`;
  }
}

const regionText = (region: CapturedRegion): string => `${rangeText(regionView(region))} ${region.type}`;

const regionOrNull = (region: CapturedRegion | string | null): ListedRegion | null =>
  region === null || typeof region === "string" ? null : regionView(region);

const regionView = ({ start, last, type }: CapturedRegion): ListedRegion => ({
  start: address(start),
  end: address(last),
  type,
});
