import { unavailableAt } from "../of/status.js";
import { nodesOf, pathOf } from "../tree/tree.js";
import { defineRule } from "./engine/model.js";
import { propertyAt } from "./facts/place.js";
import { consumerSubject } from "./facts/subjects.js";

interface VendorProperty {
  readonly name: string;
  /** What its ranges are. */
  readonly polarity: "usable" | "reserved";
  readonly what: string;
}

/** Spellings of vendor kernels, none of which mainline reads. */
const PROPERTIES: readonly VendorProperty[] = [
  { name: "qcom,iommu-dma-addr-pool", polarity: "usable", what: "address and size of the pool a device may use" },
  { name: "qcom,iommu-geometry", polarity: "usable", what: "start and size of the space of a fast-mapped device" },
  { name: "samsung,iommu-reserved-map", polarity: "reserved", what: "ranges kept free, or mapped 1:1 with a flag" },
  { name: "apple,dma-range", polarity: "usable", what: "the range that the device may use" },
  { name: "iommu-resv-regions", polarity: "reserved", what: "pairs of bounds that NVIDIA's kernels keep free" },
];

export const vendorProperty = defineRule({
  id: "vendor-property",
  title: "a downstream spelling of an IOVA limit",
  severity: "note",
  why: "Vendor kernels have properties of their own for these limits, some saying what may be used, some what must not. Mainline Linux reads none of them, and neither do the figures of reports.",
  fix: "Write the limit as iommu-addresses (what is reserved) or iommu-ranges (what is usable), and mind the polarity.",
  needs: [],
  check: ({ system: { tree } }) =>
    nodesOf(tree)
      .filter((node) => PROPERTIES.some(({ name }) => node.properties.has(name)) && unavailableAt(node) === null)
      .flatMap((node) =>
        PROPERTIES.filter(({ name }) => node.properties.has(name)).map(({ name, polarity, what }) => ({
          consumer: node.properties.has("iommus") ? pathOf(node) : null,
          message: `'${name}' of ${pathOf(node)} is not read`,
          location: propertyAt(tree, node, name),
          details: [`it says what is ${polarity}: ${what}`, "mainline Linux does not read it"],
          help: null,
          about: [consumerSubject(pathOf(node))],
          key: `${pathOf(node)} ${name}`,
        })),
      ),
});
