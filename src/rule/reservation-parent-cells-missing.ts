import { type Kernel, sinceOf } from "../kernel/kernel.js";
import { isKnownBus, isPciBus } from "../of/bus.js";
import { busCells, hasOwnCells } from "../of/cells.js";
import { type DtNode, pathOf } from "../tree/tree.js";
import { defineRule, type Observation } from "./engine/model.js";
import { onePerNode } from "./facts/consumers.js";
import { entryAt, propertyAt } from "./facts/place.js";
import { consumerSubject } from "./facts/subjects.js";
import { reservationSizeCellsZero } from "./reservation-size-cells-zero.js";

const SINCE = sinceOf("wantsOwnAddressCells");

export const reservationParentCellsMissing = defineRule({
  id: "reservation-parent-cells-missing",
  title: "a reservation for a consumer whose parent has no cell counts",
  severity: "warning",
  why: `Linux takes the counts from an ancestor (of_bus_n_addr_cells, 6.12) and, since about 6.13, warns: "Missing '#address-cells' in /soc@0/video-codec@aa00000". From ${SINCE} on a parent without #address-cells is not a bus and translates nothing (of_match_bus): an entry is a NULL dereference, as seen on booted kernels. The DT specification does not inherit counts and defaults to 2 and 1, so other tools may read other ranges.`,
  fix: "Give the parent #address-cells and #size-cells, and `ranges;` too, because dtc warns without it (avoid_unnecessary_addr_size).",
  needs: [reservationSizeCellsZero],
  check: ({ system }) => {
    const { tree, iommuAddresses, options } = system;
    const seen = new Set<DtNode>();
    const entries = iommuAddresses.linkedEntries.flatMap((placed): readonly Observation[] => {
      if (seen.has(placed.target)) return [];
      seen.add(placed.target);
      return missing(placed.target, entryAt(tree, placed), "iommu-addresses", options.kernel);
    });
    const ranges = onePerNode(system).flatMap(({ node }): readonly Observation[] =>
      node === null || seen.has(node) || !node.properties.has("iommu-ranges")
        ? []
        : missing(node, propertyAt(tree, node, "iommu-ranges"), "iommu-ranges", options.kernel),
    );
    return [...entries, ...ranges];
  },
});

function missing(
  node: DtNode,
  location: Observation["location"],
  what: "iommu-addresses" | "iommu-ranges",
  kernel: Kernel,
): readonly Observation[] {
  const { parent } = node;
  if (parent === null || hasOwnCells(parent) || isPciBus(parent)) return [];
  const { address, size } = busCells(parent);
  const from = (cells: typeof address) => (cells.from === null ? "Linux's default" : `from ${pathOf(cells.from)}`);
  const path = pathOf(node);
  const isBus = isKnownBus(parent, kernel);
  return [
    {
      consumer: path,
      message: `${pathOf(parent)} lacks '#address-cells' or '#size-cells', which ${what} of ${path} is counted with`,
      location,
      ...(isBus ? {} : { severity: "error" as const, breaks: [consumerSubject(path)] }),
      details: [
        ...outcome(parent, what, kernel),
        `${before(parent, kernel)} counts ${address.count} (${from(address)}) and ${size.count} (${from(size)}); the DT specification would count 2 and 1`,
      ],
      help: `in ${pathOf(parent)}: #address-cells = <${address.count}>; #size-cells = <${size.count}>; ranges;`,
      about: [consumerSubject(path)],
      key: what,
    },
  ];
}

/** What the kernel at hand does where it knows no such bus. */
function outcome(parent: DtNode, what: "iommu-addresses" | "iommu-ranges", kernel: Kernel): readonly string[] {
  if (isKnownBus(parent, kernel)) return [];
  const nothing = `for Linux ${kernel.text}, ${pathOf(parent)} is not a bus: it translates nothing below it`;
  if (what === "iommu-addresses") return [`${nothing}: reading the entry is a NULL dereference`];
  return [kernel.readsIommuRanges ? `${nothing}: none of the ranges counts` : nothing];
}

const before = (parent: DtNode, kernel: Kernel): string =>
  isKnownBus(parent, kernel) ? "Linux" : `Linux before ${SINCE}`;
