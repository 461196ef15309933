/** `simulate`: what is to be played on an analysed board, and the report of it. */
import type { Analysis, BoardResult } from "./report/analysis.js";
import type { SimulatedBoard, SimulateReport } from "./report/simulate/schema.js";
import { simulationView } from "./report/simulate/view.js";
import { diagnosticView } from "./report/view.js";
import { consumersOfDevices } from "./simulate/devices.js";
import { DEFAULT_SEED, type Script, simulate, workloadScript } from "./simulate/simulate.js";
import type { SystemOptions } from "./system/model.js";
import { allocatorEvents } from "./trace/mappings.js";
import type { Trace } from "./trace/model.js";

export interface SimulateOptions {
  /** Of the workloads; default 1. */
  readonly seed?: number;
  /** Played instead of the plan's workloads. */
  readonly trace?: { readonly file: string; readonly trace: Trace } | null;
  /** Id of the consumer that a trace's events without a device are of; of workloads, the only one that is shown. */
  readonly device?: string | null;
}

/** @param board with an analysis, or with errors */
export function simulateBoard(
  version: string,
  { kernel, iommuMode }: Pick<SystemOptions, "kernel" | "iommuMode">,
  board: BoardResult,
  { seed = DEFAULT_SEED, trace = null, device = null }: SimulateOptions,
): SimulateReport {
  const events = trace === null ? null : allocatorEvents(trace.trace);
  const simulated = board.analysis === null ? null : played(board.analysis, { seed, trace, device }, events);
  return {
    schemaVersion: 1,
    tool: { name: "iova-plan", version },
    kernelVersion: kernel.text,
    iommuMode,
    seed: trace === null ? seed : null,
    trace: trace === null || events === null ? null : traceView(trace.file, trace.trace, events),
    lostEvents: trace?.trace.lostEvents ?? 0,
    boards: [
      {
        input: board.input,
        plan: board.plan,
        simulations: simulated?.simulations ?? [],
        unassigned: simulated?.unassigned ?? 0,
        failedExpectations: simulated?.failed ?? [],
        assumptions: [...(board.analysis?.system.assumptions ?? [])],
        errors: board.diagnostics.filter(({ severity }) => severity === "error").map(diagnosticView),
      },
    ],
  };
}

interface Played {
  readonly simulations: SimulatedBoard["simulations"];
  readonly unassigned: number;
  /** Ids of consumers whose plan expects that what is played fits, and it does not as the tree is written. */
  readonly failed: string[];
}

function played(
  { system, families }: Analysis,
  { seed, trace, device }: Required<SimulateOptions>,
  events: ReturnType<typeof allocatorEvents> | null,
): Played {
  const script: Script =
    trace === null || events === null
      ? workloadScript(seed)
      : { kind: "trace", events, consumerOf: consumersOfDevices(system, trace.trace.devices, device) };
  const { simulations, unassigned } = simulate(system, families, script);
  const shown =
    trace === null && device !== null ? simulations.filter(({ consumer }) => consumer === device) : simulations;
  const expecting = new Set(
    system.consumers.filter(({ planned }) => planned?.expect?.value.fits === true).map(({ id }) => id),
  );
  const failed = shown
    .filter(({ layout, failures, consumer }) => layout === "as-written" && failures > 0 && expecting.has(consumer))
    .map(({ consumer }) => consumer);
  return { simulations: shown.map(simulationView), unassigned, failed };
}

const traceView = (
  file: string,
  { events, lostEvents, unreadable, failures }: Trace,
  { passedOver, truncated }: ReturnType<typeof allocatorEvents>,
): SimulateReport["trace"] => ({
  file,
  events: events.length,
  lostEvents,
  passedOver,
  truncated,
  unreadable: unreadable.count,
  failures,
});
