/** Virtio's paravirtual IOMMU (drivers/iommu/virtio-iommu.c, 6.1 and 6.12). */
import { apertureOfBits, type IommuDriver, plainDriver, SOFTWARE_MSI } from "../driver.js";

export const virtioIommu: readonly IommuDriver[] = [
  {
    ...plainDriver,
    id: "virtio-iommu",
    module: "virtio-iommu",
    compatible: ["virtio,pci-iommu", "virtio,mmio"],
    source: "drivers/iommu/virtio-iommu.c (6.1, 6.12)",
    // The device says; QEMU's says 64 bits, or 39 or 48 where it is told so.
    aperture: apertureOfBits(64),
    iommuAddresses: "readsIommuAddresses",
    // Before it knew of domains without endpoints: measured on 6.12.
    directMapCrash: { where: "viommu_iotlb_sync", mendedBy: "survivesVirtioDirectRegions" },
    msi: SOFTWARE_MSI,
    // viommu_get_resv_regions: a window that the device reports is the machine's own; without one Linux makes its own.
    reads: { "input-bits": apertureOfBits, "page-sizes": true, "msi-window": "hardware" },
    note: "the virtio device itself may reserve more than the tree says",
  },
];
