/** All that the report has on one finding. */
import { visible } from "../base/visible.js";
import { counted } from "../report/amount.js";
import { locationText } from "../report/location.js";
import type { FindingView } from "../report/schema.js";
import { Severity } from "./findings.js";
import { usePage } from "./page.js";
import { Snippet } from "./source.js";

interface FindingDetailsProps {
  readonly finding: FindingView;
  /** To go to; empty where the page shows the one that it is of. */
  readonly boards: readonly string[];
}

export function FindingDetails({ finding, boards }: FindingDetailsProps) {
  return (
    <section>
      <h3>
        <Severity of={finding.severity} /> <code>{finding.rule}</code>
      </h3>
      <p>{visible(finding.message)}</p>
      <p class="place">{visible(locationText(finding.location))}</p>
      <Snippet of={finding} />
      {finding.location.via.map((step, i) => (
        <p key={i} class="faint small">
          {step.kind === "include" ? "included from" : `expansion of ${visible(step.name)} at`} {visible(step.file)}:
          {step.line}
        </p>
      ))}
      <ul>
        {finding.details.map((detail) => (
          <li key={detail}>{visible(detail)}</li>
        ))}
        {finding.related.map((other, i) => (
          <li key={i}>
            {visible(locationText(other.location))}: {visible(other.message)}
          </li>
        ))}
      </ul>
      {finding.help !== null && <p class="help">help: {visible(finding.help)}</p>}
      <BoardLinks boards={boards} />
    </section>
  );
}

function BoardLinks({ boards }: Pick<FindingDetailsProps, "boards">) {
  const { change } = usePage();
  if (boards.length === 0) return null;
  return (
    <>
      <h4>On {counted(boards.length, "board")}</h4>
      <ul class="boards">
        {boards.map((input) => (
          <li key={input}>
            <button type="button" class="link" onClick={() => change({ board: input })}>
              {visible(input)}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
