/** What was found: the worst in full, all of it as a table. */
import { visible } from "../base/visible.js";
import { locationText } from "../report/location.js";
import type { FindingView } from "../report/schema.js";
import { PathName } from "./figures.js";
import { findingLinks } from "./finding-links.js";
import { Snippet } from "./source.js";
import { type Column, DataTable } from "./table.js";

/** Boards that have it; absent in a report of one. */
export type Found = FindingView & { readonly boards?: readonly string[] };

const SEVERITY_RANK = { error: 0, warning: 1, note: 2 } as const;

export const Severity = ({ of }: { readonly of: FindingView["severity"] }) => <span class={`badge ${of}`}>{of}</span>;

export const FindingCard = ({ finding }: { readonly finding: Found }) => (
  <article class={`card ${finding.severity}`} data-links={findingLinks(finding).join(" ")} tabindex={0}>
    <p class="card-head">
      <Severity of={finding.severity} /> <code>{finding.rule}</code>{" "}
      <span class="place">{visible(locationText(finding.location))}</span>
      {finding.boards !== undefined && finding.boards.length > 1 && (
        <span class="faint"> on {finding.boards.length} boards</span>
      )}
    </p>
    <p>{visible(finding.message)}</p>
    <Snippet of={finding} />
    {finding.help !== null && <p class="help">help: {visible(finding.help)}</p>}
  </article>
);

const COLUMNS: readonly Column<Found>[] = [
  {
    id: "severity",
    title: "Severity",
    value: ({ severity }) => SEVERITY_RANK[severity],
    text: ({ severity }) => severity,
    show: ({ severity }) => <Severity of={severity} />,
  },
  { id: "rule", title: "Rule", value: ({ rule }) => rule, show: ({ rule }) => <code>{rule}</code> },
  { id: "message", title: "Message", value: ({ message }) => visible(message) },
  {
    id: "consumer",
    title: "Consumer",
    value: ({ consumer }) => consumer,
    text: ({ consumer }) => visible(consumer ?? ""),
    show: ({ consumer }) => <PathName of={consumer ?? ""} />,
  },
  {
    id: "place",
    title: "Place",
    value: ({ location }) => visible(locationText(location)),
    show: ({ location }) => <PathName of={locationText(location)} />,
  },
];

const BOARDS: Column<Found> = {
  id: "boards",
  title: "Boards",
  align: "right",
  value: ({ boards = [] }) => boards.length,
  text: ({ boards = [] }) => boards.map(visible).join(" "),
  show: ({ boards = [] }) => <data value={boards.length}>{boards.length}</data>,
};

export function FindingsTable({ findings }: { readonly findings: readonly Found[] }) {
  const columns = findings.some(({ boards }) => boards !== undefined) ? [...COLUMNS, BOARDS] : COLUMNS;
  return <DataTable name="findings" caption="Findings" rows={findings} columns={columns} links={findingLinks} />;
}
