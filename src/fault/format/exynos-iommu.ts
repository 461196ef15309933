/** Samsung's System MMU: the master stands before the message, behind the MMU's own name. */
import type { FaultFacts, FaultKind } from "../fault.js";
import { type FaultFormat, type FieldValues, first, hex } from "../format.js";

/** `PAGE`, `AR PAGE`, `AW ACCESS PROTECTION`: AR is a read's channel, AW a write's. */
function facts({ master = "", what = "", access = "", iova }: FieldValues): FaultFacts {
  const isWrite = /^write/i.test(access) || /^aw/i.test(what);
  return {
    source: { kind: "device", name: master },
    address: hex(iova),
    access: isWrite ? "write" : "read",
    kind: kindOf(what),
  };
}

const kindOf = (what: string): FaultKind =>
  /protection$/i.test(what)
    ? "permission"
    : /page$/i.test(what)
      ? "translation"
      : /ptw|bus/i.test(what)
        ? "abort"
        : "other";

const WHAT =
  "PAGE|AR PAGE|AW PAGE|AR PTW|AW PTW|PTW|AR MULTI-HIT|AW MULTI-HIT|MULTI-HIT|BUS ERROR|AR SECURITY PROTECTION|AR ACCESS PROTECTION|AW SECURITY PROTECTION|AW ACCESS PROTECTION|SECURITY PROTECTION|ACCESS PROTECTION";

export const exynosIommu: FaultFormat = {
  id: "exynos-iommu",
  drivers: ["exynos-iommu"],
  source: "drivers/iommu/exynos-iommu.c (6.1; with the access in brackets 6.6)",
  lines: [
    first(`{master:word}: [{access:READ|WRITE}] {what:${WHAT}} FAULT occurred at {iova:hex}`, facts),
    first(`{master:word}: {what:${WHAT}} FAULT occurred at {iova:hex}`, facts),
  ],
};
