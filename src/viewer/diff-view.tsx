/** `diff`: the verdict, every change as a row, and spaces before over after. */
import { useState } from "preact/hooks";
import { visible } from "../base/visible.js";
import { counted, signedAmount } from "../report/amount.js";
import { diffBlocks } from "../report/diff/document.js";
import { namesOf } from "../report/diff/effects.js";
import { detailsOf, said } from "../report/diff/phrases.js";
import type { ChangeView, DiffBoard, DiffReport } from "../report/diff/schema.js";
import { verdictOf } from "../report/diff/verdict.js";
import type { Usable } from "../report/schema.js";
import { rawText } from "../report/styled.js";
import { type Bar, Bars } from "./bars.js";
import { InWords } from "./in-words.js";
import { boardKey, changeKey, consumerKey } from "./links.js";
import { type Column, DataTable } from "./table.js";
import { Failures } from "./verdict.js";

interface Row {
  readonly change: ChangeView;
  readonly index: number;
  readonly words: string;
}

export function DiffView({ report }: { readonly report: DiffReport }) {
  const verdict = verdictOf(report);
  const names = namesOf(report);
  const rows = report.changes.map((change, index): Row => {
    const words = [said([change], names), ...detailsOf(change, names)].map(rawText).filter((text) => text !== "");
    return { change, index, words: words.join("; ") };
  });
  const failed = report.boards.filter(({ status }) => status === "failed").length;
  return (
    <main>
      <section class="verdict">
        <h1>
          {visible(report.old)} → {visible(report.new)}
        </h1>
        <Failures failures={report.failures} failed={failed} all={report.boards.length} done="compared" />
        {verdict.text !== "" && <p class={`headline ${verdict.style}`}>{visible(verdict.text)}</p>}
        <p class="faint">
          {counted(report.boards.length, "board")} compared for Linux {report.kernelVersion},{" "}
          {counted(rows.length, "change")}
        </p>
      </section>
      {rows.length > 0 && (
        <section>
          <h2>Changes</h2>
          <DataTable name="changes" caption="Changes" rows={rows} columns={CHANGES} links={changeLinks} />
        </section>
      )}
      <BeforeAndAfter rows={rows} />
      <section>
        <h2>Boards</h2>
        <DataTable
          name="boards"
          caption="Boards"
          rows={report.boards}
          columns={BOARDS}
          links={({ board }) => [boardKey(board)]}
        />
      </section>
      <InWords blocks={() => diffBlocks(report, true)} />
    </main>
  );
}

const changeLinks = ({ change: { consumer }, index }: Row): readonly string[] => [
  changeKey(index),
  ...(consumer === null ? [] : [consumerKey(consumer)]),
];

const CHANGES: readonly Column<Row>[] = [
  { id: "kind", title: "Kind", value: ({ change }) => change.kind.replaceAll("-", " ") },
  {
    id: "consumer",
    title: "Consumer",
    value: ({ change }) => (change.consumer === null ? null : visible(change.consumer)),
  },
  { id: "what", title: "What changes", value: ({ words }) => words },
  {
    id: "below4G",
    title: "Below 4 GiB",
    align: "right",
    value: ({ change }) => (change.usableBelow4GDelta === null ? null : BigInt(change.usableBelow4GDelta)),
    show: ({ change: { usableBelow4GDelta: bytes } }) =>
      bytes === null ? (
        ""
      ) : (
        <data value={bytes} title={`${bytes} bytes`} class={bytes < 0 ? "bad number" : "number"}>
          {signedAmount(BigInt(bytes))}
        </data>
      ),
  },
  {
    id: "boards",
    title: "Boards",
    align: "right",
    value: ({ change }) => change.boards.length,
    text: ({ change }) => change.boards.map(visible).join(" "),
    show: ({ change }) => (
      <data value={change.boards.length} title={change.boards.slice(0, 20).map(visible).join("\n")}>
        {change.boards.length}
      </data>
    ),
  },
];

const findingsOf = (side: DiffBoard["new"]): string =>
  side === null ? "" : `${side.findings.error} / ${side.findings.warning} / ${side.findings.note}`;

const BOARDS: readonly Column<DiffBoard>[] = [
  { id: "board", title: "Board", value: ({ board }) => visible(board) },
  {
    id: "status",
    title: "Status",
    value: ({ status }) => status,
    show: ({ status }) => <span class={status === "failed" ? "badge error" : ""}>{status}</span>,
  },
  { id: "before", title: "Consumers before", align: "right", value: (board) => board.old?.consumers ?? null },
  { id: "after", title: "After", align: "right", value: (board) => board.new?.consumers ?? null },
  {
    id: "old",
    title: "Findings before",
    hint: "Errors / warnings / notes",
    align: "right",
    value: (board) => findingsOf(board.old),
  },
  {
    id: "new",
    title: "After",
    hint: "Errors / warnings / notes",
    align: "right",
    value: (board) => findingsOf(board.new),
  },
  {
    id: "problem",
    title: "Problem",
    value: ({ errors: [first] }) => (first === undefined ? null : visible(first.message)),
  },
];

/** Pictures that are drawn before somebody asks for all. */
const FIRST = 12;

function BeforeAndAfter({ rows }: { readonly rows: readonly Row[] }) {
  const [all, setAll] = useState(false);
  const drawn = rows.flatMap((row) => {
    const bars = barsOf(row.change);
    return bars === null ? [] : [{ row, bars }];
  });
  if (drawn.length === 0) return null;
  return (
    <section>
      <h2>Before and after</h2>
      {drawn.slice(0, all ? drawn.length : FIRST).map(({ row, bars }) => (
        <article key={row.index} class="card" data-links={changeLinks(row).join(" ")} tabindex={0}>
          <p>
            <b>{visible(row.change.consumer ?? "")}</b>{" "}
            <span class="faint">{row.change.kind.replaceAll("-", " ")}</span> {row.words}
          </p>
          <Bars label={`${visible(row.change.consumer ?? "")} before and after`} bars={bars} />
        </article>
      ))}
      {!all && drawn.length > FIRST && (
        <button type="button" onClick={() => setAll(true)}>
          Show all {drawn.length}
        </button>
      )}
    </section>
  );
}

/** Null for what has no ranges on either side. */
function barsOf(change: ChangeView): readonly Bar[] | null {
  switch (change.kind) {
    case "usable":
      return [usableBar("before", change.before), usableBar("after", change.after)];
    case "consumer-added":
      return [{ name: "before", ranges: [] }, usableBar("after", change.after.usable)];
    case "consumer-removed":
      return [usableBar("before", change.before.usable), { name: "after", ranges: [] }];
    case "reservation":
      return [reservedBar("before", change.before.reservations), reservedBar("after", change.after.reservations)];
    default:
      return null;
  }
}

const usableBar = (name: string, { ranges }: Usable): Bar => ({
  name,
  ranges: ranges.map((range) => ({ ...range, kind: "usable", what: "usable" })),
});

type Reserved = Extract<ChangeView, { kind: "reservation" }>["before"]["reservations"];

const reservedBar = (name: string, reservations: Reserved): Bar => ({
  name,
  ranges: reservations.map(({ start, end, type, origin, inheritedFrom }) => ({
    start,
    end,
    kind: type === "direct" ? "direct" : inheritedFrom === null ? "reserved" : "inherited",
    what: `${type}, ${origin}`,
  })),
});
