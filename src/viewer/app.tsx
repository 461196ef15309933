/** The page: its state, its head, and the view of its command. */
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { TODAY } from "../report/map/model.js";
import { DiffView } from "./diff-view.js";
import { followLinks, mark } from "./links.js";
import { Patterns } from "./map/kinds.js";
import { type Page, PageContext } from "./page.js";
import type { PageData } from "./page-data.js";
import { fragmentOf, type PageState, START, stateOf } from "./page-state.js";
import { ReportView } from "./report-view.js";
import { SearchField } from "./search.js";
import { searchOf } from "./search-hits.js";
import { SimulateView } from "./simulate-view.js";
import { VerifyView } from "./verify-view.js";

export function App({ data }: { readonly data: PageData }) {
  const { page, state } = usePageState(startOf(data));
  const root = useRef<HTMLDivElement>(null);
  const select = useRef(page.change);
  select.current = page.change;
  useEffect(() => {
    if (root.current !== null) followLinks(root.current, (selected) => select.current({ selected }));
  }, []);
  useMarks(root, state.selected, page.reveal);
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
        <Patterns />
        <View data={data} />
      </div>
    </PageContext.Provider>
  );
}

function View({ data }: { readonly data: PageData }): ComponentChildren {
  switch (data.command) {
    case "analyze":
    case "check":
    case "map":
      return <ReportView command={data.command} report={data.report} boards={data.boards} />;
    case "diff":
      return <DiffView report={data.report} />;
    case "verify":
      return <VerifyView report={data.report} />;
    case "simulate":
      return <SimulateView report={data.report} />;
  }
}

/** A map shows the layouts that it was asked for. */
function startOf(data: PageData): PageState {
  if (data.command !== "map") return START;
  const { layouts } = data.report.options;
  return { ...START, layouts: (layouts ?? []).filter((id) => id !== TODAY) };
}

/** The state lives in the address: a board is a step to go back from, all else is not. */
function usePageState(start: PageState): { readonly page: Page; readonly state: PageState } {
  const [state, setState] = useState(() => stateOf(location.hash, start));
  const [reveal, setReveal] = useState<Page["reveal"]>({ links: state.selected, count: 0 });
  const latest = useRef(state);
  const write = (next: PageState, isStep: boolean): void => {
    latest.current = next;
    const address = fragmentOf(next, start) || location.pathname + location.search;
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
      latest.current = stateOf(location.hash, start);
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

/** What is chosen is marked wherever it is drawn, also later: rows come into sight, boards are unpacked. */
function useMarks(
  root: { readonly current: HTMLElement | null },
  selected: readonly string[],
  reveal: Page["reveal"],
): void {
  const latest = useRef(selected);
  const sought = useRef<string | undefined>(undefined);
  latest.current = selected;
  const draw = (): void => {
    mark("data-selected", latest.current);
    if (sought.current !== undefined && scrollTo(sought.current)) sought.current = undefined;
  };
  useLayoutEffect(() => {
    [sought.current] = reveal.links;
  }, [reveal]);
  useLayoutEffect(draw, [selected, reveal]);
  useEffect(() => {
    if (root.current === null) return;
    const observer = new MutationObserver(draw);
    observer.observe(root.current, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, []);
}

/** False while it is not on the page. */
function scrollTo(own: string): boolean {
  const found = [...document.querySelectorAll("[data-links]")].find(
    (element) => element.getAttribute("data-links")?.split(" ")[0] === own,
  );
  found?.scrollIntoView({ block: "center" });
  return found !== undefined;
}
