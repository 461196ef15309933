import { RangeSet } from "../base/range.js";
import type { Consumer } from "../system/model.js";
import { defineLayout } from "./define.js";
import { onDeviceNode } from "./device-node.js";
import { nothingWritten, type Written } from "./domains.js";
import type { Layout } from "./model.js";
import { dropsNodes, kernels } from "./requirements.js";
import { evaluateWritten } from "./result.js";
import { knownNeed } from "./waste.js";

/** The union of all needs on the device's node: what Linux makes of runtime children that share it. */
export const shared: Layout = defineLayout({
  id: "shared",
  title: "the union of all needs on the parent",
  evaluate(family, system) {
    const union = family.members.map(knownNeed).reduce((all, need) => all.union(need), RangeSet.empty);
    const parent = onDeviceNode(union, family, system);
    const written = (member: Consumer): Written => ({ ...nothingWritten, byNode: parent.inheritedBy(member) });
    return evaluateWritten(shared, family, system, written, {
      kernel: union.isEmpty ? kernels.any : kernels.iommuAddresses,
      ownStreams: false,
      driverChange: dropsNodes(family),
      restructures: dropsNodes(family),
      property: "iommu-addresses",
      notes: parent.notes,
    });
  },
});
