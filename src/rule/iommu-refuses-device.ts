import type { Consumer } from "../system/model.js";
import { defineRule } from "./engine/model.js";
import { propertyAt } from "./facts/place.js";
import { consumerSubject } from "./facts/subjects.js";
import { plural } from "./facts/words.js";

/** What each refusal is about, where the reason alone does not say it. */
const REFUSED: Readonly<Partial<Record<NonNullable<Consumer["refusal"]>, string>>> = {
  "stream-width": "a stream id that it does not know",
  "stream-table": "more streams than its table has entries",
  "direct-map": "a direct region that it cannot map",
};

export const iommuRefusesDevice = defineRule({
  id: "iommu-refuses-device",
  title: "an enabled device that its IOMMU refuses",
  severity: "error",
  why: "The driver refuses a device with a stream id that is too wide for the IOMMU, with more streams than its stream table holds (as a plan states them), with a direct region that cannot be mapped, with more IOMMUs than it supports, with IOMMUs of two drivers, or with a cell count that it does not take (arm_smmu_probe_device, arm_smmu_master_alloc_smes, iommu_create_device_direct_mappings, apple_dart_of_xlate): the device ends up without an IOMMU. From Linux 6.16 on, a wide id or an unmappable region makes the registration of the whole IOMMU fail.",
  fix: "Write the stream ids that the hardware has, disable unused devices, cover several ids by one with a mask, or state the IOMMU's real limits under `iommus` in the plan.",
  needs: [],
  check: ({ system }) =>
    system.consumers.flatMap((consumer) => {
      const { id, node, refusal, groupReason, location, iommu } = consumer;
      // Streams that overlap are `group-stream-overlap`'s.
      if (refusal === null || refusal === "streams") return [];
      const what = REFUSED[refusal];
      const others = system.consumers.filter((one) => one.iommu === iommu && one.id !== id && one.group === null);
      const written = node?.properties.has("iommus") === true && refusal !== "direct-map";
      return [
        {
          consumer: id,
          message:
            what === undefined
              ? `${id} ends up without an IOMMU: ${groupReason}`
              : `the IOMMU ${iommu ?? ""} refuses ${id} for ${what}`,
          location: node !== null && written ? propertyAt(system.tree, node, "iommus") : location,
          details: [
            ...(groupReason === null || what === undefined ? [] : [groupReason]),
            "the device gets no IOMMU group: it uses physical addresses or does not probe",
            ...(others.length === 0
              ? []
              : [`${plural(others.length, "other device")} behind it end up without a group`]),
          ],
          help: null,
          about: [consumerSubject(id)],
          key: refusal,
        },
      ];
    }),
});
