/** `simulate`: what is to be played on an analysed board, and the report of it. */
import { isError } from "../base/diagnostic.js";
import type { Watch } from "../base/watch.js";
import type { BoardSettings } from "../config/model.js";
import type { SimulatedBoard, SimulateReport } from "../report/simulate/schema.js";
import { simulationView } from "../report/simulate/view.js";
import { firstPlan, problemView } from "../report/view.js";
import { expectationLevel, expectationsOn, nameOf } from "../rule/facts/expected.js";
import { fitsToday } from "../rule/facts/fitting.js";
import { consumersOfDevices } from "../simulate/devices.js";
import { DEFAULT_SEED, type Script, simulate, workloadScript } from "../simulate/simulate.js";
import { findConsumer } from "../system/explain-device.js";
import type { Consumer, System, SystemOptions } from "../system/model.js";
import { allocatorEvents } from "../trace/mappings.js";
import type { Trace } from "../trace/model.js";
import type { Analysis } from "./examine.js";
import type { BoardResult, Found, Question } from "./job.js";

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
  watch: Watch,
): Found<SimulateReport> {
  const { system } = analysis;
  const found = device === null ? null : findConsumer(system, device);
  if (found !== null && !found.ok) return { isFound: false, message: found.message, hint: found.hint };
  const events = trace === null ? null : allocatorEvents(trace.trace);
  const simulated = played(analysis, settings, { seed, trace, device: found?.consumer.id ?? null }, events, watch);
  const { kernel, iommuMode } = system.options;
  return {
    isFound: true,
    value: {
      schemaVersion: 1,
      tool: { name: "iova-plan", version: header.version },
      command: "simulate",
      kernelVersion: kernel.text,
      iommuMode,
      seed: trace === null ? seed : null,
      trace: trace === null || events === null ? null : traceView(trace.file, trace.trace, events),
      lostEvents: trace?.trace.lostEvents ?? 0,
      boards: [
        {
          input: header.name,
          plan: header.plan,
          ...simulated,
          assumptions: [...system.assumptions],
          errors: [],
        },
      ],
    },
  };
}

/** What stands for a board that could not be used: a report all the same, which begins with why. */
export const notSimulated = (
  version: string,
  { kernel, iommuMode }: Pick<SystemOptions, "kernel" | "iommuMode">,
  { name, plans, problems }: Pick<BoardResult, "name" | "plans" | "problems">,
): SimulateReport => ({
  schemaVersion: 1,
  tool: { name: "iova-plan", version },
  command: "simulate",
  kernelVersion: kernel.text,
  iommuMode,
  seed: null,
  trace: null,
  lostEvents: 0,
  boards: [
    {
      input: name,
      plan: firstPlan(plans),
      simulations: [],
      unassigned: 0,
      failedExpectations: [],
      unplayedExpectations: [],
      assumptions: [],
      errors: problems.filter(isError).map(problemView),
    },
  ],
});

type Played = Pick<SimulatedBoard, "simulations" | "unassigned" | "failedExpectations" | "unplayedExpectations">;

function played(
  { system, families }: Pick<Analysis, "system" | "families">,
  settings: BoardSettings,
  { seed, trace, device }: Required<Pick<SimulateQuestion, "seed" | "trace" | "device">>,
  events: ReturnType<typeof allocatorEvents> | null,
  watch: Watch,
): Played {
  const script: Script =
    trace === null || events === null
      ? workloadScript(seed)
      : { kind: "trace", events, consumerOf: consumersOfDevices(system, trace.trace.devices, device) };
  const { simulations, unassigned } = simulate(system, families, script, watch);
  const shown =
    trace === null && device !== null ? simulations.filter(({ consumer }) => consumer === device) : simulations;
  const expected = expectedToFit(system, settings, trace === null ? device : null);
  const judged = expected.map(({ id, consumer, fits }) => {
    const is = consumer === null ? null : fitsToday(consumer, { simulations });
    // A trace need not be of everybody; a workload that is missing can show nothing, whoever expects it to.
    if (is === null && consumer !== null && trace !== null) return { id, verdict: "unplayed" };
    return { id, verdict: is === fits ? "held" : "failed" };
  });
  const idsOf = (verdict: string) => [...new Set(judged.filter((one) => one.verdict === verdict).map(({ id }) => id))];
  return {
    simulations: shown.map((one) => simulationView(one, { unassigned, lostEvents: trace?.trace.lostEvents ?? 0 })),
    unassigned,
    failedExpectations: idsOf("failed"),
    unplayedExpectations: idsOf("unplayed"),
  };
}

interface ExpectedToFit {
  /** As the config names it where the board lacks it. */
  readonly id: string;
  /** Null where the board lacks it. */
  readonly consumer: Consumer | null;
  readonly fits: boolean;
}

/** Everybody of whom a plan, a profile or the config expects that it fits, or that it does not. */
function expectedToFit(system: System, settings: BoardSettings, only: string | null): readonly ExpectedToFit[] {
  if (expectationLevel(settings) === "off") return [];
  const { expected, missing } = expectationsOn(system, settings);
  const all = [
    ...missing.map(({ expectation: { of, expect } }) => ({ id: nameOf(of), consumer: null, fits: expect.fits })),
    ...expected.map(({ consumer, expect }) => ({ id: consumer.id, consumer, fits: expect.fits })),
  ];
  return all.flatMap(({ id, consumer, fits }) =>
    fits === null || (only !== null && id !== only) ? [] : [{ id, consumer, fits }],
  );
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
