/** Samsung's Exynos System MMUs (drivers/iommu/exynos-iommu.c, 6.1 and 6.12). */
import { apertureOfBits, type IommuDriver, plainDriver } from "../driver.js";

export const exynosIommu: readonly IommuDriver[] = [
  {
    ...plainDriver,
    id: "exynos-iommu",
    module: "exynos-iommu",
    compatible: ["samsung,exynos-sysmmu"],
    source: "drivers/iommu/exynos-iommu.c (6.1, 6.12)",
    aperture: apertureOfBits(64),
    iommuAddresses: "readsExynosIommuAddresses",
  },
];
