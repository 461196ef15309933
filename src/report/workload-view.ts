/** How workloads fare, as the values that `analyze`, `check` and `simulate` print. */
import type { LayoutId } from "../layout/engine/model.js";
import type { LayoutSimulation } from "../simulate/simulate.js";
import { address, orNull, size } from "./plain.js";
import type { WorkloadView } from "./schema.js";

/** One a consumer that plays anything, in their order. @param layouts those that are shown, and told as fitting */
export function workloadViews(
  simulations: readonly LayoutSimulation[],
  layouts: ReadonlySet<LayoutId>,
): WorkloadView[] {
  const fitting = new Map<string, string[]>();
  for (const { consumer, layout, failures } of simulations) {
    const known = fitting.get(consumer) ?? [];
    fitting.set(consumer, failures === 0 && layouts.has(layout) ? [...known, layout] : known);
  }
  return simulations
    .filter(({ layout, events }) => layout === "as-written" && events > 0)
    .map(({ consumer, failures, firstFailure, remedy, peak }) => ({
      consumer,
      fits: failures === 0,
      failures,
      firstFailure: orNull(firstFailure, failureView),
      remedy: remedyView(remedy),
      peak: size(peak),
      fitsIn: fitting.get(consumer) ?? [],
    }));
}

export const failureView = ({
  event,
  time,
  size: bytes,
  limit,
  largestFree,
  free,
}: NonNullable<LayoutSimulation["firstFailure"]>): NonNullable<WorkloadView["firstFailure"]> => ({
  event,
  time,
  size: size(bytes),
  limit: limit < 0n ? null : address(limit),
  largestFree: size(largestFree),
  free: size(free),
});

export function remedyView(remedy: LayoutSimulation["remedy"]): WorkloadView["remedy"] {
  if (remedy?.kind !== "reservation") return remedy;
  return { kind: "reservation", start: address(remedy.start), end: address(remedy.end - 1n) };
}
