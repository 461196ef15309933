import { driverOf, honoursIommuAddresses } from "../iommu/drivers.js";
import { sinceOf } from "../kernel/kernel.js";
import { unavailableAt } from "../of/status.js";
import { defineRule } from "./engine/model.js";
import { namedIommus } from "./facts/iommus.js";
import { entryAt } from "./facts/place.js";
import { consumerSubject } from "./facts/subjects.js";
import { reservationTargetNoIommu } from "./reservation-target-no-iommu.js";

export const reservationIgnoredByDriver = defineRule({
  id: "reservation-ignored-by-driver",
  title: "the IOMMU's Linux driver does not read iommu-addresses",
  severity: "error",
  why: `A driver must read them in its get_resv_regions: arm-smmu, arm-smmu-v3, virtio-iommu and apple-dart do (iommu_dma_get_resv_regions, since ${sinceOf("readsIommuAddresses")}), and exynos since ${sinceOf("readsExynosIommuAddresses")}. With other drivers the allocator still hands the range out.`,
  fix: "Use a kernel whose driver reads it (--kernel-version sets the kernel), or reserve the range by other means.",
  needs: [reservationTargetNoIommu],
  check: ({ system: { tree, iommuAddresses, options } }) => {
    const seen = new Set<string>();
    return iommuAddresses.linkedEntries.flatMap((placed) => {
      const { region, target, targetPath } = placed;
      const iommu = namedIommus(tree, target, options.kernel)[0];
      const pair = `${region.path} ${targetPath}`;
      if (iommu === undefined || unavailableAt(iommu) !== null || seen.has(pair)) return [];
      const { driver } = driverOf(iommu, options.kernel);
      if (honoursIommuAddresses(driver, options.kernel)) return [];
      seen.add(pair);
      const since = driver.iommuAddresses === null ? null : sinceOf(driver.iommuAddresses);
      return [
        {
          consumer: targetPath,
          message: `Linux ${options.kernel.text} ignores 'iommu-addresses' here: its ${driver.id} driver does not read it`,
          location: entryAt(tree, placed),
          details: [
            since === null
              ? `no known release has a ${driver.id} that reads it`
              : `${driver.id} reads it since Linux ${since}`,
            "the addresses stay free in the allocator and can be handed out",
          ],
          help: since === null ? null : `with --kernel-version ${since} it counts`,
          about: [consumerSubject(targetPath)],
          key: region.path,
        },
      ];
    });
  },
});
