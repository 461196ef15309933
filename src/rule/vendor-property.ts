import { formatRange } from "../base/range.js";
import type { IommuDriver } from "../iommu/driver.js";
import { vendorWindow } from "../iommu/vendor-window.js";
import { unavailableAt } from "../of/status.js";
import { type DeviceTree, type DtNode, nodesOf, pathOf } from "../tree/tree.js";
import { defineRule, type Observation } from "./engine/model.js";
import { propertyAt } from "./facts/place.js";
import { consumerSubject } from "./facts/subjects.js";

interface VendorProperty {
  readonly name: string;
  /** What its ranges are; null: not known. */
  readonly polarity: "usable" | "reserved" | "mapped" | null;
  readonly what: string;
}

/** Spellings of vendor kernels, none of which mainline reads; who does stands where it is known. */
const PROPERTIES: readonly VendorProperty[] = [
  { name: "qcom,iommu-dma-addr-pool", polarity: "usable", what: "address and size of the pool a device may use" },
  { name: "qcom,iommu-geometry", polarity: "usable", what: "start and size of the space of a fast-mapped device" },
  { name: "samsung,iommu-reserved-map", polarity: "reserved", what: "ranges kept free" },
  { name: "apple,dma-range", polarity: "usable", what: "the range that the device may use" },
  { name: "brcm,iova-window", polarity: "usable", what: "start and size of the addresses that the IOMMU translates" },
  { name: "samsung,iommu-identity-map", polarity: "mapped", what: "identity-mapped ranges" },
  { name: "iommu-resv-regions", polarity: "reserved", what: "pairs of bounds that NVIDIA's kernels keep free" },
];

/** `acme,iova-window`: what else sounds like a limit on a device behind an IOMMU, or on an IOMMU. */
const SOUNDS_LIKE =
  /^[a-z0-9]+,(?:[a-z0-9-]*-)?(?:iova|iommu|smmu|dart|dma)-(?:[a-z0-9-]*-)?(?:window|range|pool|region|reserved|aperture|geometry)s?$/;

export const vendorProperty = defineRule({
  id: "vendor-property",
  title: "a downstream spelling of an IOVA limit",
  severity: "note",
  why: "Vendor kernels have their own properties for these limits; some state usable ranges, some reserved ones. Mainline Linux reads none of them. The figures take into account those with a known format and reader: a window on the IOMMU itself (apple,dma-range, brcm,iova-window), and the maps of masters behind a samsung,sysmmu-v8 or -v9.",
  fix: "Write the limit as iommu-addresses (what is reserved) or iommu-ranges (what is usable), with the right polarity, or state it in a plan: `window` of the IOMMU, `usable` or `reserve` of the device.",
  needs: [],
  check: ({ system: { tree, consumerById } }) =>
    nodesOf(tree).flatMap((node) => {
      const found = propertiesOf(node);
      if (found.length === 0 || unavailableAt(node) !== null) return [];
      const driver = consumerById.get(pathOf(node))?.driver ?? null;
      return found.map((property) => observation(tree, node, property, driver));
    }),
});

function propertiesOf(node: DtNode): readonly VendorProperty[] {
  const known = PROPERTIES.filter(({ name }) => node.properties.has(name));
  if (!node.properties.has("iommus") && !node.properties.has("#iommu-cells")) return known;
  const others = [...node.properties.keys()].filter(
    (name) => SOUNDS_LIKE.test(name) && !PROPERTIES.some((one) => one.name === name),
  );
  return [...known, ...others.map((name): VendorProperty => ({ name, polarity: null, what: "" }))];
}

/** What comes of a property here. */
interface Reading {
  readonly message: string;
  readonly details: readonly string[];
  readonly help: string | null;
}

function readingOf(node: DtNode, { name, polarity, what }: VendorProperty, driver: IommuDriver | null): Reading {
  const subject = `'${name}' of ${pathOf(node)}`;
  const isIommu = node.properties.has("#iommu-cells");
  const window = isIommu ? vendorWindow(node) : null;
  if (window?.property === name) {
    const message = `${subject} limits its translation to ${formatRange(window.window)}`;
    return { message, details: [`${window.readBy} reads it; mainline Linux does not`], help: null };
  }
  const regions = (driver?.regions?.(node) ?? []).filter(({ property }) => property === name);
  if (driver !== null && regions.length > 0) {
    const ranges = regions.map(({ start, length }) => formatRange({ start, end: start + length }));
    const does = polarity === "mapped" ? "identity-maps" : "keeps free";
    const details = [`${driver.id} of its IOMMU reads it, which mainline Linux does not have`];
    return { message: `${subject} ${does} ${ranges.join(", ")}`, details, help: null };
  }
  return {
    message: `${subject} is not read`,
    details: [POLARITIES[polarity ?? "unknown"](what), "mainline Linux does not read it"],
    help: isIommu
      ? "if it limits what the IOMMU translates, state that as the IOMMU's 'window' in a plan"
      : "state it in a plan as the device's 'usable' or 'reserve'",
  };
}

const POLARITIES = {
  usable: (what: string) => `it states what is usable: ${what}`,
  reserved: (what: string) => `it states what is reserved: ${what}`,
  mapped: (what: string) => `it states what is reserved: ${what}`,
  unknown: () => "whether it states usable or reserved ranges is unknown",
} as const;

function observation(
  tree: DeviceTree,
  node: DtNode,
  property: VendorProperty,
  driver: IommuDriver | null,
): Observation {
  const path = pathOf(node);
  const { name } = property;
  return {
    consumer: node.properties.has("iommus") ? path : null,
    ...readingOf(node, property, driver),
    location: propertyAt(tree, node, name),
    about: [consumerSubject(path)],
    key: `${path} ${name}`,
  };
}
