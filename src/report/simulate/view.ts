/** Simulations as the value that every printer prints. */
import type { LayoutSimulation } from "../../simulate/simulate.js";
import { address, orNull, size } from "../plain.js";
import { failureView, remedyView } from "../workload-view.js";
import type { SimulationView } from "./schema.js";

/** What holds for all of a trace, and stands with each of its simulations. */
type OfTrace = Pick<SimulationView, "unassigned" | "lostEvents">;

export function simulationView(result: LayoutSimulation, { unassigned, lostEvents }: OfTrace): SimulationView {
  const { consumer, layout, events, failures, fragmentation, firstFailure, agreement } = result;
  return {
    consumer,
    layout,
    events,
    failures,
    firstFailure: orNull(firstFailure, failureView),
    remedy: remedyView(result.remedy),
    peak: size(result.peak),
    headroom: size(result.headroom),
    // Six digits say all that a ratio of sampled figures can.
    fragmentation: Math.round(fragmentation * 1e6) / 1e6,
    rounding: size(result.rounding),
    cached: size(result.cached),
    late: result.late.map(({ event, start, end, inUse }) => ({
      event,
      start: address(start),
      end: address(end - 1n),
      inUse: size(inUse),
    })),
    modelAgrees: agreement === null ? null : agreementView(agreement),
    unassigned,
    lostEvents,
    series: result.series.map(({ event, time, live, free, largestFree }) => ({
      event,
      time,
      live: size(live),
      free: size(free),
      largestFree: size(largestFree),
    })),
  };
}

function agreementView(agreement: NonNullable<LayoutSimulation["agreement"]>): SimulationView["modelAgrees"] {
  const { compared, equal, firstDifference: first } = agreement;
  if (first === null) return { compared, equal, firstDifference: null };
  const { event, time, recorded, model } = first;
  const shown = { event, time, recorded: address(recorded), model: model === null ? null : address(model) };
  return { compared, equal, firstDifference: shown };
}
