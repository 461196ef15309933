/** What could be sent, with its proof, as `iova-plan suggest` prints it. */
import { useState } from "preact/hooks";
import type { Form, SuggestionTold } from "../messages.js";
import { Choose } from "./choose.js";
import { FORMS } from "./link.js";
import type { Session } from "./session.js";

const FORM_NAMES: Readonly<Record<Form, string>> = {
  patch: "a patch",
  overlay: "an overlay",
  c: "C code for the driver",
  plan: "a plan to fill in",
};

export function Suggestion({ session }: { readonly session: Session }) {
  const { suggestion, question } = session;
  return (
    <section aria-labelledby="suggestion">
      <h2 id="suggestion">Suggested change</h2>
      <Choose
        label="as"
        value={question.form}
        onChoose={(name) => session.put({ form: FORMS.find((form) => form === name) ?? "patch" })}
      >
        {FORMS.map((form) => (
          <option key={form} value={form}>
            {FORM_NAMES[form]}
          </option>
        ))}
      </Choose>
      {suggestion === null ? <p class="faint">Working…</p> : <Told session={session} suggestion={suggestion} />}
    </section>
  );
}

function Told({ session, suggestion }: { readonly session: Session; readonly suggestion: SuggestionTold }) {
  const { text, notes, files, outcome } = suggestion;
  return (
    <>
      {text !== "" && (
        <>
          <div class="row">
            <Copy text={text} />
            {files.length > 0 && (
              <button type="button" onClick={() => session.apply(files)}>
                Apply it here
              </button>
            )}
          </div>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
          <section class="patch" tabIndex={0} aria-label="The suggested text">
            <pre class="source">{files.length > 0 ? lines(text) : text}</pre>
          </section>
        </>
      )}
      <ul class={outcome === "refused" ? "notes caution" : "notes faint"}>
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </>
  );
}

/** Their ends are theirs, so that the text can be selected as it is. */
const lines = (text: string) =>
  text.split(/(?<=\n)/).map((line, i) => (
    <span key={i} class={toneOf(line)}>
      {line}
    </span>
  ));

const TONES: Readonly<Record<string, string>> = { "+": "good", "-": "bad", "@": "faint" };

const toneOf = (line: string): string => (/^(\+\+\+|---)/.test(line) ? "faint" : (TONES[line[0] ?? ""] ?? ""));

function Copy({ text }: { readonly text: string }) {
  const [said, setSaid] = useState("");
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid("copied");
    } catch {
      setSaid("the browser does not let this page copy: select the text");
    }
  };
  return (
    <>
      <button type="button" onClick={() => void copy()}>
        Copy
      </button>
      <span role="status" class="faint small">
        {said}
      </span>
    </>
  );
}
