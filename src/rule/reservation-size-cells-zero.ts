import { entryCellsOf } from "../of/region-entries.js";
import { unavailableAt } from "../of/status.js";
import { type DtNode, pathOf } from "../tree/tree.js";
import { defineRule, type Observation } from "./engine/model.js";
import { onePerNode } from "./facts/consumers.js";
import { propertyAt, regionCells } from "./facts/place.js";
import { brokenFrom, consumerSubject } from "./facts/subjects.js";

export const reservationSizeCellsZero = defineRule({
  id: "reservation-size-cells-zero",
  title: "a reservation for a device on a bus without size cells",
  severity: "error",
  why: "With `#size-cells = <0>` an entry cannot say how long its range is, and Linux 6.12 dereferences NULL when it reads one (of_translate_dma_region returns NULL and of_iommu_get_resv_regions goes on). Every Qualcomm fastrpc compute-cb is on such a bus.",
  fix: "Give the device's parent #size-cells (and the reg of its children a size), or move the consumer below a bus that has them.",
  needs: [],
  check: ({ system }) => {
    const { tree, iommuAddresses, options } = system;
    const { text: release } = options.kernel;
    const hasNoSize = (node: DtNode) => entryCellsOf(tree, node).size === 0;
    const entries = iommuAddresses.regions.flatMap((region): readonly Observation[] => {
      const { problem } = region.reading;
      if (problem?.kind !== "no-size-cells" || unavailableAt(problem.target) !== null) return [];
      const location = regionCells(tree, region, problem.cell);
      return [observation(problem.target, location, "an entry of iommu-addresses", region.path, release)];
    });
    const others = onePerNode(system).flatMap((consumer): readonly Observation[] => {
      const { node, need } = consumer;
      if (node === null || !hasNoSize(node)) return [];
      if (node.properties.has("iommu-ranges")) {
        const location = propertyAt(tree, node, "iommu-ranges");
        return [observation(node, location, "iommu-ranges", consumer.path, null)];
      }
      const isNeeded = need !== null && need.from === "plan" && !need.ranges.clip(consumer.reach).isEmpty;
      return isNeeded ? [observation(node, consumer.location, "the need in the plan", consumer.path, null)] : [];
    });
    return [...entries, ...others];
  },
});

/** @param readBy the release that reads what is written; null where nothing is */
function observation(
  target: DtNode,
  location: Observation["location"],
  what: string,
  subject: string,
  readBy: string | null,
): Observation {
  const path = pathOf(target);
  const bus = target.parent === null ? "/" : pathOf(target.parent);
  return {
    consumer: path,
    message: `${what} cannot be written for ${path}: its bus ${bus} has '#size-cells = <0>'`,
    location,
    details: [
      "an entry is 1 phandle and the address cells, without a size: it cannot express a range",
      ...(readBy === null ? [] : [`Linux ${readBy} dereferences NULL when it reads such an entry, and does not boot`]),
    ],
    help: `give ${bus} #size-cells, and its children's reg a size`,
    about: [consumerSubject(path)],
    breaks: [consumerSubject(path), ...(readBy === null ? [] : brokenFrom(subject, path))],
    key: `${subject} ${what}`,
  };
}
