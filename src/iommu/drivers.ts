/** Which driver an IOMMU's node gets, and what it does for a consumer. */
import type { Kernel } from "../kernel/kernel.js";
import type { DtNode } from "../tree/tree.js";
import { textList } from "../tree/value.js";
import { apertureOfBits, type IommuDriver, plainDriver } from "./driver.js";
import { iommuDrivers } from "./registry.js";

/** What is assumed of an IOMMU that no row describes. */
export const unknownDriver: IommuDriver = {
  ...plainDriver,
  id: "unknown",
  module: "unknown",
  compatible: [],
  source: "none: an assumption",
  aperture: apertureOfBits(64),
  iommuAddresses: "readsIommuAddresses",
  reads: {
    "input-bits": apertureOfBits,
    "output-bits": true,
    "page-sizes": true,
    "stream-id-bits": true,
    "msi-window": "software",
  },
};

export interface DriverChoice {
  readonly driver: IommuDriver;
  /** False for an IOMMU no row describes, and for a driver that the release at hand does not have yet. */
  readonly inKernel: boolean;
}

/** The row that describes an IOMMU's node in some release; null if none does. */
export function rowFor(iommu: DtNode): IommuDriver | null {
  const compatible = textList(iommu, "compatible");
  return iommuDrivers.find((row) => fits(row, compatible)) ?? null;
}

/** The driver that binds to an IOMMU's node in the kernel at hand. */
export function driverOf(iommu: DtNode, kernel: Kernel): DriverChoice {
  const driver = rowFor(iommu);
  if (driver === null) return { driver: unknownDriver, inKernel: false };
  return { driver, inKernel: driver.cameWith === null || kernel[driver.cameWith] };
}

const fits = (row: IommuDriver, compatible: readonly string[]): boolean =>
  compatible.some((name) => row.compatible.includes(name)) &&
  (row.variantPrefix === null || compatible.some((name) => name.startsWith(row.variantPrefix ?? "")));

/** Whether the driver reads `iommu-addresses` in that release. */
export const honoursIommuAddresses = (driver: IommuDriver, kernel: Kernel): boolean =>
  driver.iommuAddresses !== null && kernel[driver.iommuAddresses];

/** Whether the driver gives this consumer an identity domain unless told otherwise. */
export function isIdentityByDefault(driver: IommuDriver, consumer: DtNode | null, kernel: Kernel): boolean {
  if (driver.identity === "all") return true;
  if (consumer === null) return false;
  const compatible = textList(consumer, "compatible");
  return driver.identity.some(
    (row) => compatible.includes(row.compatible) && (row.cameWith === null || kernel[row.cameWith]),
  );
}
