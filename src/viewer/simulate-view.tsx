/** `simulate`: what does not fit, every consumer under every layout, and its space over time. */
import { visible } from "../base/visible.js";
import { amount, counted } from "../report/amount.js";
import { TODAY } from "../report/map/model.js";
import type { Size } from "../report/schema.js";
import { simulateBlocks } from "../report/simulate/document.js";
import type { SimulatedBoard, SimulateReport, SimulationView } from "../report/simulate/schema.js";
import { rawText } from "../report/styled.js";
import { failureText, remedyText } from "../report/workload-words.js";
import { Amount } from "./figures.js";
import { InWords } from "./in-words.js";
import { boardKey } from "./links.js";
import { SimulationDetails, simulationLinks } from "./simulate-details.js";
import { SpaceChart } from "./space-chart.js";
import { type Column, DataTable } from "./table.js";

export const SimulateView = ({ report }: { readonly report: SimulateReport }) => (
  <main>
    <div class="columns">
      <div>
        {report.boards.map((board) => (
          <BoardSimulations key={board.input} board={board} report={report} />
        ))}
        <InWords blocks={() => simulateBlocks(report)} />
      </div>
      <SimulationDetails simulations={report.boards.flatMap(({ simulations }) => simulations)} />
    </div>
  </main>
);

interface BoardProps {
  readonly board: SimulatedBoard;
  readonly report: SimulateReport;
}

function BoardSimulations({ board, report }: BoardProps) {
  const { simulations } = board;
  const consumers = [...new Set(simulations.map(({ consumer }) => consumer))];
  return (
    <>
      <BoardVerdict board={board} report={report} />
      {simulations.length > 0 && (
        <section>
          <h2>Consumers and layouts</h2>
          <DataTable
            name="simulations"
            caption="Simulations"
            rows={simulations}
            columns={COLUMNS}
            links={simulationLinks}
          />
        </section>
      )}
      {consumers.map((consumer) => (
        <section key={consumer}>
          <h2>{visible(consumer)}: space over time</h2>
          <div class="charts">
            {simulations
              .filter((one) => one.consumer === consumer && one.series.length > 1)
              .map((one) => (
                <SpaceChart key={one.layout} simulation={one} links={simulationLinks(one)} />
              ))}
          </div>
        </section>
      ))}
    </>
  );
}

function BoardVerdict({ board, report }: BoardProps) {
  const { simulations, errors, failedExpectations, unplayedExpectations } = board;
  const failing = simulations.filter(({ layout, failures }) => layout === TODAY && failures > 0);
  return (
    <section class="verdict" data-links={boardKey(board.input)}>
      <h1>{visible(board.input)}</h1>
      {errors.map((error, i) => (
        <p key={i} class="card error" role="alert">
          {visible(error.message)}
        </p>
      ))}
      {errors.length === 0 && <Headline board={board} failing={failing.length} />}
      {failing.map((one) => (
        <p key={one.consumer}>
          <b>{visible(one.consumer)}</b>: {one.firstFailure === null ? "" : rawText(failureText(one.firstFailure))};{" "}
          {rawText(remedyText(one.remedy))}
        </p>
      ))}
      {failedExpectations.map((id) => (
        <p key={id} class="bad">
          Expected to fit, and does not: {visible(id)}
        </p>
      ))}
      {unplayedExpectations.map((id) => (
        <p key={id} class="caution">
          Expected to fit, and not in this trace: {visible(id)}
        </p>
      ))}
      <p class="faint">{playedText(board, report)}</p>
    </section>
  );
}

function Headline({ board, failing }: { readonly board: SimulatedBoard; readonly failing: number }) {
  const today = board.simulations.filter(({ layout }) => layout === TODAY).length;
  if (today === 0) {
    return <p class="headline caution">{board.unassigned > 0 ? "No event is of this board" : "Nothing to play"}</p>;
  }
  if (failing === 0) return <p class="headline good">Everything fits as the tree is written</p>;
  return (
    <p class="headline bad">
      {failing} of {counted(today, "consumer")} does not fit as the tree is written
    </p>
  );
}

/** What was played, and what of it is not known. */
function playedText(
  board: SimulatedBoard,
  { kernelVersion, iommuMode, trace, seed, lostEvents }: SimulateReport,
): string {
  return [
    `Linux ${kernelVersion}`,
    `${iommuMode} mode`,
    trace === null ? `workloads, seed ${seed ?? 0}` : `trace ${visible(trace.file)}, ${counted(trace.events, "event")}`,
    ...(lostEvents > 0 ? [`${counted(lostEvents, "event")} lost by the recorder`] : []),
    ...(board.unassigned > 0 ? [`${counted(board.unassigned, "event")} of no consumer here`] : []),
  ].join(", ");
}

const size = (id: string, title: string, hint: string, of: (one: SimulationView) => Size): Column<SimulationView> => ({
  id,
  title,
  hint,
  align: "right",
  value: (one) => BigInt(of(one)),
  show: (one) => <Amount of={of(one)} />,
});

const COLUMNS: readonly Column<SimulationView>[] = [
  { id: "consumer", title: "Consumer", value: ({ consumer }) => visible(consumer) },
  { id: "layout", title: "Layout", value: ({ layout }) => visible(layout) },
  {
    id: "fits",
    title: "Fits",
    value: ({ failures }) => failures,
    text: ({ failures }) => (failures === 0 ? "yes" : "no"),
    show: ({ failures, events, firstFailure }) =>
      failures === 0 ? (
        <span class="good">yes</span>
      ) : (
        <span class="bad" title={firstFailure === null ? "" : `wants ${amount(firstFailure.size)}`}>
          no: <data value={failures}>{failures}</data> of {events}
        </span>
      ),
  },
  size("peak", "Peak", "Most that it held at once, as asked for", ({ peak }) => peak),
  size("headroom", "Least free", "Least that was free below its limit", ({ headroom }) => headroom),
  {
    id: "fragmentation",
    title: "Fragmented",
    hint: "Worst of 1 - largest free block / free",
    align: "right",
    value: ({ fragmentation }) => fragmentation,
    show: ({ fragmentation }) => <data value={fragmentation}>{Math.round(fragmentation * 1000) / 10} %</data>,
  },
  size(
    "rounding",
    "Rounding",
    "Taken at the peak for rounding to granules and powers of two",
    ({ rounding }) => rounding,
  ),
  size("cached", "Cached", "At the end: given back, yet kept by the allocator", ({ cached }) => cached),
];
