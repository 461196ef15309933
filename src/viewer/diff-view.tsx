/** `diff`: the verdict, every change as a row, and spaces before over after. */
import { useMemo, useState } from "preact/hooks";
import { visible } from "../base/visible.js";
import { counted, signedAmount } from "../report/amount.js";
import { type Alike, alike, SIDE_WORDS } from "../report/diff/bars.js";
import { diffBlocks } from "../report/diff/document.js";
import { boardSets, namesOf } from "../report/diff/effects.js";
import { extentOf, spansOf } from "../report/diff/picture.js";
import type { DiffBoard, DiffReport } from "../report/diff/schema.js";
import { verdictOf } from "../report/diff/verdict.js";
import { KIND_LOOKS } from "../report/map/words.js";
import { inclusive } from "../report/plain.js";
import { shardText, WHOLE_DIFF } from "../report/section/shard.js";
import { type Bar, Bars } from "./bars.js";
import { DiffDetails } from "./diff-details.js";
import { type DiffRow, diffLinks, diffRows, kindText } from "./diff-rows.js";
import { InWords } from "./in-words.js";
import { boardKey, changeKey, consumerKey } from "./links.js";
import { Legend } from "./map/kinds.js";
import { type Column, DataTable } from "./table.js";
import { Failures, ShardNote } from "./verdict.js";

export function DiffView({ report }: { readonly report: DiffReport }) {
  const rows = useMemo(() => diffRows(report), [report]);
  return (
    <main>
      <div class="columns">
        <div>
          <ShardNote line={shardText(report, WHOLE_DIFF)} />
          <Verdict report={report} />
          {rows.length > 0 && (
            <section>
              <h2>Changes</h2>
              <DataTable name="changes" caption="Changes" rows={rows} columns={CHANGES} links={diffLinks} />
            </section>
          )}
          <BeforeAndAfter report={report} />
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
        </div>
        <DiffDetails rows={rows} />
      </div>
    </main>
  );
}

function Verdict({ report }: { readonly report: DiffReport }) {
  const verdict = verdictOf(report);
  const failed = report.boards.filter(({ status }) => status === "failed").length;
  return (
    <section class="verdict">
      <h1>
        {visible(report.old)} → {visible(report.new)}
      </h1>
      <Failures failures={report.failures} failed={failed} all={report.boards.length} done="compared" />
      {verdict.text !== "" && <p class={`headline ${verdict.style}`}>{visible(verdict.text)}</p>}
      <p class="faint">
        {counted(report.boards.length, "board")} compared for Linux {report.kernelVersion},{" "}
        {counted(report.changes.length, "change")}
      </p>
    </section>
  );
}

const CHANGES: readonly Column<DiffRow>[] = [
  { id: "kind", title: "Kind", value: ({ change }) => kindText(change) },
  {
    id: "consumer",
    title: "Consumer",
    value: ({ change }) => (change.consumer === null ? null : visible(change.consumer)),
  },
  { id: "what", title: "What changes", value: ({ lines }) => lines.join("; ") },
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

interface Drawn {
  readonly picture: Alike;
  /** Of all changes of those that it is of, and of them. */
  readonly links: readonly string[];
}

/** Those whose spaces change alike share a picture, and a change that is the same on many boards has one. */
function drawnOf(report: DiffReport): readonly Drawn[] {
  const names = namesOf(report);
  const places = new Map(report.changes.map((change, index) => [change, index]));
  return boardSets(report).flatMap((set) =>
    alike(set, names).map((picture): Drawn => {
      const changes = set.effects.filter(({ consumer }) => consumer !== null && picture.ids.includes(consumer));
      const keys = changes.flatMap((effect) => effect.changes.map((change) => changeKey(places.get(change) ?? 0)));
      return { picture, links: [...keys, ...picture.ids.map(consumerKey)] };
    }),
  );
}

function BeforeAndAfter({ report }: { readonly report: DiffReport }) {
  const [all, setAll] = useState(false);
  const drawn = useMemo(() => drawnOf(report), [report]);
  if (drawn.length === 0) return null;
  const used = new Set(
    drawn.flatMap(({ picture }) => barsOf(picture).flatMap(({ ranges }) => ranges)).map(({ kind }) => kind),
  );
  return (
    <section>
      <h2>Before and after</h2>
      {drawn.slice(0, all ? drawn.length : FIRST).map((one) => (
        <PictureCard key={one.links[0]} {...one} isOnly={report.boards.length === 1} />
      ))}
      {!all && drawn.length > FIRST && (
        <button type="button" onClick={() => setAll(true)}>
          Show all {drawn.length}
        </button>
      )}
      <Legend kinds={used} names={SIDE_WORDS} />
    </section>
  );
}

/** Whom it is of, and on which boards; more names than these are counted. */
const MOST_NAMES = 6;

function PictureCard({ picture, links, isOnly }: Drawn & { readonly isOnly: boolean }) {
  const { ids, drawn, boards } = picture;
  const names = ids.slice(0, MOST_NAMES).map(visible).join(", ");
  const more = ids.length - MOST_NAMES;
  return (
    <article class="card" data-links={links.join(" ")} tabindex={0}>
      <p>
        <b>{names}</b>
        {more > 0 && ` and ${more} more`}
        {drawn.streamsOf.length > 0 && `, before: ${drawn.streamsOf.map(visible).join(", ")}`}
        {!isOnly && <span class="faint"> on {counted(boards.length, "board")}</span>}
      </p>
      <Bars label={`${names}: before and after`} bars={barsOf(picture)} from={extentOf(drawn.spaces)?.start ?? 0n} />
    </article>
  );
}

function barsOf({ drawn: { spaces } }: Alike): readonly Bar[] {
  const extent = extentOf(spaces);
  if (extent === null) return [];
  return spaces.map((space) => ({
    name: space.side,
    ranges: spansOf(space, extent).map(({ start, end, kind }) => ({
      ...inclusive({ start, end }),
      kind,
      what: SIDE_WORDS[kind] ?? KIND_LOOKS[kind].meaning,
    })),
  }));
}
