/** The two policies that several drivers have. */
import { pathOf } from "../tree/tree.js";
import { joined, stateless } from "./grouping.js";

/** Each device its own (generic_device_group). */
export const perDevice = stateless("named", (candidate, tokens) => joined(tokens.own(candidate)));

/** All masters of one IOMMU instance (generic_single_device_group and its forerunners). */
export const perInstance = stateless("unused", ({ iommu }, tokens) =>
  joined(tokens.shared(`instance ${pathOf(iommu)}`)),
);
