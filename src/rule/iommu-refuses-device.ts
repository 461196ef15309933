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
  why: "A stream id of more bits than the IOMMU has, more streams than its stream table holds (as a plan states them), a direct region that cannot be mapped, more IOMMUs than the driver has room for, two drivers, or cells that it does not take, and the driver refuses the device (arm_smmu_probe_device, arm_smmu_master_alloc_smes, iommu_create_device_direct_mappings, apple_dart_of_xlate): it ends without an IOMMU. From Linux 6.16 on a wide id or an unmappable region costs all devices behind that IOMMU theirs.",
  fix: "Write the stream ids that the hardware has, disable devices that nobody uses, cover several ids by one with a mask, or state what the IOMMU really has under `iommus` in the plan.",
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
              ? `${id} ends without an IOMMU: ${groupReason}`
              : `the IOMMU ${iommu ?? ""} refuses ${id} for ${what}`,
          location: node !== null && written ? propertyAt(system.tree, node, "iommus") : location,
          details: [
            ...(groupReason === null || what === undefined ? [] : [groupReason]),
            "the device gets no IOMMU group: it uses physical addresses, or does not probe",
            ...(others.length === 0 ? [] : [`${plural(others.length, "other device")} behind it end without a group`]),
          ],
          help: null,
          about: [consumerSubject(id)],
          key: refusal,
        },
      ];
    }),
});
