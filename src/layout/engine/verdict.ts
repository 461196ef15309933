/**
 * Which layout to recommend: of the safe ones that leave every member something, what the kernel asked for can do,
 * then what a later release can, then what is posted. Among these the one that wastes least; of equals, the one that
 * asks least.
 */
import { formatApproximateSize } from "../../base/units.js";
import type { Kernel } from "../../kernel/kernel.js";
import { compareReleases, type Release, releaseOf } from "../../kernel/release.js";
import type { LayoutResult, Verdict } from "./model.js";

/** When a layout works: with the kernel asked for, with a later release, or with work that no release has. */
type When = "now" | "later" | "posted";

/** @param results in the registry's order, which breaks the last ties */
export function verdictOn(results: readonly LayoutResult[], kernel: Kernel): Verdict {
  const candidates = results
    .filter((result) => result.safe && !result.exhausted && isEligible(result, kernel))
    .sort((a, b) => compareWaste(a, b) || compareWhen(a, b, kernel) || asks(a, kernel) - asks(b, kernel));
  const [best] = candidates;
  const bestOf = (when: When) => candidates.find((result) => whenOf(result, kernel) === when);
  const now = bestOf("now");
  const next = bestOf("later");
  const later = next !== undefined && (now === undefined || compareWaste(next, now) < 0) ? next : undefined;
  const today = results.find(({ proposal }) => proposal === null);
  return {
    now: now?.id ?? null,
    later: later?.id ?? null,
    best: best?.id ?? null,
    recommended: (now ?? later ?? best)?.id ?? null,
    unsafeToday: (today?.shortfall ?? 0n) > 0n,
    reason: [...warnings(today), ...reasons(results, [now, later, best], kernel)].join("; "),
  };
}

/** A posted series that a kernel can be asked for with is a verdict only where it was asked for. */
const isEligible = ({ requires }: LayoutResult, kernel: Kernel): boolean =>
  requires.kernel.status !== "under-review" || requires.kernel.behaviour === null || kernel[requires.kernel.behaviour];

function whenOf({ requires }: LayoutResult, kernel: Kernel): When {
  switch (requires.kernel.status) {
    case "any":
      return "now";
    case "released":
      return kernel[requires.kernel.behaviour] ? "now" : "later";
    case "under-review":
      return requires.kernel.behaviour !== null && kernel[requires.kernel.behaviour] ? "now" : "posted";
  }
}

const WHEN_RANKS = { now: 0, later: 1, posted: 2 } as const;

/** Of later releases the next first. */
function compareWhen(a: LayoutResult, b: LayoutResult, kernel: Kernel): number {
  const [when, other] = [whenOf(a, kernel), whenOf(b, kernel)];
  if (when !== "later" || other !== "later") return WHEN_RANKS[when] - WHEN_RANKS[other];
  return compareReleases(sinceOf(a), sinceOf(b));
}

const sinceOf = ({ requires: { kernel } }: LayoutResult): Release =>
  releaseOf(kernel.status === "released" ? kernel.since : "0.0");

function compareWaste(a: LayoutResult, b: LayoutResult): number {
  const waste = (a.waste ?? 0n) - (b.waste ?? 0n);
  return waste === 0n ? 0 : waste < 0n ? -1 : 1;
}

/** A kernel that has a posted series asks no more of anybody than a release. */
function kernelRank(result: LayoutResult, kernel: Kernel): number {
  if (result.requires.kernel.status === "any") return 0;
  return whenOf(result, kernel) === "posted" ? 2 : 1;
}

/**
 * Of the kernel before anything else. Then what stands in the device tree comes before what drivers must get at run
 * time, which can fail.
 */
const asks = (result: LayoutResult, kernel: Kernel): number =>
  8 * kernelRank(result, kernel) +
  4 * Number(result.proposal?.writes.some(({ kind }) => kind === "calls" || kind === "allocations") ?? false) +
  Number(result.requires.deviceTreeChange) +
  Number(result.requires.driverChange) +
  Number(result.requires.ownStreams);

function warnings(today: LayoutResult | undefined): readonly string[] {
  const shortfall = today?.shortfall ?? 0n;
  if (today === undefined || shortfall === 0n) return [];
  return [`${today.id} is unsafe, with a shortfall of ${formatApproximateSize(shortfall)}`];
}

/** One clause for each that wastes less than those before it. */
function reasons(
  results: readonly LayoutResult[],
  inOrder: readonly (LayoutResult | undefined)[],
  kernel: Kernel,
): readonly string[] {
  const named: LayoutResult[] = [];
  for (const result of inOrder) {
    const last = named.at(-1);
    if (result !== undefined && (last === undefined || compareWaste(result, last) < 0)) named.push(result);
  }
  if (named.length === 0) return [whyNone(results)];
  return named.map((result) => {
    const wastes = `${result.id} is safe and wastes ${formatApproximateSize(result.waste ?? 0n)}`;
    const obstacle = obstacleOf(result, kernel);
    return obstacle === null ? wastes : `${wastes}, but ${obstacle}`;
  });
}

function obstacleOf(result: LayoutResult, kernel: Kernel): string | null {
  const required = result.requires.kernel;
  if (required.status === "any" || whenOf(result, kernel) === "now") return null;
  return required.status === "released"
    ? `requires Linux ${required.since}, and this is ${kernel.text}`
    : `requires ${required.what}, which no released Linux has`;
}

function whyNone(results: readonly LayoutResult[]): string {
  const unknown = results[0]?.unknownNeeds ?? 0;
  if (unknown > 0) return `the needs of ${unknown} are unknown: state them in a plan file`;
  if (results.some((r) => r.safe)) return "every safe layout leaves some member no usable space";
  return "no layout is safe: each leaves a shortfall";
}
