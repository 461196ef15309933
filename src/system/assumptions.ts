/** What the figures of a board take for granted, in words, each said once. */
import { formatRange } from "../base/range.js";
import { formatSize, KiB } from "../base/units.js";
import type { IommuDriver, IommuFact } from "../iommu/driver.js";
import { honoursIommuAddresses, rowFor } from "../iommu/drivers.js";
import { perDevice } from "../iommu/grouping-common.js";
import { vendorWindow } from "../iommu/vendor-window.js";
import { sinceOf } from "../kernel/kernel.js";
import { type DtNode, pathOf } from "../tree/tree.js";
import { textList } from "../tree/value.js";
import { type AssumptionId, assumed, assumptions } from "./assumption.js";
import type { Device } from "./device.js";
import type { Consumer, Domain, SystemOptions } from "./model.js";

/** In words; the key is what stands in a consumer's `assumes`. */
const IN_WORDS: Readonly<Partial<Record<AssumptionId, string>>> = {
  "mask-reaches-aperture":
    "a consumer whose IOMMU translates only addresses above the default DMA mask is assumed to have the narrowest mask that reaches them",
  "isolated-function":
    "each PCI function is assumed to be isolated (ACS) and to have no alias (a plan can state groups and aliases)",
  "inherits-node": "children found in an iommu-map are assumed to have their parent's node, and so its reserved ranges",
};

export function boardAssumptions(
  devices: readonly Device[],
  consumers: readonly Consumer[],
  domains: readonly Domain[],
  options: SystemOptions,
): readonly string[] {
  const used = new Set(consumers.flatMap((consumer) => consumer.assumes));
  return [
    ...all("kernel-release", options.kernel.assumptions),
    ...all("default-dma-mask", maskAssumption(devices, options)),
    ...hardwareAssumptions(devices, options),
    ...all("unknown-iommu", unknownIommus(devices, options)),
    ...all("vendor-window", vendorWindows(devices, options)),
    ...all("refused-device", refusalAssumption(devices, options)),
    ...all("driver-binds", driverAssumption(domains, options)),
    ...assumptions.flatMap(({ id }) => (used.has(id) && id in IN_WORDS ? all(id, [IN_WORDS[id] ?? ""]) : [])),
    ...all("first-to-probe", firstMember(domains)),
    ...all("iommu-driver", driverNotes(devices)),
  ];
}

const all = (id: AssumptionId, sentences: readonly string[]): readonly string[] =>
  sentences.map((sentence) => assumed(id, sentence));

function maskAssumption(devices: readonly Device[], options: SystemOptions): readonly string[] {
  const unsaid = devices.filter(
    (device) => options.dmaMaskBits === null && device.master.planned?.dmaMaskBits == null && !device.reach.maskAssumed,
  );
  return unsaid.length === 0
    ? []
    : ["the DMA mask is Linux's default of 32 bits, unless a plan or an option states it"];
}

/** What an IOMMU's registers and the CPU's page size say, and neither tree nor plan. */
function hardwareAssumptions(devices: readonly Device[], options: SystemOptions): readonly string[] {
  const attached = devices.filter(({ assumedToWork, master }) => !assumedToWork && master.attachment.iommu !== null);
  const drivers = attached.map(({ master }) => master.attachment.driver);
  const unstated = (fact: IommuFact) =>
    drivers.filter((driver) => driver.reads[fact] !== undefined && !driver.stated.has(fact));
  const pages = options.granule === null ? `the CPU ${pageText(attached)} pages` : null;
  const apertures = unstated("input-bits").map((driver) => {
    const called = driver.family === null ? `${driver.id} is` : `${driver.family} are`;
    const text = `${called} assumed to have a ${apertureText(driver)}`;
    return driver.family !== null && pages !== null ? `${text}, and ${pages}` : text;
  });
  const fits = [
    ...(unstated("stream-id-bits").length > 0 ? ["stream ids"] : []),
    ...(unstated("output-bits").length > 0 ? ["physical addresses"] : []),
  ];
  const enough = fits.length > 0 ? "and stream-map entries to suffice" : "stream-map entries are assumed to suffice";
  const taken = [
    ...(fits.length > 0 ? [`${fits.join(" and ")} are assumed to fit their IOMMU`] : []),
    ...(unstated("stream-map-entries").length > 0 ? [enough] : []),
  ];
  const widths = taken.length > 0 ? [`${taken.join(", ")} (a plan can state its limits under iommus)`] : [];
  return [...all("iommu-aperture", [...new Set(apertures)]), ...all("iommu-widths", widths)];
}

/** The CPU's pages are no smaller than the granule of any IOMMU that works (init_iova_domain, 6.12). */
function pageText(devices: readonly Device[]): string {
  const stated = devices.filter(({ master }) => master.attachment.driver.stated.has("page-sizes"));
  return formatSize(stated.reduce((most, { granule }) => (granule > most ? granule : most), 4n * KiB));
}

const apertureText = ({ aperture }: IommuDriver): string => `${(aperture.end - 1n).toString(2).length}-bit aperture`;

/** probe_iommu_group passes errors other than ENODEV on, so others may well lose their IOMMU as well. */
function refusalAssumption(devices: readonly Device[], { kernel }: SystemOptions): readonly string[] {
  if (
    !kernel.losesIommuToOneDevice ||
    devices.every(({ refusal }) => refusal !== "streams" && refusal !== "stream-table")
  )
    return [];
  const since = sinceOf("losesIommuToOneDevice");
  return [
    `a device that is refused for its streams is assumed to be the only one that loses its group (not measured from ${since} on)`,
  ];
}

/** No tree tells which drivers a kernel has. */
function driverAssumption(domains: readonly Domain[], { kernel }: SystemOptions): readonly string[] {
  if (kernel.groupsWithoutDriver || domains.every(({ group }) => group === null)) return [];
  const since = sinceOf("groupsWithoutDriver");
  return [
    `every device is assumed to have a driver that binds: before Linux ${since} a device without a driver has no group`,
  ];
}

function unknownIommus(devices: readonly Device[], options: SystemOptions): readonly string[] {
  const found = new Map<DtNode, IommuDriver>();
  for (const { assumedToWork, master } of devices) {
    const { iommu, driver } = master.attachment;
    if (assumedToWork && iommu !== null) found.set(iommu, driver);
  }
  return [...found].map(([iommu, driver]) => {
    const name = textList(iommu, "compatible")[0] ?? "no compatible";
    const { kernel } = options;
    const reads = honoursIommuAddresses(driver, kernel) ? "reads" : "does not read";
    const as = rowFor(iommu) === null ? "no driver is known" : `Linux ${kernel.text} has no ${driver.id}`;
    const groups = driver.groups === perDevice ? " and one domain per distinct set of streams" : "";
    return `${pathOf(iommu)} (${name}): ${as}; the figures assume a driver that ${reads} iommu-addresses, a granule of ${formatSize(driver.granule)}, a ${apertureText(driver)}${groups}`;
  });
}

function vendorWindows(devices: readonly Device[], { kernel }: SystemOptions): readonly string[] {
  const iommus = new Set(devices.flatMap(({ master }) => master.attachment.iommu ?? []));
  return [...iommus].flatMap((iommu) => {
    const found = vendorWindow(iommu);
    if (found === null) return [];
    const { property, readBy, window } = found;
    return [
      `${pathOf(iommu)} is assumed to translate only ${formatRange(window)}, as its ${property} says: ${readBy} reads it, Linux ${kernel.text} does not (a plan can state another window under iommus)`,
    ];
  });
}

function firstMember(domains: readonly Domain[]): readonly string[] {
  const open = domains.filter((domain) => domain.ifFirst.length > 0);
  if (open.length === 0) return [];
  const ids = open.map((domain) => domain.group ?? domain.id).join(", ");
  return [`the first member to probe sets up the domain; the probe order changes the result of ${ids}`];
}

function driverNotes(devices: readonly Device[]): readonly string[] {
  const drivers = new Set<IommuDriver>(devices.map((device) => device.master.attachment.driver));
  return [...drivers].flatMap((driver) => (driver.note === null ? [] : [`${driver.id}: ${driver.note}`]));
}
