/** Every rule, in the order of their ids: made from the folder by `npm run registries`. */
import { childInheritsAll } from "../child-inherits-all.js";
import { childNodeInheritsNothing } from "../child-node-inherits-nothing.js";
import { expectationFailed } from "../expectation-failed.js";
import { groupReservationsDiffer } from "../group-reservations-differ.js";
import { groupRuntimeSpill } from "../group-runtime-spill.js";
import { groupSeveralStreams } from "../group-several-streams.js";
import { groupSharedStream } from "../group-shared-stream.js";
import { groupStreamOverlap } from "../group-stream-overlap.js";
import { iommuBadSpecifier } from "../iommu-bad-specifier.js";
import { iommuDisabled } from "../iommu-disabled.js";
import { iommuIdentityDomain } from "../iommu-identity-domain.js";
import { iommuMapLegacyCells } from "../iommu-map-legacy-cells.js";
import { iommuRefusesDevice } from "../iommu-refuses-device.js";
import { iommusOnHostBridge } from "../iommus-on-host-bridge.js";
import { iovaOnlyInReservedMemory } from "../iova-only-in-reserved-memory.js";
import { memoryNomapReusable } from "../memory-nomap-reusable.js";
import { memoryOverlap } from "../memory-overlap.js";
import { memoryRegionNotReserved } from "../memory-region-not-reserved.js";
import { msiWindowClash } from "../msi-window-clash.js";
import { needNotMet } from "../need-not-met.js";
import { pciLutFull } from "../pci-lut-full.js";
import { polarityInverted } from "../polarity-inverted.js";
import { rangesAndReservation } from "../ranges-and-reservation.js";
import { rangesCellsShort } from "../ranges-cells-short.js";
import { rangesDmaRangesMiss } from "../ranges-dma-ranges-miss.js";
import { rangesOldMeaning } from "../ranges-old-meaning.js";
import { rangesOutsideReach } from "../ranges-outside-reach.js";
import { rangesOverlap } from "../ranges-overlap.js";
import { rangesUnsupported } from "../ranges-unsupported.js";
import { reachMostlyReserved } from "../reach-mostly-reserved.js";
import { reservationCellsMisaligned } from "../reservation-cells-misaligned.js";
import { reservationCellsShort } from "../reservation-cells-short.js";
import { reservationDisabledRegion } from "../reservation-disabled-region.js";
import { reservationDmaRangesMiss } from "../reservation-dma-ranges-miss.js";
import { reservationDmaRangesShift } from "../reservation-dma-ranges-shift.js";
import { reservationHostBridgeOnly } from "../reservation-host-bridge-only.js";
import { reservationIgnoredByDriver } from "../reservation-ignored-by-driver.js";
import { reservationNotIdentity } from "../reservation-not-identity.js";
import { reservationOpenTop } from "../reservation-open-top.js";
import { reservationOutsideReach } from "../reservation-outside-reach.js";
import { reservationOutsideReservedMemory } from "../reservation-outside-reserved-memory.js";
import { reservationOverlap } from "../reservation-overlap.js";
import { reservationParentCellsMissing } from "../reservation-parent-cells-missing.js";
import { reservationPhandleAlias } from "../reservation-phandle-alias.js";
import { reservationRegUntranslated } from "../reservation-reg-untranslated.js";
import { reservationRegWanted } from "../reservation-reg-wanted.js";
import { reservationRegionNoStaticReg } from "../reservation-region-no-static-reg.js";
import { reservationRegionUnmatched } from "../reservation-region-unmatched.js";
import { reservationSizeCellsZero } from "../reservation-size-cells-zero.js";
import { reservationSpecCellsDiffer } from "../reservation-spec-cells-differ.js";
import { reservationTargetNoIommu } from "../reservation-target-no-iommu.js";
import { reservationTargetUnlinked } from "../reservation-target-unlinked.js";
import { reservationUnaligned } from "../reservation-unaligned.js";
import { reservationUnknownTarget } from "../reservation-unknown-target.js";
import { reservationWraps } from "../reservation-wraps.js";
import { reservationZeroLength } from "../reservation-zero-length.js";
import { reservedMemoryIgnored } from "../reserved-memory-ignored.js";
import { runtimeLate } from "../runtime-late.js";
import { runtimeRefused } from "../runtime-refused.js";
import { spaceExhausted } from "../space-exhausted.js";
import { spaceLow } from "../space-low.js";
import { vendorProperty } from "../vendor-property.js";
import { wasteOverBudget } from "../waste-over-budget.js";
import { workloadDoesNotFit } from "../workload-does-not-fit.js";
import type { Rule } from "./model.js";

export const rules: readonly Rule[] = [
  childInheritsAll,
  childNodeInheritsNothing,
  expectationFailed,
  groupReservationsDiffer,
  groupRuntimeSpill,
  groupSeveralStreams,
  groupSharedStream,
  groupStreamOverlap,
  iommuBadSpecifier,
  iommuDisabled,
  iommuIdentityDomain,
  iommuMapLegacyCells,
  iommuRefusesDevice,
  iommusOnHostBridge,
  iovaOnlyInReservedMemory,
  memoryNomapReusable,
  memoryOverlap,
  memoryRegionNotReserved,
  msiWindowClash,
  needNotMet,
  pciLutFull,
  polarityInverted,
  rangesAndReservation,
  rangesCellsShort,
  rangesDmaRangesMiss,
  rangesOldMeaning,
  rangesOutsideReach,
  rangesOverlap,
  rangesUnsupported,
  reachMostlyReserved,
  reservationCellsMisaligned,
  reservationCellsShort,
  reservationDisabledRegion,
  reservationDmaRangesMiss,
  reservationDmaRangesShift,
  reservationHostBridgeOnly,
  reservationIgnoredByDriver,
  reservationNotIdentity,
  reservationOpenTop,
  reservationOutsideReach,
  reservationOutsideReservedMemory,
  reservationOverlap,
  reservationParentCellsMissing,
  reservationPhandleAlias,
  reservationRegUntranslated,
  reservationRegWanted,
  reservationRegionNoStaticReg,
  reservationRegionUnmatched,
  reservationSizeCellsZero,
  reservationSpecCellsDiffer,
  reservationTargetNoIommu,
  reservationTargetUnlinked,
  reservationUnaligned,
  reservationUnknownTarget,
  reservationWraps,
  reservationZeroLength,
  reservedMemoryIgnored,
  runtimeLate,
  runtimeRefused,
  spaceExhausted,
  spaceLow,
  vendorProperty,
  wasteOverBudget,
  workloadDoesNotFit,
];

export const ruleIds: readonly string[] = rules.map((rule) => rule.id);
