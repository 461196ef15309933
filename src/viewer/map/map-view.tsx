/** The map of a board: a lane for each consumer, zoomed and dragged to any scale, and an overview that shows every edge. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { type Range, range } from "../../base/range.js";
import { visible } from "../../base/visible.js";
import { rangeText } from "../../report/amount.js";
import { type Lane, lanesOf, type Picture, type SpanKind, TODAY } from "../../report/map/model.js";
import { pictureOf } from "../../report/map/picture.js";
import { inclusive } from "../../report/plain.js";
import type { Board } from "../../report/schema.js";
import { consumerKey } from "../links.js";
import { usePage } from "../page.js";
import { AXIS_HEIGHT, Axis } from "./axis.js";
import { isTelling } from "./drawn.js";
import { followGestures } from "./gestures.js";
import { Legend } from "./kinds.js";
import { LANE_HEIGHT, LaneRow } from "./lane-row.js";
import { intervalsOf, Overview } from "./overview.js";
import { SpansTable } from "./spans-table.js";
import { around, held, panned, zoomed } from "./window.js";

export function MapView({ board }: { readonly board: Board }) {
  const { state, change } = usePage();
  const { layouts } = state;
  const picture = useMemo(() => pictureOf(board, layouts), [board, layouts]);
  const offered = [...new Set(board.families.flatMap((family) => family.layouts.map(({ id }) => id)))].filter(
    (id) => id !== TODAY,
  );
  const kinds = new Set<SpanKind>(
    lanesOf(picture).flatMap(({ spaces }) => spaces.flatMap((space) => space?.spans.map(({ kind }) => kind) ?? [])),
  );
  return (
    <section>
      <h2>Map</h2>
      {offered.length > 0 && (
        <fieldset class="choice">
          <legend>Beside today's tree</legend>
          {offered.map((id) => (
            <label key={id}>
              <input
                type="checkbox"
                checked={layouts.includes(id)}
                onChange={(event) =>
                  change({
                    layouts: event.currentTarget.checked ? [...layouts, id] : layouts.filter((one) => one !== id),
                  })
                }
              />{" "}
              {visible(id)}
            </label>
          ))}
        </fieldset>
      )}
      <Canvas key={board.input} picture={picture} />
      <Legend kinds={kinds} />
      <details>
        <summary>The ranges as a table</summary>
        <SpansTable picture={picture} />
      </details>
    </section>
  );
}

/** Pixels of the lanes' names. */
const NAMES = 190;

function Canvas({ picture }: { readonly picture: Picture }) {
  const { extent } = picture;
  const [window, move] = useMapWindow(extent);
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box) - NAMES;
  const latest = useRef(window);
  latest.current = window;
  useEffect(() => {
    const { current } = box;
    if (current === null) return;
    return followGestures(current, NAMES, {
      zoom: (factor, at) => move(zoomed(latest.current, factor, at, extent)),
      pan: (by) => move(panned(latest.current, by, extent)),
      fit: () => move(extent),
      goTo: (interval) => {
        const chosen = intervalsOf(picture)[interval];
        if (chosen !== undefined) move(around(chosen, extent));
      },
    });
  }, [picture]);
  return (
    <div class="map" ref={box}>
      <Tools
        window={window}
        zoom={(factor) => move(zoomed(latest.current, factor, 0.5, extent))}
        all={() => move(extent)}
        step={(by) => move(neighbour(picture, latest.current, by))}
      />
      {width > 0 && <Overview picture={picture} window={window} width={width} left={NAMES} />}
      <section class="lanes" tabindex={0} aria-label="Map: + and − zoom, 0 shows all, arrow keys move">
        {width > 0 && <Lanes picture={picture} window={window} width={width} />}
      </section>
    </div>
  );
}

interface ToolsProps {
  readonly window: Range;
  readonly zoom: (factor: number) => void;
  readonly all: () => void;
  readonly step: (by: 1 | -1) => void;
}

const Tools = ({ window, zoom, all, step }: ToolsProps) => (
  <p class="map-tools">
    <button type="button" onClick={() => zoom(1 / 2)} aria-label="Zoom in">
      +
    </button>
    <button type="button" onClick={() => zoom(2)} aria-label="Zoom out">
      −
    </button>
    <button type="button" onClick={all}>
      All
    </button>
    <button type="button" onClick={() => step(-1)}>
      Previous range
    </button>
    <button type="button" onClick={() => step(1)}>
      Next range
    </button>
    <output class="address">{rangeText(inclusive(window))}</output>
  </p>
);

interface LanesProps {
  readonly picture: Picture;
  readonly window: Range;
  /** Pixels, without the names. */
  readonly width: number;
}

function Lanes({ picture, window, width }: LanesProps) {
  const rows = rowsOf(picture);
  const height = AXIS_HEIGHT + rows.length * LANE_HEIGHT;
  return (
    <svg
      width={NAMES + width}
      height={height}
      viewBox={`0 0 ${NAMES + width} ${height}`}
      role="img"
      aria-label={`IOVA spaces of ${visible(picture.input)}`}
    >
      <clipPath id="lanes">
        <rect width={width} height={height} />
      </clipPath>
      {rows.map((row, i) => (
        <RowName key={i} row={row} y={AXIS_HEIGHT + i * LANE_HEIGHT} />
      ))}
      <g transform={`translate(${NAMES} 0)`} clip-path="url(#lanes)">
        <Axis window={window} width={width} height={height} />
        {rows.map((row, i) =>
          row.kind === "lane" ? (
            <LaneRow key={i} {...row} window={window} width={width} y={AXIS_HEIGHT + i * LANE_HEIGHT} />
          ) : null,
        )}
      </g>
    </svg>
  );
}

type Space = NonNullable<Lane["spaces"][number]>;

type Row =
  | { readonly kind: "parent"; readonly name: string }
  | {
      readonly kind: "lane";
      readonly lane: Lane;
      readonly space: Space;
      readonly layout: string;
      /** Null below the first row of its lane. */
      readonly name: string | null;
      readonly depth: number;
    };

/** Members stand below their device, and the layouts of one below each other. */
function rowsOf({ clusters, columns }: Picture): readonly Row[] {
  const lane = (one: Lane, name: string, depth: number): Row[] =>
    columns.flatMap(({ layout }, i): Row[] => {
      const space = one.spaces[i] ?? null;
      if (space === null) return [];
      return [{ kind: "lane", lane: one, space, layout, name: i === 0 ? name : null, depth }];
    });
  return clusters.flatMap(({ parent, head, members }) => [
    ...(head === null ? [{ kind: "parent", name: parent } as const] : lane(head, parent, 0)),
    ...members.flatMap((member) => lane(member, member.name, 1)),
  ]);
}

const CHARACTERS = 25;

/** The end of a path tells more than its beginning. */
const shortened = (name: string): string =>
  name.length <= CHARACTERS ? name : `…${name.slice(name.length - CHARACTERS + 1)}`;

function RowName({ row, y }: { readonly row: Row; readonly y: number }) {
  const baseline = y + LANE_HEIGHT / 2 + 4;
  if (row.kind === "parent") {
    return (
      <text x={0} y={baseline} class="faint">
        <title>{visible(row.name)}</title>
        {shortened(visible(row.name))}
      </text>
    );
  }
  const { lane, name, layout, depth } = row;
  return (
    <g data-links={consumerKey(lane.id)} class="lane-name">
      <title>{visible(lane.id)}</title>
      <rect x={0} y={y} width={NAMES} height={LANE_HEIGHT} class="hit" />
      <text x={depth * 12} y={baseline}>
        {name === null ? "" : shortened(visible(name))}
      </text>
      {layout !== TODAY && (
        <text x={NAMES - 6} y={baseline} text-anchor="end" class="faint">
          {visible(layout)}
        </text>
      )}
    </g>
  );
}

/** The next range that says something, beyond the middle of the window. */
function neighbour(picture: Picture, window: Range, by: 1 | -1): Range {
  const middle = window.start + window.end;
  const spans = lanesOf(picture).flatMap(({ spaces }) => spaces[0]?.spans.filter(isTelling) ?? []);
  const distance = (span: Range) => (span.start + span.end - middle) * BigInt(by);
  // Where it is wider than its own half, the window that shows it has another middle.
  const beyond = spans.filter((span) => distance(span) > (window.end - window.start) / 8n);
  const next = beyond.reduce<Range | null>(
    (best, span) => (best === null || distance(span) < distance(best) ? span : best),
    null,
  );
  return next === null ? window : around(next, picture.extent);
}

/** The window lives in the page's address; what is drawn follows at once. */
function useMapWindow(extent: Range): readonly [Range, (next: Range) => void] {
  const { state, remember } = usePage();
  const asked = state.window;
  const [window, setWindow] = useState(() => windowOf(asked, extent));
  useEffect(() => setWindow(windowOf(asked, extent)), [asked, extent]);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const move = (next: Range): void => {
    setWindow(next);
    clearTimeout(timer.current);
    const isAll = next.start === extent.start && next.end === extent.end;
    timer.current = setTimeout(
      () => remember({ window: isAll ? null : { start: next.start, end: next.end - 1n } }),
      PAUSE,
    );
  };
  return [window, move];
}

/** Milliseconds of rest after which the address says what is seen. */
const PAUSE = 150;

const windowOf = (asked: { readonly start: bigint; readonly end: bigint } | null, extent: Range): Range =>
  asked === null ? extent : held(range(asked.start, asked.end + 1n), extent);

function useWidth(box: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const { current } = box;
    if (current === null) return;
    const observer = new ResizeObserver(() => setWidth(current.clientWidth));
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  return width;
}
