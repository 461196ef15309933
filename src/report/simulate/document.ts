/** `simulate` for people: what does not fit first, then every consumer with its layouts. */
import { amount, counted, rangeText } from "../amount.js";
import { type Block, left, right, titledList } from "../blocks.js";
import { assumptionBlocks } from "../section/closing.js";
import { path, type Styled, solid, text } from "../styled.js";
import { at, failureText, remedyText } from "../workload-words.js";
import { chart } from "./chart.js";
import type { SimulatedBoard, SimulateReport, SimulationView } from "./schema.js";

export function simulateBlocks(report: SimulateReport): Block[] {
  return [...report.boards.flatMap((board) => boardBlocks(board, report)), ...traceBlocks(report)];
}

function boardBlocks(board: SimulatedBoard, report: SimulateReport): Block[] {
  const byConsumer = new Map<string, SimulationView[]>();
  for (const one of board.simulations) byConsumer.set(one.consumer, [...(byConsumer.get(one.consumer) ?? []), one]);
  return [
    { kind: "title", level: 1, text: [...path(board.input, "strong"), ...text(": "), ...verdict(board)] },
    { kind: "paragraph", text: text(setting(board, report), "faint") },
    ...titledList(
      "Could not be simulated",
      board.errors.map(({ message }) => text(message, "bad")),
    ),
    ...titledList(
      "Failed `fits` expectations",
      board.failedExpectations.map((id) => path(id, "bad")),
    ),
    ...titledList(
      "`fits` expectations without an event in this trace",
      board.unplayedExpectations.map((id) => path(id, "caution")),
    ),
    ...[...byConsumer].flatMap(([consumer, results]) => consumerBlocks(consumer, results)),
    ...(board.simulations.length === 0 ? [] : assumptionBlocks(board)),
  ];
}

function verdict(board: SimulatedBoard): Styled {
  const { errors, failedExpectations } = board;
  if (errors.length > 0) return text("not simulated", "bad");
  if (failedExpectations.length === 0) return outcome(board);
  const failed = counted(failedExpectations.length, "expectation does", "expectations do");
  return [...text(`${failed} not hold; `, "bad"), ...outcome(board)];
}

function outcome({ simulations, unassigned }: SimulatedBoard): Styled {
  const today = simulations.filter(({ layout }) => layout === "as-written");
  if (today.length === 0) return text(unassigned > 0 ? "no event belongs to this board" : "nothing to play", "caution");
  const failing = today.filter(({ failures }) => failures > 0);
  if (failing.length === 0) return text("everything fits as the tree is written", "good");
  return text(`${failing.length} of ${counted(today.length, "consumer")} does not fit as the tree is written`, "bad");
}

function setting(
  { plan, unassigned }: SimulatedBoard,
  { kernelVersion, iommuMode, seed, trace }: SimulateReport,
): string {
  const played = trace === null ? `workloads of ${plan ?? "no plan"}, seed ${seed ?? 0}` : `trace ${trace.file}`;
  const left = unassigned === 0 ? [] : [`${counted(unassigned, "event")} of other devices`];
  return [`Linux ${kernelVersion}`, `${iommuMode} mode`, played, ...left].join(", ");
}

function consumerBlocks(consumer: string, results: readonly SimulationView[]): Block[] {
  const today = results.find(({ layout }) => layout === "as-written");
  const notes = [...(today === undefined ? [] : notesOn(today))];
  return [
    { kind: "title", level: 2, text: path(consumer, "strong") },
    {
      kind: "table",
      columns: [left("layout"), left("fits"), right("peak"), right("least free"), right("fragmented"), right("cached")],
      rows: results.map((one) => [
        text(one.layout),
        fits(one),
        solid(amount(one.peak)),
        solid(amount(one.headroom)),
        solid(percent(one.fragmentation)),
        solid(amount(one.cached)),
      ]),
    },
    ...(notes.length === 0 ? [] : [{ kind: "list" as const, items: notes }]),
  ];
}

const fits = ({ failures, events, firstFailure }: SimulationView): Styled =>
  firstFailure === null
    ? text("yes", "good")
    : [...text("no: ", "bad"), ...failureText(firstFailure), ...text(more(failures, events))];

const more = (failures: number, events: number): string =>
  failures === 1 ? "" : `, and ${failures - 1} more of ${events}`;

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;

function notesOn(today: SimulationView): readonly Styled[] {
  const { remedy, late, modelAgrees, series, rounding, failures } = today;
  return [
    ...(failures === 0 ? [] : [remedyText(remedy)]),
    ...late.map(({ event, start, end, inUse }) =>
      text(
        `the runtime reservation of ${rangeText({ start, end })} at event ${event} lands on ${amount(inUse)} in use: Linux does not check that`,
        "caution",
      ),
    ),
    ...(modelAgrees === null ? [] : [agreementText(modelAgrees)]),
    ...(BigInt(rounding) === 0n
      ? []
      : [text(`at the peak ${amount(rounding)} more is in use: rounding to granules and powers of two`)]),
    ...(series.length < 2 ? [] : [[...text("free, as written: "), ...solid(chart(series)), ...text(chartEnds(today))]]),
  ];
}

function agreementText({ compared, equal, firstDifference }: NonNullable<SimulationView["modelAgrees"]>): Styled {
  if (firstDifference === null) return text(`all ${compared} recorded addresses match the model`, "good");
  const { event, time, recorded, model } = firstDifference;
  return text(
    `${equal} of ${compared} recorded addresses match the model; first difference at event ${event}${at(time)}: ${recorded} recorded, ${model ?? "no room"} here`,
  );
}

function chartEnds({ series }: SimulationView): string {
  const first = series[0];
  const last = series.at(-1);
  if (first === undefined || last === undefined) return "";
  return ` (events ${first.event} to ${last.event}: ${amount(first.free)} to ${amount(last.free)})`;
}

function traceBlocks({ trace }: SimulateReport): Block[] {
  if (trace === null) return [];
  const { events, lostEvents, passedOver, truncated, unreadable, failures } = trace;
  const told = (count: number, what: string): readonly Styled[] => (count === 0 ? [] : [text(what, "caution")]);
  return titledList("Trace", [
    text(`${counted(events, "mapping or unmapping", "mappings and unmappings")} in ${trace.file}`),
    ...told(lostEvents, `${counted(lostEvents, "event")} lost by the recorder: results after that are uncertain`),
    ...told(unreadable, `${counted(unreadable, "line")} truncated and skipped`),
    ...told(truncated, `${counted(truncated, "scatter list")} printed in part: only that part counts`),
    ...told(failures, `${counted(failures, "failure")} recorded by the kernel: nothing was mapped`),
    ...(passedOver === 0
      ? []
      : [text(`${counted(passedOver, "event")} of the IOMMU layer repeat mappings of the DMA API`)]),
  ]);
}
