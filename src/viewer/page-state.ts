/** What one sees of a page, as its address' fragment says it: copied, it shows another reader the same. */

export interface TableState {
  /** A column's id, with `-` before it for the largest first; null as the report has it. */
  readonly sort: string | null;
  readonly filter: string;
}

/** Addresses, both inclusive. */
interface MapWindow {
  readonly start: bigint;
  readonly end: bigint;
}

export interface PageState {
  /** The input of the board that is shown; null for all of them. */
  readonly board: string | null;
  /** Of what was chosen, its own key first (links.ts). */
  readonly selected: readonly string[];
  readonly query: string;
  readonly window: MapWindow | null;
  /** Ids of those that the map shows beside today's. */
  readonly layouts: readonly string[];
  readonly tables: Readonly<Record<string, TableState>>;
}

export const START: PageState = { board: null, selected: [], query: "", window: null, layouts: [], tables: {} };

export const UNSORTED: TableState = { sort: null, filter: "" };

const TABLE = "t.";

/** @param start what the page shows where the fragment says nothing */
export function stateOf(fragment: string, start: PageState = START): PageState {
  const values = new URLSearchParams(fragment.replace(/^#/, ""));
  const tables: Record<string, TableState> = {};
  for (const [name, value] of values) {
    const [sort = "", ...filter] = value.split("~");
    if (name.startsWith(TABLE)) tables[name.slice(TABLE.length)] = { sort: sort || null, filter: filter.join("~") };
  }
  return {
    board: values.get("board"),
    selected: values.get("sel")?.split(" ").filter(isKey) ?? [],
    query: values.get("q") ?? "",
    window: windowOf(values.get("map") ?? ""),
    layouts:
      values
        .get("layouts")
        ?.split(" ")
        .filter((id) => id !== "") ?? start.layouts,
    tables,
  };
}

/** @param start as for `stateOf` */
export function fragmentOf(
  { board, selected, query, window, layouts, tables }: PageState,
  start: PageState = START,
): string {
  const values = new URLSearchParams();
  if (board !== null) values.set("board", board);
  if (selected.length > 0) values.set("sel", selected.join(" "));
  if (query !== "") values.set("q", query);
  if (window !== null) values.set("map", `0x${window.start.toString(16)}-0x${window.end.toString(16)}`);
  if (layouts.join(" ") !== start.layouts.join(" ")) values.set("layouts", layouts.join(" "));
  for (const [name, { sort, filter }] of Object.entries(tables)) {
    if (sort !== null || filter !== "") values.set(`${TABLE}${name}`, `${sort ?? ""}~${filter}`);
  }
  const text = values.toString();
  return text === "" ? "" : `#${text}`;
}

/** Names are percent-encoded in keys: what is not decodable was not written by us. */
function isKey(text: string): boolean {
  try {
    return /^[a-z]:/.test(text) && decodeURIComponent(text) !== "";
  } catch {
    return false;
  }
}

function windowOf(text: string): MapWindow | null {
  const [, from, to] = /^(0x[0-9a-f]{1,17})-(0x[0-9a-f]{1,17})$/.exec(text) ?? [];
  if (from === undefined || to === undefined) return null;
  const [start, end] = [BigInt(from), BigInt(to)];
  return start <= end ? { start, end } : null;
}
