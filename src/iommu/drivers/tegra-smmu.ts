/** NVIDIA's SMMU of 32-bit and early 64-bit Tegras (drivers/iommu/tegra-smmu.c, 6.1 and 6.12). */
import { pathOf } from "../../tree/tree.js";
import { textList } from "../../tree/value.js";
import { type IommuDriver, plainDriver } from "../driver.js";
import { joined, stateless } from "../grouping.js";

/** swgroups that count as one: DC 1, DCB 2, and the 2D, 3D or VIC engines that share memory with the display. */
const SHARED: Readonly<Record<string, readonly number[]>> = {
  "nvidia,tegra30-mc": [1, 2, 4, 9, 10],
  "nvidia,tegra114-mc": [1, 2, 4, 6],
  "nvidia,tegra124-mc": [1, 2, 24],
  "nvidia,tegra132-mc": [1, 2, 24],
  "nvidia,tegra210-mc": [1, 2],
};

/** By memory client (tegra_smmu_group_get). */
const byClient = stateless("named", ({ iommu, streams }, tokens) => {
  const client = streams[0]?.id ?? 0;
  const sets = textList(iommu, "compatible").flatMap((name) => SHARED[name] ?? []);
  return joined(tokens.shared(`tegra ${pathOf(iommu)} ${sets.includes(client) ? "shared" : client}`));
});

export const tegraSmmu: readonly IommuDriver[] = [
  {
    ...plainDriver,
    id: "tegra-smmu",
    module: "tegra-smmu",
    compatible: Object.keys(SHARED),
    source: "drivers/iommu/tegra-smmu.c, drivers/memory/tegra/*.c (6.1, 6.12)",
    groups: byClient,
    identity: "all",
  },
];
