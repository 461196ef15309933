/** The page: its state, its head, and the view of its command. */
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { followLinks, mark } from "./links.js";
import { type Page, PageContext } from "./page.js";
import type { PageData } from "./page-data.js";
import { fragmentOf, type PageState, stateOf } from "./page-state.js";
import { ReportView } from "./report-view.js";
import { SearchField } from "./search.js";
import { searchOf } from "./search-hits.js";
import { InWords } from "./words.js";

export function App({ data }: { readonly data: PageData }) {
  const { page, state } = usePageState();
  const root = useRef<HTMLDivElement>(null);
  const select = useRef(page.change);
  select.current = page.change;
  useEffect(() => {
    if (root.current !== null) followLinks(root.current, (selected) => select.current({ selected }));
  }, []);
  // Rows are drawn anew without a mark.
  useLayoutEffect(() => mark("data-selected", state.selected));
  useLayoutEffect(() => scrollToFirst(page.reveal.links), [page.reveal]);
  const search = useMemo(() => searchOf(data), [data]);
  return (
    <PageContext.Provider value={page}>
      <div ref={root} class="page">
        <header>
          <p class="brand">
            <b>iova-plan</b> {data.command}
          </p>
          <SearchField search={search} />
          <p class="faint about">
            Linux {data.report.kernelVersion}, iova-plan {data.report.tool.version}
          </p>
        </header>
        <View data={data} />
      </div>
    </PageContext.Provider>
  );
}

function View({ data }: { readonly data: PageData }): ComponentChildren {
  switch (data.command) {
    case "analyze":
    case "check":
      return <ReportView command={data.command} report={data.report} boards={data.boards} />;
    default:
      return <InWords data={data} />;
  }
}

/** The state lives in the address: a board is a step to go back from, all else is not. */
function usePageState(): { readonly page: Page; readonly state: PageState } {
  const [state, setState] = useState(() => stateOf(location.hash));
  const [reveal, setReveal] = useState<Page["reveal"]>({ links: state.selected, count: 0 });
  const latest = useRef(state);
  const write = (next: PageState, isStep: boolean): void => {
    latest.current = next;
    const address = fragmentOf(next) || location.pathname + location.search;
    if (isStep) history.pushState(null, "", address);
    else history.replaceState(null, "", address);
  };
  const change = (part: Partial<PageState>): void => {
    const isStep = part.board !== undefined && part.board !== latest.current.board;
    write({ ...latest.current, ...(isStep && { selected: [], window: null }), ...part }, isStep);
    setState(latest.current);
  };
  useEffect(() => {
    const read = () => {
      latest.current = stateOf(location.hash);
      setState(latest.current);
      setReveal(({ count }) => ({ links: latest.current.selected, count: count + 1 }));
    };
    addEventListener("popstate", read);
    return () => removeEventListener("popstate", read);
  }, []);
  const page: Page = {
    state,
    change,
    changeTable: (name, table) => change({ tables: { ...latest.current.tables, [name]: table } }),
    remember: (part) => write({ ...latest.current, ...part }, false),
    reveal,
    revealAt: (part) => {
      change(part);
      setReveal(({ count }) => ({ links: latest.current.selected, count: count + 1 }));
    },
  };
  return { page, state };
}

function scrollToFirst([own]: readonly string[]): void {
  if (own === undefined) return;
  requestAnimationFrame(() => {
    const found = [...document.querySelectorAll("[data-links]")].find(
      (element) => element.getAttribute("data-links")?.split(" ")[0] === own,
    );
    found?.scrollIntoView({ block: "center" });
  });
}
