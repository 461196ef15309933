import { isHostBridge } from "../of/pci.js";
import { defineRule } from "./engine/model.js";
import { onePerNode } from "./facts/consumers.js";
import { propertyAt } from "./facts/place.js";
import { consumerSubject } from "./facts/subjects.js";

export const iommusOnHostBridge = defineRule({
  id: "iommus-on-host-bridge",
  title: "a PCI host bridge with iommus and no iommu-map",
  severity: "warning",
  why: "Linux finds the IOMMU of a PCI function only through the host bridge's iommu-map (of_iommu_configure, pci_request_id): iommus on the bridge are for its own DMA, and the functions behind it have no IOMMU.",
  fix: "Write iommu-map (and msi-map) on the bridge; leave iommus only where the bridge itself masters DMA.",
  needs: [],
  check: ({ system }) =>
    onePerNode(system).flatMap(({ node, path }) => {
      if (node === null || !isHostBridge(node)) return [];
      if (!node.properties.has("iommus") || node.properties.has("iommu-map")) return [];
      return [
        {
          consumer: path,
          message: `${path} is a PCI host bridge: its 'iommus' give the functions behind it no IOMMU`,
          location: propertyAt(system.tree, node, "iommus"),
          details: ["functions need 'iommu-map', which the bridge lacks: they use physical addresses"],
          help: "iommu-map = <0x0 &iommu 0x0 0x10000>; with the stream ids that the bridge uses",
          about: [consumerSubject(path)],
          key: "",
        },
      ];
    }),
});
