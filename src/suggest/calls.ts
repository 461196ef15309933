/** `runtime` and `runtime-alloc` as C: what a driver calls for each child, to be put where it makes or probes it. */
import { formatRange, type Range, type RangeSet } from "../base/range.js";
import { formatApproximateSize } from "../base/units.js";
import { wholeGranules } from "../layout/engine/fill.js";
import type { Proposal, Write } from "../layout/engine/proposal.js";
import { chunksOf } from "../system/allocated-hole.js";
import type { Consumer, Family } from "../system/model.js";

type Call = Extract<Write, { readonly kind: "calls" | "allocations" }>;

const isCall = (write: Write): write is Call => write.kind === "calls" || write.kind === "allocations";

/** What a proposal leaves to the driver; none where the tree says all. */
export const callsOf = ({ writes }: Proposal): readonly Call[] => writes.filter(isCall);

/** A file's text: one function a child, below a comment that says what it relies on. */
export function driverCode(family: Family, proposal: Proposal): string {
  const calls = callsOf(proposal);
  const isAllocated = calls.some(({ kind }) => kind === "allocations");
  const functions = calls.map(({ member, ranges }) => (isAllocated ? allocating : calling)(member, ranges));
  return [heading(family, isAllocated), ...(isAllocated ? [HELPER] : []), ...functions].join("\n");
}

const heading = ({ parent }: Family, isAllocated: boolean): string =>
  [
    "/*",
    ` * Reservations that the driver of ${parent.replaceAll("*/", "* /")} makes for each device that it creates.`,
    " *",
    ...(isAllocated ? ALLOCATION : CALL).map((line) => ` * ${line}`),
    " */",
    ...(isAllocated ? ["#include <linux/dma-mapping.h>", "#include <linux/log2.h>", "#include <linux/minmax.h>"] : []),
    "",
  ].join("\n");

const CALL = [
  "dma_iova_set_resv_region(): proposed in December 2025 and January 2026 (RFC). No release of Linux has it,",
  "and no header declares it. Call it after the device's DMA is configured and before its driver maps",
  "anything. It returns -ENODEV for lazily flushed domains (iommu.strict=0) and identity domains.",
];

const ALLOCATION = [
  "dma_iova_try_alloc(), dma_iova_free(): <linux/dma-mapping.h>, in Linux since 6.16. Call it at probe, before",
  "anything is mapped, and free the states when the device is removed. It also works in lazily flushed domains.",
];

const HELPER = `/* Reserves [start, end) in the device's IOVA space, in powers of two from the top down. */
static int keep_free(struct device *dev, u64 start, u64 end,
		     struct dma_iova_state *states, unsigned int count)
{
	u64 limit = dev->bus_dma_limit;
	unsigned int made = 0;
	int ret = 0;

	dev->bus_dma_limit = end - 1;
	while (end > start) {
		u64 size = min(end & -end, rounddown_pow_of_two(end - start));

		if (made == count || !dma_iova_try_alloc(dev, &states[made], 0, size)) {
			ret = -ENOMEM;
			break;
		}
		if (states[made++].addr != end - size) {
			ret = -ENOMEM;
			break;
		}
		end -= size;
	}
	dev->bus_dma_limit = limit;
	while (ret && made)
		dma_iova_free(dev, &states[--made]);
	return ret;
}
`;

function calling(member: Consumer, ranges: RangeSet): string {
  const calls = ranges.ranges.map((one, i) => {
    const { start, end } = one;
    const call = `dma_iova_set_resv_region(dev, ${hex(start)}, ${hex(end - start)})`;
    const isLast = i === ranges.ranges.length - 1;
    return [
      `	/* ${described(one)} */`,
      ...(isLast ? [`	return ${call};`] : [`	ret = ${call};`, "	if (ret)", "		return ret;"]),
    ].join("\n");
  });
  const declares = ranges.ranges.length > 1 ? ["	int ret;", ""] : [];
  return functionText(member, "struct device *dev", [...declares, ...calls]);
}

function allocating(member: Consumer, ranges: RangeSet): string {
  const { granule } = member;
  const holes = wholeGranules(ranges.ranges, granule).ranges.toReversed();
  const counts = holes.map(({ start, end }) => [...chunksOf(Number(start / granule), Number(end / granule))].length);
  const total = counts.reduce((sum, count) => sum + count, 0);
  let before = 0;
  const calls = holes.map((one, i) => {
    const count = counts[i] ?? 0;
    const call = `keep_free(dev, ${hex(one.start)}, ${hex(one.end)}, states${before === 0 ? "" : ` + ${before}`}, ${count})`;
    const undo = before === 0 ? ["		return ret;"] : [`		goto free_${before};`];
    before += count;
    return [`	/* ${described(one)} */`, `	ret = ${call};`, "	if (ret)", ...undo].join("\n");
  });
  const unwinding = holes.length > 1 ? unwind(counts) : [];
  const [only] = holes;
  const body =
    only !== undefined && holes.length === 1
      ? [
          `	/* ${described(only)} */`,
          `	return keep_free(dev, ${hex(only.start)}, ${hex(only.end)}, states, ${total});`,
        ]
      : ["	int ret;", "", ...calls, "	return 0;", ...unwinding];
  return functionText(member, `struct device *dev, struct dma_iova_state states[${total}]`, body);
}

/** Holes that were had before one that was not are given back, the last first. */
function unwind(counts: readonly number[]): readonly string[] {
  const last = counts.slice(0, -1).reduce((sum, count) => sum + count, 0);
  let at = 0;
  const labels = counts.slice(0, -1).map((count) => {
    at += count;
    return at;
  });
  const text = labels.toReversed().flatMap((label, i) => {
    const from = labels.toReversed()[i + 1] ?? 0;
    return [
      `free_${label}:`,
      `	for (unsigned int i = ${from}; i < ${label}; i++)`,
      "		dma_iova_free(dev, &states[i]);",
    ];
  });
  return last === 0 ? [] : ["", ...text, "	return ret;"];
}

const functionText = ({ id, name }: Consumer, parameters: string, body: readonly string[]): string =>
  `/* ${id.replaceAll("*/", "* /")} */\nstatic int keep_from_${identifier(name ?? id)}(${parameters})\n{\n${body.join("\n")}\n}\n`;

const identifier = (name: string): string => name.replace(/[^A-Za-z0-9]+/g, "_").replace(/^_+/, "");

const described = (one: Range): string => `${formatRange(one)}, ${formatApproximateSize(one.end - one.start)}`;

const hex = (value: bigint): string => `0x${value.toString(16)}`;
