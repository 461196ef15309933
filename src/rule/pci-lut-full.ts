import { nodeNamed } from "../system/plan-names.js";
import { pathOf } from "../tree/tree.js";
import { defineRule } from "./engine/model.js";
import { consumerSubject } from "./facts/subjects.js";
import { plural } from "./facts/words.js";

export const pciLutFull = defineRule({
  id: "pci-lut-full",
  title: "more PCI functions than the controller's table of stream ids holds",
  severity: "error",
  why: "Some PCIe controllers turn a function's requester id into a stream id with a look-up table, an entry a function: Layerscape's, and that of i.MX95 (imx_pcie_add_lut, 6.14, returns -ENOSPC when it is full). A function without an entry gets no IOMMU, or sends as somebody else. How many entries there are a plan says (`lut-entries`).",
  fix: "Leave out functions that nobody uses, or state what the controller really has.",
  needs: [],
  check: ({ system, plan }) =>
    (plan?.pci ?? []).flatMap(({ bridge, lutEntries }) => {
      const node = nodeNamed(system.tree, bridge.value);
      if (node === null || lutEntries === null) return [];
      const path = pathOf(node);
      const functions = system.consumers.filter(
        (one) =>
          one.kind === "pci-function" &&
          one.pciFunction !== null &&
          one.pciFunction !== "*" &&
          (one.path === path || one.path.startsWith(`${path}/`)),
      );
      const { value: most, location } = lutEntries;
      if (functions.length <= most) return [];
      const left = functions.slice(most).map(({ id }) => id);
      return [
        {
          consumer: null,
          message: `${plural(functions.length, "function")} below ${path} want an entry each in a table of ${most}`,
          location,
          details: [`none is left for ${left.join(", ")} if they come in this order`],
          help: null,
          about: [consumerSubject(path)],
          key: path,
        },
      ];
    }),
});
