/** What is open, and what is asked of it. */
import { useRef } from "preact/hooks";
import { Choose } from "./choose.js";
import { chosen } from "./opened.js";
import type { Session } from "./session.js";
import { SettingFields } from "./setting-fields.js";
import { planBeside } from "./workspace.js";

export function Controls({ session }: { readonly session: Session }) {
  return (
    <div class="controls">
      <Openers session={session} />
      <Questions session={session} />
    </div>
  );
}

const OWN = "your own files";

/** Known to every browser, and to no standard yet. */
const WHOLE = { webkitdirectory: true };

function Openers({ session }: { readonly session: Session }) {
  const { workspace, examples } = session;
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const opened = (input: HTMLInputElement): void => {
    session.add(chosen(input.files));
    // The same folder may be opened again, after a change.
    input.value = "";
  };
  return (
    <section aria-label="What is open" class="row">
      <Choose
        label="Example"
        value={workspace.example ?? OWN}
        onChoose={(name) => session.open(name === OWN ? null : name)}
      >
        {examples.map(({ name, model }) => (
          <option key={name} value={name}>
            {model}
          </option>
        ))}
        {session.hasOwn && <option value={OWN}>{OWN}</option>}
      </Choose>
      {session.isEdited && (
        <button type="button" onClick={() => session.reset()}>
          Undo my changes
        </button>
      )}
      <span class="openers">
        <button type="button" class="main" onClick={() => files.current?.click()}>
          Open files…
        </button>
        <button type="button" onClick={() => folder.current?.click()}>
          Open folder…
        </button>
      </span>
      <input
        ref={files}
        id="files"
        type="file"
        multiple
        hidden
        aria-label="Files to open"
        onChange={(event) => opened(event.currentTarget)}
      />
      <input
        ref={folder}
        id="folder"
        type="file"
        {...WHOLE}
        hidden
        aria-label="Folder to open"
        onChange={(event) => opened(event.currentTarget)}
      />
      <span class="faint small">or drop them anywhere: .dts with its includes, a Linux tree, .dtb, .iova.yaml</span>
    </section>
  );
}

function Questions({ session }: { readonly session: Session }) {
  const { workspace, board, question, devices } = session;
  const { boards, plans, overlays } = workspace.listing;
  const layouts = session.report?.board?.families[0]?.layouts ?? [];
  return (
    <section aria-label="What is asked" class="row">
      {boards.length > 1 && (
        <Choose label="Board" value={board ?? ""} onChoose={(path) => session.choose(path)}>
          {boards.map((path) => (
            <option key={path}>{path}</option>
          ))}
        </Choose>
      )}
      <Choose label="Device" value={question.device ?? ""} onChoose={(id) => session.put({ device: id || null })}>
        <option value="">all</option>
        {withChosen(devices, question.device).map((id) => (
          <option key={id}>{id}</option>
        ))}
      </Choose>
      <Choose label="Layout" value={question.layout ?? ""} onChoose={(id) => session.put({ layout: id || null })}>
        <option value="">the best</option>
        {withChosen(
          layouts.map(({ id }) => id).filter((id) => id !== "as-written"),
          question.layout,
        ).map((id) => (
          <option key={id}>{id}</option>
        ))}
      </Choose>
      {plans.some((path) => path !== planBeside(board ?? "")) && (
        <Choose label="Plan" value={question.plan ?? ""} onChoose={(path) => session.put({ plan: path || null })}>
          <option value="">the one beside the board</option>
          {plans.map((path) => (
            <option key={path}>{path}</option>
          ))}
        </Choose>
      )}
      {overlays.length > 0 && <Overlays session={session} overlays={overlays} />}
      <SettingFields session={session} />
    </section>
  );
}

/** A link may name what is not known yet. */
const withChosen = (known: readonly string[], chosen: string | null): readonly string[] =>
  chosen === null || known.includes(chosen) ? known : [...known, chosen];

function Overlays({ session, overlays }: { readonly session: Session; readonly overlays: readonly string[] }) {
  const applied = session.question.overlays;
  return (
    <fieldset class="overlays">
      <legend>Overlays</legend>
      {overlays.map((path) => (
        <label key={path}>
          <input
            type="checkbox"
            checked={applied.includes(path)}
            onChange={({ currentTarget: { checked } }) =>
              session.put({ overlays: checked ? [...applied, path] : applied.filter((one) => one !== path) })
            }
          />
          {path}
        </label>
      ))}
    </fieldset>
  );
}
