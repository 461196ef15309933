/** A table that sorts and filters itself. Of a long one, only the rows in sight are in the page. */
import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { usePage } from "./page.js";
import { UNSORTED } from "./page-state.js";
import { arrangedRows, type Sortable } from "./table-rows.js";

export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  readonly hint?: string;
  readonly align?: "right";
  /** What it is sorted by. */
  readonly value: (row: Row) => Sortable;
  /** What it is found by; the value where this is absent. */
  readonly text?: (row: Row) => string;
  /** What is shown; its text where this is absent. */
  readonly show?: (row: Row) => ComponentChildren;
}

export interface DataTableProps<Row> {
  readonly name: string;
  readonly caption: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly links: (row: Row) => readonly string[];
  /** Instead of choosing the row. */
  readonly open?: (row: Row) => void;
}

/** Rows from which on only those in sight are drawn, all of one height, in pixels. */
const MANY = 150;
const ROW_HEIGHT = 30;
const OVERSCAN = 20;
/** On paper all of them, up to here. */
const PRINTED = 5000;

const textIn = <Row,>({ value, text }: Column<Row>, row: Row): string => text?.(row) ?? String(value(row) ?? "");

export function DataTable<Row>({ name, caption, rows, columns, links, open }: DataTableProps<Row>) {
  const { state, changeTable } = usePage();
  const arrangement = state.tables[name] ?? UNSORTED;
  const { sort, filter } = arrangement;
  const shown = useMemo(() => arrangedRows(rows, columns, { sort, filter }), [rows, columns, sort, filter]);
  const list = useRowList(shown, links);
  const { scroller, first, last, isLong, active } = list;
  return (
    <div class={isLong ? "table long" : "table"}>
      <FilterField
        caption={caption}
        filter={filter}
        counts={[shown.length, rows.length]}
        onFilter={(next) => changeTable(name, { ...arrangement, filter: next })}
      />
      <section class="scroller" ref={scroller} tabindex={0} aria-label={caption} onScroll={list.onScroll}>
        <table aria-rowcount={shown.length + 1}>
          <caption class="sr">{caption}</caption>
          <thead>
            <Headings
              columns={columns}
              sort={sort}
              onSort={(next) => changeTable(name, { ...arrangement, sort: next })}
            />
          </thead>
          <tbody onKeyDown={(event) => onRowKey(event, shown, list.focusRow, open)}>
            <Gap rows={first} columns={columns.length} />
            {shown.slice(first, last).map((row, i) => (
              <tr
                key={first + i}
                data-row={first + i}
                data-links={links(row).join(" ")}
                tabindex={first + i === active ? 0 : -1}
                aria-rowindex={first + i + 2}
                onFocus={() => list.setActive(first + i)}
                onClick={(event) => {
                  if (open === undefined) return;
                  event.stopPropagation();
                  open(row);
                }}
              >
                <Cells row={row} columns={columns} />
              </tr>
            ))}
            <Gap rows={shown.length - last} columns={columns.length} />
          </tbody>
        </table>
        {shown.length === 0 && <p class="faint none">Nothing matches the filter.</p>}
      </section>
    </div>
  );
}

interface FilterFieldProps {
  readonly caption: string;
  readonly filter: string;
  readonly counts: readonly [shown: number, all: number];
  readonly onFilter: (filter: string) => void;
}

const FilterField = ({ caption, filter, counts: [shown, all], onFilter }: FilterFieldProps) => (
  <div class="table-head">
    <label>
      <span class="sr">Filter {caption}</span>
      <input
        type="search"
        placeholder="Filter: words, or column:word"
        value={filter}
        onInput={(event) => onFilter(event.currentTarget.value)}
      />
    </label>
    <output class="faint">{shown === all ? `${all}` : `${shown} of ${all}`}</output>
  </div>
);

function Cells<Row>({ row, columns }: { readonly row: Row; readonly columns: readonly Column<Row>[] }) {
  return (
    <>
      {columns.map((column) => (
        <td key={column.id} class={column.align}>
          {column.show?.(row) ?? textIn(column, row)}
        </td>
      ))}
    </>
  );
}

/** @param top pixels that are scrolled away */
function inSight(count: number, top: number, printing: boolean) {
  if (count <= MANY || (printing && count <= PRINTED)) return { isLong: false, first: 0, last: count };
  const first = Math.max(0, Math.floor(top / ROW_HEIGHT) - OVERSCAN);
  return { isLong: true, first, last: Math.min(count, first + VISIBLE + 2 * OVERSCAN) };
}

/** Which rows are drawn, and which one the keyboard is at. */
function useRowList<Row>(shown: readonly Row[], links: (row: Row) => readonly string[]) {
  const { reveal } = usePage();
  const [active, setActive] = useState(0);
  const scroller = useRef<HTMLElement>(null);
  const [top, setTop] = useState(0);
  const count = shown.length;
  const { isLong, first, last } = inSight(count, top, usePrinting());

  const scrollTo = (index: number): void => {
    const box = scroller.current;
    if (box === null || !isLong) return;
    const at = index * ROW_HEIGHT;
    if (at < box.scrollTop || at > box.scrollTop + box.clientHeight - 3 * ROW_HEIGHT) {
      box.scrollTop = Math.max(0, at - box.clientHeight / 3);
      setTop(box.scrollTop);
    }
  };

  useEffect(() => {
    const [own] = reveal.links;
    const index = own === undefined ? -1 : shown.findIndex((row) => links(row)[0] === own);
    if (index < 0) return;
    setActive(index);
    scrollTo(index);
  }, [reveal]);

  const focusRow = (index: number): void => {
    const to = Math.max(0, Math.min(count - 1, index));
    setActive(to);
    scrollTo(to);
    const drawn = (): HTMLElement | null => scroller.current?.querySelector<HTMLElement>(`[data-row="${to}"]`) ?? null;
    const row = drawn();
    if (row !== null) row.focus();
    // Out of sight: it is drawn after this.
    else requestAnimationFrame(() => drawn()?.focus());
  };

  const onScroll = (event: Event): void =>
    setTop(event.currentTarget instanceof Element ? event.currentTarget.scrollTop : 0);
  return {
    scroller,
    first,
    last,
    isLong,
    active: Math.min(active, Math.max(0, count - 1)),
    setActive,
    focusRow,
    onScroll,
  };
}

/** Rows that a key goes on or back, from the row that has the focus. */
const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 15,
  PageUp: -15,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

function onRowKey<Row>(
  event: KeyboardEvent,
  shown: readonly Row[],
  focusRow: (at: number) => void,
  open: ((row: Row) => void) | undefined,
): void {
  if (!(event.target instanceof HTMLTableRowElement)) return;
  // Of the row that has the focus: keys may come faster than anything is drawn.
  const at = Number(event.target.dataset["row"]);
  const step = STEPS[event.key];
  if (step !== undefined) {
    event.preventDefault();
    focusRow(at + step);
  } else if (open !== undefined && event.key === "Enter") {
    event.preventDefault();
    event.stopPropagation();
    const row = shown[at];
    if (row !== undefined) open(row);
  }
}

/** Rows that a screen of any height shows. */
const VISIBLE = 60;

const Gap = ({ rows, columns }: { readonly rows: number; readonly columns: number }) =>
  rows === 0 ? null : (
    <tr class="gap">
      <td colSpan={columns} style={{ height: `${rows * ROW_HEIGHT}px` }} />
    </tr>
  );

interface HeadingsProps<Row> {
  readonly columns: readonly Column<Row>[];
  readonly sort: string | null;
  readonly onSort: (sort: string | null) => void;
}

function Headings<Row>({ columns, ...sorting }: HeadingsProps<Row>) {
  return (
    <tr>
      {columns.map((column) => (
        <Heading key={column.id} column={column} {...sorting} />
      ))}
    </tr>
  );
}

interface HeadingProps<Row> {
  readonly column: Column<Row>;
  readonly sort: string | null;
  readonly onSort: (sort: string | null) => void;
}

/** One click sorts, the next turns round, the third gives the report's own order back. */
function Heading<Row>({ column: { id, title, hint, align }, sort, onSort }: HeadingProps<Row>) {
  const direction = sort === id ? "ascending" : sort === `-${id}` ? "descending" : "none";
  const [once, again] = align === "right" ? [`-${id}`, id] : [id, `-${id}`];
  const next = sort === once ? again : sort === again ? null : once;
  return (
    <th scope="col" class={align} aria-sort={direction} title={hint}>
      <button type="button" onClick={() => onSort(next)}>
        {title}
        <span aria-hidden="true">{direction === "none" ? "" : direction === "ascending" ? " ▲" : " ▼"}</span>
      </button>
    </th>
  );
}

function usePrinting(): boolean {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    const begin = () => setPrinting(true);
    const end = () => setPrinting(false);
    addEventListener("beforeprint", begin);
    addEventListener("afterprint", end);
    return () => {
      removeEventListener("beforeprint", begin);
      removeEventListener("afterprint", end);
    };
  }, []);
  return printing;
}
