/** A few ranges above each other, on one scale that shows every edge: before over after, predicted over listed. */
import { compareBigint } from "../base/range.js";
import { rangeText } from "../report/amount.js";
import type { SpanKind } from "../report/map/model.js";
import { scaleOf } from "../report/map/scale.js";
import type { AddressRange } from "../report/schema.js";
import { rangeKey } from "./links.js";
import { fillOf } from "./map/kinds.js";

export interface Bar {
  readonly name: string;
  readonly ranges: readonly (AddressRange & { readonly kind: SpanKind; readonly what: string })[];
}

const WIDTH = 640;
const NAMES = 150;
/** Characters of a name that have room. */
const CHARACTERS = 20;
const ROW = 20;
const LEAST = 5;

/** Ranges whose end is below their start are in no picture: the table has them. */
export function Bars({ label, bars }: { readonly label: string; readonly bars: readonly Bar[] }) {
  const drawn = bars.map(({ name, ranges }) => ({
    name,
    ranges: ranges
      .map((range) => ({ ...range, from: BigInt(range.start), to: BigInt(range.end) + 1n }))
      .filter(({ from, to }) => from < to),
  }));
  const edges = [...new Set([0n, ...drawn.flatMap(({ ranges }) => ranges.flatMap(({ from, to }) => [from, to]))])].sort(
    compareBigint,
  );
  if (edges.length < 2) return null;
  const { positions, intervals } = scaleOf(edges, WIDTH, LEAST);
  const place = (edge: bigint): number => positions[edges.indexOf(edge)] ?? 0;
  const isToScale = intervals.every((how) => how === "linear");
  return (
    <figure class="bars">
      <svg viewBox={`0 0 ${NAMES + WIDTH + 1} ${drawn.length * ROW}`} role="img" aria-label={label}>
        {drawn.map(({ name, ranges }, i) => (
          <g key={i} transform={`translate(0 ${i * ROW})`}>
            <text x={0} y={14}>
              <title>{name}</title>
              {name.length <= CHARACTERS ? name : `${name.slice(0, CHARACTERS - 1)}…`}
            </text>
            <rect class="ground" x={NAMES} y={3} width={WIDTH} height={ROW - 6} />
            {ranges.map(({ start, end, from, to, kind, what }) => (
              <g key={`${start} ${what}`} data-links={rangeKey(start, end)} class="mark">
                <title>{`${rangeText({ start, end })} ${what}`}</title>
                <rect
                  class="span"
                  x={NAMES + place(from)}
                  width={Math.max(1, place(to) - place(from))}
                  y={3}
                  height={ROW - 6}
                  fill={fillOf(kind)}
                  data-bar={name}
                  data-start={start}
                  data-end={end}
                />
              </g>
            ))}
          </g>
        ))}
      </svg>
      {!isToScale && <figcaption class="faint small">not to scale: every edge is kept apart from the next</figcaption>}
    </figure>
  );
}
