/** The whole page. */
import { useEffect, useReducer, useRef, useState } from "preact/hooks";
import { Answers } from "./answers.js";
import { Controls } from "./controls.js";
import { Editor, type Goal } from "./editor.js";
import { linkText } from "./link.js";
import { dropped, type Opened } from "./opened.js";
import type { Session } from "./session.js";

export function App({ begin }: { readonly begin: (changed: () => void) => Session }) {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const held = useRef<Session | null>(null);
  held.current ??= begin(() => redraw(undefined));
  const session = held.current;
  const [goal, setGoal] = useState<Goal | null>(null);
  const hash = linkText(session.link);
  useEffect(() => history.replaceState(null, "", hash), [hash]);

  const goTo = (path: string, line: number, column: number): void => {
    const file = path.replace(/^\//, "");
    if (!session.workspace.files.has(file)) return;
    session.show(file);
    setGoal({ path: file, line, column });
  };
  const isOver = useDrop((opened) => session.add(opened));
  return (
    <div class="app">
      <header>
        <h1>iova-plan playground</h1>
        <p class="faint">
          How much IOVA space each DMA master of a board really gets on Linux. All of it runs in this page: nothing is
          uploaded.
        </p>
      </header>
      <main>
        <Controls session={session} />
        <div class="halves">
          <Editor session={session} goal={goal} />
          <Answers session={session} goTo={goTo} />
        </div>
      </main>
      {isOver && <p class="drop-here">Drop it: a board's source with its includes, a folder, a .dtb, a plan</p>}
    </div>
  );
}

/** Whatever is dropped, anywhere on the page. @returns whether something is held over it */
function useDrop(take: (opened: Opened) => void): boolean {
  const [isOver, setIsOver] = useState(false);
  const taker = useRef(take);
  taker.current = take;
  useEffect(() => {
    const over = (event: DragEvent): void => {
      event.preventDefault();
      setIsOver(true);
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setIsOver(false);
    };
    const drop = (event: DragEvent): void => {
      event.preventDefault();
      setIsOver(false);
      if (event.dataTransfer !== null) void dropped(event.dataTransfer).then((opened) => taker.current(opened));
    };
    document.addEventListener("dragover", over);
    document.addEventListener("dragleave", leave);
    document.addEventListener("drop", drop);
    return () => {
      document.removeEventListener("dragover", over);
      document.removeEventListener("dragleave", leave);
      document.removeEventListener("drop", drop);
    };
  }, []);
  return isOver;
}
