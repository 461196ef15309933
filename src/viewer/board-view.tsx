/** One board: the verdict, its space as a map, and every table behind it. */
import { visible } from "../base/visible.js";
import { counted } from "../report/amount.js";
import type { Block } from "../report/blocks.js";
import { checkBlocks } from "../report/check/document.js";
import { analysisBlocks } from "../report/document.js";
import { mapBlocks } from "../report/map/document.js";
import type { Board, Report } from "../report/schema.js";
import { ConsumersTable } from "./consumers.js";
import { Details } from "./details.js";
import { FindingsTable } from "./findings.js";
import { InWords } from "./in-words.js";
import { LayoutTables } from "./layouts.js";
import { MapView } from "./map/map-view.js";
import type { BoardsCommand } from "./page-data.js";
import { ReservedMemoryTable } from "./reserved-memory.js";
import { InheritanceTree } from "./tree.js";
import { Failures, FindingCounts, Worst } from "./verdict.js";

interface BoardViewProps {
  readonly command: BoardsCommand;
  /** Without its boards. */
  readonly report: Report;
  readonly board: Board;
  readonly isOnly: boolean;
}

export function BoardView({ command, report, board, isOnly }: BoardViewProps) {
  const own = report.failures.filter(({ boards }) => isOnly || boards.includes(board.input));
  const done = command === "check" ? "checked" : "analysed";
  const { coverage, findings } = board;
  return (
    <div class="columns">
      <div>
        <section class="verdict">
          <h1>{visible(board.input)}</h1>
          <p class="faint">
            {board.model !== null && `${visible(board.model)}. `}
            Linux {report.kernelVersion}, {report.options.iommuMode} mode
            {board.plan !== null && `, plan ${visible(board.plan)}`}
          </p>
          <Failures failures={own} failed={board.analysed ? 0 : 1} all={1} done={done} />
          {board.analysed && (
            <>
              {command !== "map" && <FindingCounts findings={findings} />}
              {board.families
                .filter(({ members, verdict }) => members.length > 1 || verdict.unsafeToday)
                .map(({ parent, verdict }) => (
                  <p key={parent} class={verdict.unsafeToday || verdict.now === null ? "bad" : "good"}>
                    {visible(parent)}: {visible(verdict.reason)}
                  </p>
                ))}
              <p class="faint">
                {counted(coverage.consumers, "consumer")} examined, {coverage.skipped.length} skipped
                {board.suppressed > 0 && `, ${counted(board.suppressed, "finding")} suppressed by comments`}
                {board.baselined > 0 && `, ${counted(board.baselined, "finding")} in the baseline`}
              </p>
              {command !== "map" && <Worst findings={findings} />}
            </>
          )}
        </section>
        {board.analysed && (command === "map" ? <MapSections board={board} /> : <Sections board={board} />)}
        <InWords
          blocks={() =>
            blocksOf(command, { ...report, failures: own, findings: ofBoard(report, board), boards: [board] })
          }
        />
      </div>
      <Details board={board} findings={findings} />
    </div>
  );
}

const ofBoard = (report: Report, { input }: Board): Report["findings"] =>
  report.findings.filter(({ boards }) => boards.includes(input)).map((finding) => ({ ...finding, boards: [input] }));

function blocksOf(command: BoardsCommand, report: Report): readonly Block[] {
  switch (command) {
    case "analyze":
      return analysisBlocks(report, true, {});
    case "check":
      return checkBlocks(report, { verbose: true, showsNotes: true });
    case "map":
      return mapBlocks(report, true);
  }
}

/** Of a map that, and the figures of whom it shows. */
const MapSections = ({ board }: { readonly board: Board }) => (
  <>
    {board.consumers.length > 0 && <MapView board={board} />}
    <section>
      <h2>Consumers</h2>
      <ConsumersTable board={board} />
    </section>
  </>
);

const Sections = ({ board }: { readonly board: Board }) => (
  <>
    {board.consumers.length > 0 && <MapView board={board} />}
    {board.findings.length > 0 && (
      <section>
        <h2>Findings</h2>
        <FindingsTable findings={board.findings} />
      </section>
    )}
    <section>
      <h2>Consumers</h2>
      <ConsumersTable board={board} />
    </section>
    <section>
      <h2>Inheritance</h2>
      <InheritanceTree board={board} />
    </section>
    {board.families.some(({ layouts }) => layouts.length > 0) && (
      <section>
        <h2>Layouts</h2>
        <LayoutTables board={board} />
      </section>
    )}
    {board.reservedMemory.length > 0 && (
      <section>
        <h2>Reserved memory</h2>
        <ReservedMemoryTable board={board} />
      </section>
    )}
  </>
);
