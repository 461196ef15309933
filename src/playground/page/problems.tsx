/** Why a board could not be read, or what is odd about it, as the command line shows it. */
import { type Problem, visible } from "../../index.js";
import { Excerpt, type GoTo, Place } from "./excerpt.js";

interface ProblemsProps {
  readonly problems: readonly Problem[];
  readonly goTo: GoTo;
}

/** Of a file with many errors, those behind the first ones mostly follow from them. */
const MOST_SHOWN = 50;

export function Problems({ problems, goTo }: ProblemsProps) {
  if (problems.length === 0) return null;
  return (
    <section aria-labelledby="problems">
      <h2 id="problems">What was read</h2>
      {problems.slice(0, MOST_SHOWN).map((problem, i) => (
        <OneProblem key={i} problem={problem} goTo={goTo} />
      ))}
      {problems.length > MOST_SHOWN && <p>and {problems.length - MOST_SHOWN} more</p>}
    </section>
  );
}

function OneProblem({ problem, goTo }: { readonly problem: Problem; readonly goTo: GoTo }) {
  const { severity, code, message, place, related, hint } = problem;
  return (
    <article class={`card ${severity}`}>
      <p>
        <span class={`badge ${severity}`}>{severity}</span> <Place at={place} goTo={goTo} />{" "}
        <code class="faint">{code}</code>
      </p>
      <p>{visible(message)}</p>
      {place.excerpt !== null && <Excerpt {...place.excerpt} />}
      {place.via.map((step) => (
        <div key={`${step.file}:${step.line}:${step.name}`} class="faint small">
          {step.kind === "include" ? "included from " : `in expansion of macro '${visible(step.name)}' at `}
          <Place at={step} goTo={goTo} />
        </div>
      ))}
      {related.map((one) => (
        <div key={one.message}>
          <p>
            {visible(one.message)} (<Place at={one.place} goTo={goTo} />)
          </p>
          {one.place.excerpt !== null && <Excerpt {...one.place.excerpt} />}
        </div>
      ))}
      {hint !== null && <p class="help">help: {visible(hint)}</p>}
    </article>
  );
}
