import { formatRange } from "../base/range.js";
import { vendorWindow } from "../iommu/vendor-window.js";
import { unavailableAt } from "../of/status.js";
import { type DeviceTree, type DtNode, nodesOf, pathOf } from "../tree/tree.js";
import { defineRule, type Observation } from "./engine/model.js";
import { propertyAt } from "./facts/place.js";
import { consumerSubject } from "./facts/subjects.js";

interface VendorProperty {
  readonly name: string;
  /** What its ranges are; null: not known. */
  readonly polarity: "usable" | "reserved" | null;
  readonly what: string;
}

/** Spellings of vendor kernels, none of which mainline reads; who does stands where it is known. */
const PROPERTIES: readonly VendorProperty[] = [
  { name: "qcom,iommu-dma-addr-pool", polarity: "usable", what: "address and size of the pool a device may use" },
  { name: "qcom,iommu-geometry", polarity: "usable", what: "start and size of the space of a fast-mapped device" },
  { name: "samsung,iommu-reserved-map", polarity: "reserved", what: "ranges kept free, or mapped 1:1 with a flag" },
  { name: "apple,dma-range", polarity: "usable", what: "the range that the device may use" },
  { name: "brcm,iova-window", polarity: "usable", what: "start and size of what the IOMMU translates" },
  { name: "samsung,iommu-identity-map", polarity: "reserved", what: "ranges mapped one to one" },
  { name: "iommu-resv-regions", polarity: "reserved", what: "pairs of bounds that NVIDIA's kernels keep free" },
];

/** `acme,iova-window`: what else sounds like a limit on a device behind an IOMMU, or on an IOMMU. */
const SOUNDS_LIKE =
  /^[a-z0-9]+,(?:[a-z0-9-]*-)?(?:iova|iommu|smmu|dart|dma)-(?:[a-z0-9-]*-)?(?:window|range|pool|region|reserved|aperture|geometry)s?$/;

export const vendorProperty = defineRule({
  id: "vendor-property",
  title: "a downstream spelling of an IOVA limit",
  severity: "note",
  why: "Vendor kernels have properties of their own for these limits, some saying what may be used, some what must not. Mainline Linux reads none of them. Figures of reports heed a window on the IOMMU itself whose format is certain (apple,dma-range, brcm,iova-window) and no other.",
  fix: "Write the limit as iommu-addresses (what is reserved) or iommu-ranges (what is usable), and mind the polarity; or state it in a plan: `window` of the IOMMU, `usable` or `reserve` of the device.",
  needs: [],
  check: ({ system: { tree } }) =>
    nodesOf(tree).flatMap((node) => {
      const found = propertiesOf(node);
      return found.length === 0 || unavailableAt(node) !== null
        ? []
        : found.map((property) => observation(tree, node, property));
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

function observation(tree: DeviceTree, node: DtNode, { name, polarity, what }: VendorProperty): Observation {
  const path = pathOf(node);
  const heeded = node.properties.has("#iommu-cells") ? vendorWindow(node) : null;
  const isHeeded = heeded?.property === name;
  const says =
    polarity === null
      ? "whether it says what may be used or what must not is not known"
      : `it says what is ${polarity}: ${what}`;
  return {
    consumer: node.properties.has("iommus") ? path : null,
    message: isHeeded
      ? `'${name}' of ${path} bounds what it translates to ${formatRange(heeded.window)}`
      : `'${name}' of ${path} is not read`,
    location: propertyAt(tree, node, name),
    details: isHeeded
      ? [`${heeded.readBy} reads it, mainline Linux does not`]
      : [says, "mainline Linux does not read it"],
    help: isHeeded
      ? null
      : node.properties.has("#iommu-cells")
        ? "if it bounds what the IOMMU translates, state that as the IOMMU's 'window' in a plan"
        : "state it in a plan as the device's 'usable' or 'reserve'",
    about: [consumerSubject(path)],
    key: `${path} ${name}`,
  };
}
