/** virtio-iommu: an endpoint, and an address if the device tells one. */
import type { Access, FaultFacts } from "../fault.js";
import { dec, type FaultFormat, type FieldValues, first, hex } from "../format.js";

function facts({ reason = "", endpoint, iova, access = "" }: FieldValues): FaultFacts {
  const how = accessOf(access);
  const why = reason.toLowerCase();
  return {
    source: { kind: "stream", id: dec(endpoint) },
    kind: why === "domain" ? "no-table" : why === "page" ? "translation" : "other",
    ...(iova !== undefined && { address: hex(iova) }),
    ...(how !== null && { access: how }),
  };
}

const accessOf = (flags: string): Access | null =>
  /w/i.test(flags) ? "write" : /x/i.test(flags) ? "execute" : /r/i.test(flags) ? "read" : null;

export const virtioIommu: FaultFormat = {
  id: "virtio-iommu",
  drivers: ["virtio-iommu"],
  source: "drivers/iommu/virtio-iommu.c (6.1, 6.12)",
  lines: [
    first("{reason:domain|page|unknown} fault from EP {endpoint:dec} at {iova:hex} [{access:words}]", facts),
    first("{reason:domain|page|unknown} fault from EP {endpoint:dec} at {iova:hex}", facts),
    first("{reason:domain|page|unknown} fault from EP {endpoint:dec}", facts),
  ],
};
