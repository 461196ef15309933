/** Which layout to recommend: the safe one that wastes least; of equals the one that asks least. */

import { formatApproximateSize } from "../base/units.js";
import type { Kernel } from "../kernel/kernel.js";
import type { LayoutResult, Verdict } from "./model.js";

/**
 * A layout that leaves a member nothing is never recommended, nor is one whose safety is unknown.
 * @param results in the registry's order, which breaks the last ties
 */
export function verdictOn(results: readonly LayoutResult[], kernel: Kernel): Verdict {
  const candidates = results.filter((r) => r.safe && !r.exhausted).sort(compare);
  const [best] = candidates;
  const now = candidates.find((r) => isSupported(r, kernel));
  return { now: now?.id ?? null, best: best?.id ?? null, reason: reasonFor(results, now, best, kernel) };
}

function isSupported({ requires }: LayoutResult, kernel: Kernel): boolean {
  switch (requires.kernel.status) {
    case "any":
      return true;
    case "released":
      return kernel[requires.kernel.behaviour];
    case "under-review":
      return requires.kernel.behaviour !== null && kernel[requires.kernel.behaviour];
  }
}

/** Less waste first, then less to ask for: of the kernel, then of everything else. The sort keeps the order of equals. */
function compare(a: LayoutResult, b: LayoutResult): number {
  const waste = (a.waste ?? 0n) - (b.waste ?? 0n);
  if (waste !== 0n) return waste < 0n ? -1 : 1;
  return kernelRank(a) - kernelRank(b) || changes(a) - changes(b);
}

const KERNEL_RANKS = { any: 0, released: 1, "under-review": 2 } as const;

const kernelRank = ({ requires }: LayoutResult): number => KERNEL_RANKS[requires.kernel.status];

const changes = ({ requires }: LayoutResult): number =>
  Number(requires.deviceTreeChange) + Number(requires.driverChange) + Number(requires.ownStreams);

function reasonFor(
  results: readonly LayoutResult[],
  now: LayoutResult | undefined,
  best: LayoutResult | undefined,
  kernel: Kernel,
): string {
  if (best === undefined) return whyNone(results);
  const bestWastes = `${best.id} is safe and wastes ${formatApproximateSize(best.waste ?? 0n)}`;
  if (now === undefined) return `${bestWastes}, but ${obstacle(best, kernel)}`;
  if (now.id === best.id) return bestWastes;
  return `${now.id} is safe and wastes ${formatApproximateSize(now.waste ?? 0n)}; ${bestWastes}, but ${obstacle(best, kernel)}`;
}

function obstacle({ requires }: LayoutResult, kernel: Kernel): string {
  switch (requires.kernel.status) {
    case "any":
      return "nothing stands in its way";
    case "released":
      return `needs Linux ${requires.kernel.since}, this is ${kernel.text}`;
    case "under-review":
      return `needs ${requires.kernel.what}, which no released Linux has`;
  }
}

function whyNone(results: readonly LayoutResult[]): string {
  const unknown = results[0]?.unknownNeeds ?? 0;
  if (unknown > 0) return `the needs of ${unknown} are unknown: a plan file says them`;
  if (results.some((r) => r.safe)) return "every safe layout leaves some member nothing at all";
  return "every layout leaves open what some member must avoid";
}
