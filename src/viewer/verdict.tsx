/** What one must know first: what could not be done, how much was found, and the worst of it. */
import { SEVERITIES } from "../base/diagnostic.js";
import { visible } from "../base/visible.js";
import { countOf } from "../report/check/model.js";
import { boardsText, type Done, failureLine, failureText } from "../report/failures.js";
import type { Failure } from "../report/schema.js";
import { FindingCard, type Found } from "./findings.js";
import { usePage } from "./page.js";
import { UNSORTED } from "./page-state.js";

/** What is shown is a part of a run, of which the other parts are not known here. */
export function ShardNote({ line }: { readonly line: string | null }) {
  return line === null ? null : (
    <p class="card" role="note">
      {line}
    </p>
  );
}

interface FailuresProps {
  readonly failures: readonly Failure[];
  /** How many boards nothing is known of. */
  readonly failed: number;
  readonly all: number;
  readonly done: Done;
}

export function Failures({ failures, failed, all, done }: FailuresProps) {
  const headline = failureText(failures, { all, failed }, done);
  if (headline === null) return null;
  return (
    <div class="card error" role="alert">
      <p>
        <b>{visible(headline)}</b>
      </p>
      <ul>
        {failures.map((failure, i) => (
          <li key={i}>
            {visible(failureLine(failure))}
            <span class="faint">{visible(boardsText(failure, all === 1))}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Each count filters the table of findings. */
export function FindingCounts({ findings }: { readonly findings: readonly Found[] }) {
  const { state, changeTable } = usePage();
  const table = state.tables["findings"] ?? UNSORTED;
  if (findings.length === 0) return <p class="good">No findings.</p>;
  return (
    <p class="counts">
      {SEVERITIES.map((severity) => ({ severity, count: countOf(findings, severity) }))
        .filter(({ count }) => count > 0)
        .map(({ severity, count }) => {
          const filter = `severity:${severity}`;
          const isOn = table.filter === filter;
          return (
            <button
              key={severity}
              type="button"
              class={`count ${severity}`}
              aria-pressed={isOn}
              onClick={() => changeTable("findings", { ...table, filter: isOn ? "" : filter })}
            >
              <data value={count}>{count}</data> {count === 1 ? severity : `${severity}s`}
            </button>
          );
        })}
    </p>
  );
}

const WORST = 3;

/** The first of the report, which has the gravest first; notes are seldom what somebody looks for. */
export function Worst({ findings }: { readonly findings: readonly Found[] }) {
  const grave = findings.filter(({ severity }) => severity !== "note");
  const rest = grave.length - WORST;
  return (
    <div class="worst">
      {grave.slice(0, WORST).map((finding, i) => (
        <FindingCard key={i} finding={finding} />
      ))}
      {rest > 0 && <p class="faint">and {rest} more errors and warnings in the table of findings</p>}
    </div>
  );
}
