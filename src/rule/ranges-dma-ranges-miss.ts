import { formatAddress } from "../base/range.js";
import { readRangesAsLinux } from "../of/ranges-linux.js";
import { describeFailure } from "../system/iommu-addresses.js";
import { defineRule, type Observation } from "./engine/model.js";
import { onePerNode } from "./facts/consumers.js";
import { cellsAt } from "./facts/place.js";
import { consumerSubject } from "./facts/subjects.js";
import { extentText, plural } from "./facts/words.js";
import { rangesCellsShort } from "./ranges-cells-short.js";
import { reservationParentCellsMissing } from "./reservation-parent-cells-missing.js";

export const rangesDmaRangesMiss = defineRule({
  id: "ranges-dma-ranges-miss",
  title: "a usable range at which Linux stops reading iommu-ranges, or which it ignores",
  severity: "warning",
  why: "The posted series translates each start through dma-ranges: it stops at the first that does not translate; if that is the first entry, nothing is reserved and the device is unrestricted. It ignores a range that ends beyond 2^64. It is an error if the requested kernel reads the property.",
  fix: "Write addresses that the bus translates, or extend dma-ranges.",
  needs: [rangesCellsShort, reservationParentCellsMissing],
  check: ({ system }) => {
    const { tree, options } = system;
    const severity = options.kernel.readsIommuRanges ? ("error" as const) : ("warning" as const);
    return onePerNode(system).flatMap(({ node, path }): readonly Observation[] => {
      const read = node === null ? null : readRangesAsLinux(tree, node, options.kernel);
      if (node === null || read === null) return [];
      return read.passedOver.flatMap((one): readonly Observation[] => {
        if (one.kind === "empty") return [];
        const what = one.kind === "wraps" ? wrapped(one) : stopped(one, read.usable.length);
        return [
          {
            consumer: path,
            message: `'iommu-ranges' of ${path}: ${what.message}`,
            location: cellsAt(tree, node, "iommu-ranges", one.cell),
            severity,
            details: [what.outcome],
            help: null,
            about: [consumerSubject(path)],
            key: what.message,
          },
        ];
      });
    });
  },
});

interface Told {
  readonly message: string;
  readonly outcome: string;
}

const wrapped = ({ start, length }: { readonly start: bigint; readonly length: bigint }): Told => ({
  message: `${formatAddress(start)} + ${formatAddress(length)} ends beyond 2^64`,
  outcome: `the posted series ignores it: ${extentText(start, length)} is not a range`,
});

function stopped(
  { failure }: { readonly failure: Parameters<typeof describeFailure>[0] | null },
  before: number,
): Told {
  const why = failure === null ? "a range has no address" : describeFailure(failure);
  return {
    message: why,
    outcome:
      before === 0
        ? "the posted series stops reading here: nothing is reserved, and the device is unrestricted"
        : `the posted series stops reading here: ${plural(before, "range")} before it count`,
  };
}
