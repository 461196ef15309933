/** What Arm's SMMUs of all versions have in common (drivers/iommu/arm/, 6.1 and 6.12). */
import type { Range } from "../base/range.js";
import { apertureOfBits, type FactReadings } from "./driver.js";

const SIXTY_FOUR_KIB = 0x10000n;

export const SMMU_FAMILY = "Arm SMMUs";

export const SMMU_APERTURE = apertureOfBits(48);

export const SMMU_PAGE_TABLE_WARNING = "drivers/iommu/io-pgtable-arm.c arm_lpae_map_pages";

/** The width is an identification register's: Linux uses 48 bits of it at most with 4 and 16 KiB pages, else 52. */
const aperture = (bits: number, granule: bigint): Range =>
  apertureOfBits(Math.min(bits, granule >= SIXTY_FOUR_KIB ? 52 : 48));

export const smmuReads = {
  "input-bits": aperture,
  "output-bits": true,
  "page-sizes": true,
  "stream-id-bits": true,
  "msi-window": "software",
} as const satisfies FactReadings;
