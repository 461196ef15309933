/** The search field: Enter goes from hit to hit, Shift+Enter back. */
import { useEffect, useRef, useState } from "preact/hooks";
import { usePage } from "./page.js";
import type { Hit, Search } from "./search-hits.js";

interface Found {
  readonly query: string;
  readonly hits: readonly Hit[];
  /** The hit that is shown; -1 before the first Enter. */
  readonly at: number;
}

const NOTHING: Found = { query: "", hits: [], at: -1 };

/** Milliseconds without a key after which it is searched. */
const PAUSE = 150;

export function SearchField({ search }: { readonly search: Search }) {
  const { state, change } = usePage();
  const { query } = state;
  const { status, step } = useHits(search, query);
  const field = useRef<HTMLInputElement>(null);
  useSlash(() => field.current?.select());
  return (
    <search>
      <label>
        <span class="sr">Search names, findings and addresses</span>
        <input
          ref={field}
          type="search"
          placeholder="Search: a name, a rule, 0xADDRESS  ( / )"
          value={query}
          onInput={(event) => change({ query: event.currentTarget.value })}
          onKeyDown={(event) => {
            if (event.key !== "Enter") return;
            event.preventDefault();
            void step(event.shiftKey ? -1 : 1);
          }}
        />
      </label>
      <output class="faint">{status}</output>
    </search>
  );
}

/** A slash anywhere but in a field. */
function useSlash(act: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isWriting = event.target instanceof HTMLElement && event.target.closest("input") !== null;
      if (event.key !== "/" || isWriting || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      act();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}

/** What the query finds, as soon as it rests or somebody wants the next hit. */
function useHits(
  search: Search,
  query: string,
): { readonly status: string; readonly step: (by: 1 | -1) => Promise<void> } {
  const { revealAt } = usePage();
  const [found, setFound] = useState(NOTHING);
  const [progress, setProgress] = useState("");
  const running = useRef<{ readonly query: string; readonly hits: Promise<readonly Hit[] | null> } | null>(null);

  const hitsOf = (asked: string): Promise<readonly Hit[] | null> => {
    if (running.current?.query === asked) return running.current.hits;
    const isWanted = () => running.current?.query === asked;
    const hits = search(asked, (done, all) => isWanted() && setProgress(`${done} of ${all} boards…`), isWanted);
    running.current = { query: asked, hits };
    return hits;
  };

  useEffect(() => {
    if (query.trim() === "") {
      running.current = null;
      setFound(NOTHING);
      setProgress("");
      return;
    }
    const timer = setTimeout(async () => {
      const hits = await hitsOf(query);
      if (hits === null) return;
      setProgress("");
      setFound((before) => (before.query === query ? before : { query, hits, at: -1 }));
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [query]);

  const step = async (by: 1 | -1): Promise<void> => {
    const hits = query.trim() === "" ? [] : await hitsOf(query);
    if (hits === null || hits.length === 0) return;
    const from = found.query === query ? found.at : -1;
    const at = from < 0 && by < 0 ? hits.length - 1 : (from + by + hits.length) % hits.length;
    setProgress("");
    setFound({ query, hits, at });
    const hit = hits[at];
    if (hit !== undefined) revealAt({ board: hit.board ?? null, selected: hit.links });
  };

  return { status: progress !== "" ? progress : statusOf(found, query), step };
}

function statusOf({ query, hits, at }: Found, asked: string): string {
  if (asked.trim() === "" || query !== asked) return "";
  if (hits.length === 0) return "nothing found";
  return at < 0 ? `${hits.length} found: Enter` : `${at + 1} of ${hits.length}`;
}
