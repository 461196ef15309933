/** What the rules found, gravest first. */
import { type Board, visible } from "../../index.js";
import { Excerpt, type GoTo, Place } from "./excerpt.js";

interface FindingsProps {
  readonly board: Board;
  readonly goTo: GoTo;
}

export function Findings({ board: { findings }, goTo }: FindingsProps) {
  const grave = findings.filter(({ severity }) => severity !== "note");
  const notes = findings.filter(({ severity }) => severity === "note");
  return (
    <section aria-labelledby="findings">
      <h2 id="findings">Findings</h2>
      {grave.length === 0 && <p class="good">No errors and no warnings.</p>}
      {grave.map((finding) => (
        <OneFinding key={finding.fingerprint} finding={finding} goTo={goTo} />
      ))}
      {notes.length > 0 && (
        <details>
          <summary>
            {notes.length} note{notes.length === 1 ? "" : "s"}
          </summary>
          {notes.map((finding) => (
            <OneFinding key={finding.fingerprint} finding={finding} goTo={goTo} />
          ))}
        </details>
      )}
    </section>
  );
}

function OneFinding({ finding, goTo }: { readonly finding: Board["findings"][number]; readonly goTo: GoTo }) {
  const { severity, rule, message, location, snippet, details, related, help } = finding;
  return (
    <article class={`card ${severity}`}>
      <p>
        <span class={`badge ${severity}`}>{severity}</span> <Place at={location} goTo={goTo} />{" "}
        <code class="faint">{rule}</code>
      </p>
      <p>{visible(message)}</p>
      {snippet !== null && <Excerpt {...snippet} />}
      {details.map((detail) => (
        <p key={detail} class="faint">
          {visible(detail)}
        </p>
      ))}
      {related.map((one) => (
        <p key={one.message}>
          {visible(one.message)} (<Place at={one.location} goTo={goTo} />)
        </p>
      ))}
      {help !== null && <p class="help">help: {visible(help)}</p>}
    </article>
  );
}
