/** Apple's DART: one line, with the name of what its table lacked. */
import type { FaultKind } from "../fault.js";
import { dec, type FaultFormat, first, hex } from "../format.js";

const kindOf = (name: string): FaultKind => {
  if (/^no\s*ttbr/i.test(name)) return "no-table";
  if (/^no/i.test(name)) return "translation";
  return /^(read|write)/i.test(name) ? "permission" : "other";
};

export const appleDart: FaultFormat = {
  id: "apple-dart",
  drivers: ["apple-dart", "apple-dart-t6000", "apple-dart-t8110"],
  source: "drivers/iommu/apple-dart.c (6.1, 6.12)",
  lines: [
    first(
      "translation fault: status:{status:hex} stream:{stream:dec} code:{code:hex} ({name:words}) at {iova:hex}",
      ({ stream, name = "", iova }) => ({
        source: { kind: "stream", id: dec(stream) },
        address: hex(iova),
        kind: kindOf(name),
        ...(/^write/i.test(name) && { access: "write" as const }),
        ...(/^read/i.test(name) && { access: "read" as const }),
      }),
    ),
  ],
};
