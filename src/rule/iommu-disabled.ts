import { unavailableAt } from "../of/status.js";
import { pathOf } from "../tree/tree.js";
import { defineRule } from "./engine/model.js";
import { onePerNode } from "./facts/consumers.js";
import { namedIommus } from "./facts/iommus.js";
import { propertyAt } from "./facts/place.js";
import { consumerSubject } from "./facts/subjects.js";
import { reservationTargetNoIommu } from "./reservation-target-no-iommu.js";

export const iommuDisabled = defineRule({
  id: "iommu-disabled",
  title: "an enabled consumer of a disabled IOMMU",
  severity: "warning",
  why: "One unavailable IOMMU among those that a device names, and Linux gives it none at all, without a message (of_iommu_xlate, measured on 6.12): its DMA addresses are physical. 39 upstream consumers are so.",
  fix: "Enable the IOMMU, or take it out of the consumer's iommus.",
  needs: [reservationTargetNoIommu],
  check: ({ system }) =>
    onePerNode(system).flatMap(({ node, path }) => {
      if (node === null) return [];
      const off = namedIommus(system.tree, node, system.options.kernel).find((iommu) => unavailableAt(iommu) !== null);
      if (off === undefined) return [];
      return [
        {
          consumer: path,
          message: `${path} is enabled, its IOMMU ${pathOf(off)} is disabled`,
          location: propertyAt(system.tree, node, node.properties.has("iommus") ? "iommus" : "iommu-map"),
          details: ["Linux gives the device no IOMMU: it uses physical addresses"],
          help: null,
          about: [consumerSubject(path)],
          key: pathOf(off),
        },
      ];
    }),
});
