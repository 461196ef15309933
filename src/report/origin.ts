/** Who reserves a range, and where that is written. */
import { locationText } from "./location.js";
import type { Location, ReservationView } from "./schema.js";
import { path, type Styled, text } from "./styled.js";

export function originText(origin: ReservationView["origin"]): Styled {
  switch (origin.kind) {
    case "iommu-driver":
      return text(origin.what, "faint");
    case "pci-window":
      return [...text("memory window of the bridge ", "faint"), ...path(origin.bridge, "faint")];
    case "pci-inbound":
      return [...text("outside the inbound windows of the bridge ", "faint"), ...path(origin.bridge, "faint")];
    case "runtime":
      return text(`at run time${placed(origin, null)}`, "faint");
    case "iommu-ranges":
      return text(`outside iommu-ranges${placed(origin, null)}${inherited(origin.inheritedFrom)}`, "faint");
    case "iommu-addresses": {
      const moved = origin.translatedFrom === null ? "" : `, moved by dma-ranges from ${origin.translatedFrom}`;
      const where = `${placed(origin, origin.region)}${inherited(origin.inheritedFrom)}${moved}`;
      return [...path(origin.region, "faint"), ...text(where, "faint")];
    }
  }
}

/** A blob's place is a node: no need to name it twice. */
const placed = (origin: Location, node: string | null): string =>
  origin.line === null && origin.node === node ? "" : ` (${locationText(origin)})`;

/** From the device at the tree's root: a runtime child can inherit from no other. */
const inherited = (from: string | null): string => (from === null ? "" : ", inherited");
