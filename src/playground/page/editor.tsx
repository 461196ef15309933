/** The text of one of the files, with line numbers, and with marks where something is wrong. */
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Choose } from "./choose.js";
import { lineStarts, type Mark, markedIn, marksIn } from "./marks.js";
import type { Session } from "./session.js";

/** Where the caret is to go. */
export interface Goal {
  readonly path: string;
  /** 1-based both. */
  readonly line: number;
  readonly column: number;
}

/** Of all that is open, more than these are not listed unless the board reads them. */
const MOST_LISTED = 40;

export function Editor({ session, goal }: { readonly session: Session; readonly goal: Goal | null }) {
  const { shown, board, report } = session;
  const text = useText(session, shown);
  const decompiled = shown === board ? (report?.decompiled ?? null) : null;
  return (
    <section class="editor" aria-label="Source">
      <div class="row">
        <Choose label="File" value={shown ?? ""} onChoose={(path) => session.show(path)}>
          {filesListed(session).map((path) => (
            <option key={path}>{path}</option>
          ))}
        </Choose>
        {decompiled !== null && <span class="faint small">a blob, shown as source; it cannot be edited</span>}
      </div>
      {shown !== null && (text !== null || decompiled !== null) ? (
        <TextArea
          key={shown}
          session={session}
          path={shown}
          text={decompiled ?? text ?? ""}
          isFixed={decompiled !== null}
          goal={goal}
        />
      ) : (
        <p class="none">
          {board === null ? "Nothing that is open is a board: open a .dts, a .dtb, or a folder with one." : "Reading…"}
        </p>
      )}
    </section>
  );
}

/** The board, what it reads, its plan, and the other texts as far as they are few. */
function filesListed({ workspace: { listing }, board, shown, report }: Session): readonly string[] {
  const read = (report?.board?.sources ?? []).map(({ file }) => file.replace(/^\//, ""));
  const { plans, texts } = listing;
  const all = [board, shown, ...plans.slice(0, MOST_LISTED), ...read, ...texts.slice(0, MOST_LISTED)];
  return [...new Set(all.filter((path) => path !== null))];
}

/** What was opened from a disk is read when it is shown. */
function useText({ workspace: { files } }: Session, path: string | null): string | null {
  const content = path === null ? undefined : files.get(path);
  const [read, setRead] = useState<{ readonly of: Blob; readonly text: string } | null>(null);
  useEffect(() => {
    if (!(content instanceof Blob)) return;
    let isWanted = true;
    void content.text().then((text) => isWanted && setRead({ of: content, text }));
    return () => {
      isWanted = false;
    };
  }, [content]);
  if (content instanceof Blob) return read?.of === content ? read.text : null;
  return content ?? null;
}

interface TextAreaProps {
  readonly session: Session;
  readonly path: string;
  readonly text: string;
  readonly isFixed: boolean;
  readonly goal: Goal | null;
}

function TextArea({ session, path, text, isFixed, goal }: TextAreaProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const under = useRef<HTMLPreElement>(null);
  const gutter = useRef<HTMLPreElement>(null);
  const { report, isCurrent } = session;
  const marks = report === null || !isCurrent || isFixed ? [] : marksIn(text, markedIn(path, report));
  const lines = lineStarts(text).length;
  const follow = (): void => {
    const [top, left] = [area.current?.scrollTop ?? 0, area.current?.scrollLeft ?? 0];
    under.current?.scrollTo(left, top);
    gutter.current?.scrollTo(0, top);
  };
  useLayoutEffect(follow);
  useEffect(() => {
    if (goal?.path === path && area.current !== null) jump(area.current, goal);
  }, [goal, path]);
  return (
    <div class="text">
      <pre class="gutter" aria-hidden="true" ref={gutter}>
        {Array.from({ length: lines }, (_, i) => i + 1).join("\n")}
      </pre>
      <div class="layers">
        <pre class="under" aria-hidden="true" ref={under}>
          {pieces(text, marks)}
          {"\n"}
        </pre>
        <textarea
          ref={area}
          aria-label={`Text of ${path}`}
          value={text}
          readOnly={isFixed}
          wrap="off"
          spellcheck={false}
          autocomplete="off"
          autocapitalize="off"
          onScroll={follow}
          onInput={({ currentTarget }) => session.edit(path, currentTarget.value)}
        />
      </div>
    </div>
  );
}

function pieces(text: string, marks: readonly Mark[]) {
  const ends = [0, ...marks.map(({ end }) => end)];
  return [
    ...marks.flatMap(({ start, end, severity }, i) => [
      text.slice(ends[i] ?? 0, start),
      <mark key={start} class={severity}>
        {text.slice(start, end)}
      </mark>,
    ]),
    text.slice(ends.at(-1) ?? 0),
  ];
}

/** In the middle of what is seen of the text. */
function jump(area: HTMLTextAreaElement, { line, column }: Goal): void {
  const starts = lineStarts(area.value);
  const at = Math.min((starts[line - 1] ?? 0) + column - 1, area.value.length);
  area.focus();
  area.setSelectionRange(at, at);
  const height = area.scrollHeight / starts.length;
  area.scrollTop = Math.max(0, (line - 1) * height - area.clientHeight / 2);
  area.scrollIntoView({ block: "nearest" });
}
