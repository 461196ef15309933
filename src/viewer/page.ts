/** What every part of the page can ask and tell: the state, and how it changes. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { PageState, TableState } from "./page-state.js";

export interface Page {
  readonly state: PageState;
  change(part: Partial<PageState>): void;
  changeTable(name: string, table: TableState): void;
  /** Into the address alone: nothing is drawn anew for it. */
  remember(part: Partial<PageState>): void;
  /** A change after which what is chosen is scrolled to. */
  revealAt(part: Partial<PageState>): void;
  /** What is to be scrolled to, counted so that the same can be asked for again. */
  readonly reveal: { readonly links: readonly string[]; readonly count: number };
}

export const PageContext = createContext<Page | null>(null);

export function usePage(): Page {
  const page = useContext(PageContext);
  if (page === null) throw new Error("outside of the page");
  return page;
}
