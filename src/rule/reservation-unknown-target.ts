import { unavailableAt } from "../of/status.js";
import { cellAt } from "../tree/value.js";
import { defineRule } from "./engine/model.js";
import { regionCells } from "./facts/place.js";
import { restSubject } from "./facts/subjects.js";

export const reservationUnknownTarget = defineRule({
  id: "reservation-unknown-target",
  title: "an iommu-addresses entry names no node",
  severity: "error",
  why: "Linux looks for the device's phandle and never finds it: the entry has no effect, and there is no message (of_iommu_get_resv_regions, 6.12).",
  fix: "Name the device with a reference (&label), not with a number.",
  needs: [],
  check: ({ system: { tree, iommuAddresses } }) =>
    iommuAddresses.regions.flatMap((region) => {
      const { problem, entries } = region.reading;
      // A list whose other entries are all for disabled devices may well name one that was left out of this board.
      if (problem?.kind !== "unknown-target") return [];
      if (entries.length > 0 && entries.every(({ target }) => unavailableAt(target) !== null)) return [];
      const value = cellAt(region.property, problem.cell) ?? 0;
      return [
        {
          consumer: null,
          message: `'iommu-addresses' names phandle 0x${value.toString(16)}, and no node has it`,
          location: regionCells(tree, region, problem.cell),
          details: ["Linux reserves nothing for this entry and prints no message"],
          help: "refer to the device by its label: <&device ...>",
          about: [restSubject(region.path)],
          breaks: [restSubject(region.path)],
          key: region.path,
        },
      ];
    }),
});
