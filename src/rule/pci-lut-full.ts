import { nodeNamed } from "../system/plan-names.js";
import { pathOf } from "../tree/tree.js";
import { defineRule } from "./engine/model.js";
import { consumerSubject } from "./facts/subjects.js";
import { plural } from "./facts/words.js";

export const pciLutFull = defineRule({
  id: "pci-lut-full",
  title: "more PCI functions than the controller's table of stream ids holds",
  severity: "error",
  why: "Some PCIe controllers turn a function's requester id into a stream id with a look-up table that has one entry per function: Layerscape and i.MX95 (imx_pcie_add_lut, 6.14, returns -ENOSPC when it is full). A function without an entry gets no IOMMU, or uses another function's stream id. A plan states the number of entries (`lut-entries`).",
  fix: "Leave out unused functions, or state the controller's real number of entries.",
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
          message: `${plural(functions.length, "function")} below ${path} need one entry each in a table of ${most}`,
          location,
          details: [`in this order none is left for ${left.join(", ")}`],
          help: null,
          about: [consumerSubject(path)],
          key: path,
        },
      ];
    }),
});
