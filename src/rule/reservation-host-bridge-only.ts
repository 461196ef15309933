import { isHostBridge } from "../of/pci.js";
import { defineRule } from "./engine/model.js";
import { entryAt } from "./facts/place.js";
import { entrySubject } from "./facts/subjects.js";
import { extentText } from "./facts/words.js";
import { reservationCellsMisaligned } from "./reservation-cells-misaligned.js";
import { reservationCellsShort } from "./reservation-cells-short.js";

export const reservationHostBridgeOnly = defineRule({
  id: "reservation-host-bridge-only",
  title: "a reservation on a PCI host bridge never reaches the functions behind it",
  severity: "error",
  why: "A function found on the bus has no node, or its own: Linux reads only the memory-region of the device's own node (measured on 6.12; reported in 2025 as empty reserved_regions for PCIe functions).",
  fix: "Give the function a node below the bridge with its own memory-region, or keep the range out of the bridge's inbound dma-ranges.",
  needs: [reservationCellsShort, reservationCellsMisaligned],
  check: ({ system: { tree, iommuAddresses } }) =>
    iommuAddresses.linkedEntries
      .filter(({ target }) => isHostBridge(target) && target.properties.has("iommu-map"))
      .map((placed) => {
        const { entry, region, targetPath } = placed;
        const range = extentText(entry.address.value, entry.length);
        return {
          consumer: targetPath,
          message: `${range} is reserved for ${targetPath}, but not for the functions in its 'iommu-map'`,
          location: entryAt(tree, placed),
          details: [
            "Linux reads only the memory-region of a device's own node: the functions can be handed these addresses",
          ],
          help: null,
          about: [entrySubject(region.path, targetPath)],
          key: `${region.path} ${range}`,
        };
      }),
});
