/** What the figures of a board take for granted, in words, each said once. */
import type { IommuDriver } from "../iommu/driver.js";
import { sinceOf } from "../kernel/kernel.js";
import { pathOf } from "../tree/tree.js";
import { textList } from "../tree/value.js";
import type { Device } from "./attach.js";
import type { Consumer, Domain, SystemOptions } from "./model.js";

/** In words; the key is what stands in a consumer's `assumes`. */
const IN_WORDS: Readonly<Record<string, string>> = {
  "iommu-ranges": "iommu-ranges is applied, though no released kernel reads it",
  "mask-reaches-aperture":
    "a consumer whose IOMMU translates only addresses above its default DMA mask is taken to have the narrowest mask that reaches them",
  "isolated-function":
    "each PCI function is taken to be isolated from the others (ACS) and to have no alias: a plan can say which share",
  "inherits-node": "children found in an iommu-map are taken to have their parent's node, and so its reserved ranges",
  "iommu-map-cells": `an iommu-map whose entries count #iommu-cells is read so, which kernels before ${sinceOf("readsIommuMapByCells")} do not do`,
};

export function boardAssumptions(
  devices: readonly Device[],
  consumers: readonly Consumer[],
  domains: readonly Domain[],
  options: SystemOptions,
): readonly string[] {
  const used = new Set(consumers.flatMap((consumer) => consumer.assumes));
  return [
    ...options.kernel.assumptions,
    ...maskAssumption(devices, options),
    ...granuleAssumption(devices, options),
    ...unknownIommus(devices),
    ...Object.entries(IN_WORDS).flatMap(([key, text]) => (used.has(key) ? [text] : [])),
    ...firstMember(domains),
    ...driverNotes(devices),
  ];
}

function maskAssumption(devices: readonly Device[], options: SystemOptions): readonly string[] {
  const unsaid = devices.filter(
    (device) => options.dmaMaskBits === null && device.master.planned?.dmaMaskBits == null && !device.reach.maskAssumed,
  );
  return unsaid.length === 0
    ? []
    : ["the DMA mask is Linux's default of 32 bits unless a plan or option says otherwise"];
}

function granuleAssumption(devices: readonly Device[], options: SystemOptions): readonly string[] {
  const anySmmu = devices.some(({ master }) => master.attachment.driver.id.startsWith("arm-smmu"));
  const text = "Arm SMMUs are taken to have a 48-bit aperture";
  if (!anySmmu) return [];
  return [options.granule === null ? `${text}, and the CPU 4 KiB pages` : text];
}

function unknownIommus(devices: readonly Device[]): readonly string[] {
  const iommus = new Set(devices.filter((device) => device.assumedToWork).map((d) => d.master.attachment.iommu));
  return [...iommus].flatMap((iommu) => {
    if (iommu === null) return [];
    const name = textList(iommu, "compatible")[0] ?? "no compatible";
    return [
      `${pathOf(iommu)} (${name}): no driver is known; figures are as if one honoured iommu-addresses, with 4 KiB granule, 64-bit aperture and one domain for each distinct set of streams`,
    ];
  });
}

function firstMember(domains: readonly Domain[]): readonly string[] {
  const open = domains.filter((domain) => domain.ifFirst.length > 0);
  if (open.length === 0) return [];
  const ids = open.map((domain) => domain.group ?? domain.id).join(", ");
  return [`the first member to probe initialises its domain; the outcome depends on it in ${ids}`];
}

function driverNotes(devices: readonly Device[]): readonly string[] {
  const drivers = new Set<IommuDriver>(devices.map((device) => device.master.attachment.driver));
  return [...drivers].flatMap((driver) => (driver.note === null ? [] : [`${driver.id}: ${driver.note}`]));
}
