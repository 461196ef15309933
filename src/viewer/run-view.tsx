/** A report of several boards: what failed, what was found, and a row for each. */
import { visible } from "../base/visible.js";
import { counted } from "../report/amount.js";
import type { BoardRow } from "../report/html/board-row.js";
import type { Report } from "../report/schema.js";
import { Details } from "./details.js";
import { FindingsTable } from "./findings.js";
import { boardKey } from "./links.js";
import { usePage } from "./page.js";
import type { Boards, BoardsCommand } from "./page-data.js";
import { type Column, DataTable } from "./table.js";
import { Failures, FindingCounts, Worst } from "./verdict.js";

interface RunViewProps {
  readonly command: BoardsCommand;
  readonly report: Report;
  readonly boards: Boards;
}

export function RunView({ command, report, boards }: RunViewProps) {
  const { rows } = boards;
  const failed = rows.filter(({ analysed }) => !analysed).length;
  const consumers = rows.reduce((sum, row) => sum + row.consumers, 0);
  const skipped = rows.reduce((sum, row) => sum + row.skipped, 0);
  return (
    <div class="columns">
      <div>
        <section class="verdict">
          <h1>
            {command === "check" ? "Check" : "Analysis"} of {counted(rows.length, "board")}
          </h1>
          <Failures
            failures={report.failures}
            failed={failed}
            all={rows.length}
            done={command === "check" ? "checked" : "analysed"}
          />
          <FindingCounts findings={report.findings} />
          <p class="faint">
            {counted(rows.length - failed, "board")} {command === "check" ? "checked" : "analysed"} for Linux{" "}
            {report.kernelVersion}: {counted(consumers, "consumer")} examined, {skipped} skipped
            {report.passedOver.length > 0 && `, ${counted(report.passedOver.length, "file")} passed over`}
          </p>
          <Worst findings={report.findings} />
        </section>
        {report.findings.length > 0 && (
          <section>
            <h2>Findings</h2>
            <FindingsTable findings={report.findings} />
          </section>
        )}
        <section>
          <h2>Boards</h2>
          <BoardsTable rows={rows} />
        </section>
      </div>
      <Details board={null} findings={report.findings} />
    </div>
  );
}

const countColumn = (id: string, title: string, badge: string, of: (row: BoardRow) => number): Column<BoardRow> => ({
  id,
  title,
  align: "right",
  value: (row) => (row.analysed ? of(row) : null),
  show: (row) =>
    row.analysed ? (
      <data value={of(row)} class={of(row) === 0 ? "faint" : badge}>
        {of(row)}
      </data>
    ) : (
      <span class="faint">unknown</span>
    ),
});

const COLUMNS: readonly Column<BoardRow>[] = [
  {
    id: "board",
    title: "Board",
    value: ({ input }) => visible(input),
    show: ({ input }) => <span class="link">{visible(input)}</span>,
  },
  { id: "model", title: "Model", value: ({ model }) => (model === null ? null : visible(model)) },
  {
    id: "state",
    title: "State",
    value: ({ analysed }) => (analysed ? "done" : "failed"),
    show: ({ analysed }) => (analysed ? "done" : <span class="badge error">failed</span>),
  },
  countColumn("errors", "Errors", "badge error", ({ errors }) => errors),
  countColumn("warnings", "Warnings", "badge warning", ({ warnings }) => warnings),
  countColumn("notes", "Notes", "", ({ notes }) => notes),
  countColumn("consumers", "Consumers", "", ({ consumers }) => consumers),
  countColumn("skipped", "Skipped", "", ({ skipped }) => skipped),
];

function BoardsTable({ rows }: { readonly rows: readonly BoardRow[] }) {
  const { change } = usePage();
  return (
    <DataTable
      name="boards"
      caption="Boards"
      rows={rows}
      columns={COLUMNS}
      links={({ input }) => [boardKey(input)]}
      open={({ input }) => change({ board: input })}
    />
  );
}
