/** `simulate`: what is to be played on an analysed board, and the report of it. */
import type { BoardSettings } from "../config/model.js";
import type { SimulatedBoard, SimulateReport } from "../report/simulate/schema.js";
import { simulationView } from "../report/simulate/view.js";
import { expectationsOn } from "../rule/facts/expected.js";
import { consumersOfDevices } from "../simulate/devices.js";
import { DEFAULT_SEED, type Script, simulate, workloadScript } from "../simulate/simulate.js";
import { findConsumer } from "../system/explain-device.js";
import { allocatorEvents } from "../trace/mappings.js";
import type { Trace } from "../trace/model.js";
import type { Analysis } from "./examine.js";
import type { Found, Question } from "./job.js";

type SimulateQuestion = Question<"simulate">;

interface Header {
  readonly version: string;
  /** What reports call the input. */
  readonly name: string;
  readonly plan: string | null;
}

export function simulateReport(
  header: Header,
  analysis: Analysis,
  settings: BoardSettings,
  { seed = DEFAULT_SEED, trace, device }: SimulateQuestion,
): Found<SimulateReport> {
  const { system } = analysis;
  const found = device === null ? null : findConsumer(system, device);
  if (found !== null && !found.ok) return { isFound: false, message: found.message };
  const events = trace === null ? null : allocatorEvents(trace.trace);
  const simulated = played(analysis, settings, { seed, trace, device: found?.consumer.id ?? null }, events);
  const { kernel, iommuMode } = system.options;
  return {
    isFound: true,
    value: {
      schemaVersion: 1,
      tool: { name: "iova-plan", version: header.version },
      kernelVersion: kernel.text,
      iommuMode,
      seed: trace === null ? seed : null,
      trace: trace === null || events === null ? null : traceView(trace.file, trace.trace, events),
      lostEvents: trace?.trace.lostEvents ?? 0,
      boards: [
        {
          input: header.name,
          plan: header.plan,
          simulations: simulated.simulations,
          unassigned: simulated.unassigned,
          failedExpectations: simulated.failed,
          assumptions: [...system.assumptions],
          errors: [],
        },
      ],
    },
  };
}

interface Played {
  readonly simulations: SimulatedBoard["simulations"];
  readonly unassigned: number;
  /** Ids of consumers of whom it is expected that what is played fits, and it does not as the tree is written. */
  readonly failed: string[];
}

function played(
  { system, families, simulations: byDefault }: Analysis,
  settings: BoardSettings,
  { seed, trace, device }: Required<Pick<SimulateQuestion, "seed" | "trace" | "device">>,
  events: ReturnType<typeof allocatorEvents> | null,
): Played {
  const script: Script =
    trace === null || events === null
      ? workloadScript(seed)
      : { kind: "trace", events, consumerOf: consumersOfDevices(system, trace.trace.devices, device) };
  // The workloads were played with the default seed when the board was examined.
  const isPlayed = trace === null && seed === DEFAULT_SEED;
  const { simulations, unassigned } = isPlayed
    ? { simulations: byDefault, unassigned: 0 }
    : simulate(system, families, script);
  const shown =
    trace === null && device !== null ? simulations.filter(({ consumer }) => consumer === device) : simulations;
  const expecting = new Set(
    expectationsOn(system, settings)
      .expected.filter(({ expect }) => expect.fits === true)
      .map(({ consumer }) => consumer.id),
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
