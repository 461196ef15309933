/** A few ranges above each other, on one scale that shows every edge: before over after, predicted over listed. */
import { compareBigint } from "../base/range.js";
import { rangeText } from "../report/amount.js";
import type { SpanKind } from "../report/map/model.js";
import { type Scale, scaleOf } from "../report/map/scale.js";
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

interface BarsProps {
  readonly label: string;
  readonly bars: readonly Bar[];
  /** Where the bars begin. */
  readonly from?: bigint;
}

/** Ranges whose end is below their start are in no picture: the table has them. */
export function Bars({ label, bars, from: start = 0n }: BarsProps) {
  const drawn = bars.map(({ name, ranges }) => ({
    name,
    ranges: ranges
      .map((range) => ({ ...range, from: BigInt(range.start), to: BigInt(range.end) + 1n }))
      .filter(({ from, to }) => from < to),
  }));
  const ends = drawn.flatMap(({ ranges }) => ranges.flatMap(({ from, to }) => [from, to]));
  const edges = [...new Set([start, ...ends])].sort(compareBigint);
  if (edges.length < 2) return null;
  const scale = scaleOf(edges, WIDTH, LEAST);
  const place = (edge: bigint): number => scale.positions[edges.indexOf(edge)] ?? 0;
  const isToScale = scale.intervals.every((how) => how === "linear");
  return (
    <figure class="bars">
      <svg viewBox={`0 0 ${NAMES + WIDTH + 1} ${(drawn.length + 1) * ROW}`} role="img" aria-label={label}>
        {drawn.map(({ name, ranges }, i) => (
          <g key={i} transform={`translate(0 ${i * ROW})`}>
            <BarName name={name} />
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
                  data-kind={kind}
                />
              </g>
            ))}
          </g>
        ))}
        <Addresses scale={scale} y={drawn.length * ROW + 12} />
      </svg>
      {!isToScale && <figcaption class="faint small">not to scale: every edge is kept apart from the next</figcaption>}
    </figure>
  );
}

const BarName = ({ name }: { readonly name: string }) => (
  <text x={0} y={14}>
    <title>{name}</title>
    {name.length <= CHARACTERS ? name : `${name.slice(0, CHARACTERS - 1)}…`}
  </text>
);

/** Pixels of a character of an address. */
const CHARACTER = 7.3;

/** Where ranges begin, as far as there is room, and the last address of all. */
function Addresses({ scale: { edges, positions }, y }: { readonly scale: Scale; readonly y: number }) {
  const last = hex((edges.at(-1) ?? 1n) - 1n);
  let free = 0;
  const shown = edges.slice(0, -1).flatMap((edge, i) => {
    const [x, text] = [positions[i] ?? 0, hex(edge)];
    const right = x + (text.length + 1) * CHARACTER;
    if (x < free || right > WIDTH - last.length * CHARACTER) return [];
    free = right;
    return [{ x, text }];
  });
  return (
    <g class="faint">
      {shown.map(({ x, text }) => (
        <text key={text} x={NAMES + x} y={y}>
          {text}
        </text>
      ))}
      <text x={NAMES + WIDTH} y={y} text-anchor="end">
        {last}
      </text>
    </g>
  );
}

const hex = (address: bigint): string => `0x${address.toString(16)}`;
