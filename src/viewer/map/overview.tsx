/**
 * The whole space with every edge of it apart from the next, and so not to scale: what the map to scale hides, a hole of a page
 * in 2^48, is seen here, and a click goes there.
 */
import { compareBigint, type Range, range } from "../../base/range.js";
import { rangeText } from "../../report/amount.js";
import { lanesOf, type Picture, type SpanKind } from "../../report/map/model.js";
import { type Scale, scaleOf } from "../../report/map/scale.js";
import { KIND_LOOKS } from "../../report/map/words.js";
import { inclusive } from "../../report/plain.js";
import { fillOf } from "./kinds.js";

const HEIGHT = 16;

/** Pixels that an interval has, where there is room for all. */
const LEAST = 7;

interface OverviewProps {
  readonly picture: Picture;
  readonly window: Range;
  readonly width: number;
  readonly left: number;
}

/** Between every two neighbouring edges of all lanes, in ascending order. */
export function intervalsOf(picture: Picture): readonly Range[] {
  const spans = lanesOf(picture).flatMap(({ spaces }) => spaces[0]?.spans ?? []);
  const edges = [...new Set([picture.extent.start, picture.extent.end, ...spans.map(({ start }) => start)])].sort(
    compareBigint,
  );
  return edges.slice(1).map((end, i) => range(edges[i] ?? end, end));
}

export function Overview({ picture, window, width, left }: OverviewProps) {
  const spans = lanesOf(picture).flatMap(({ spaces }) => spaces[0]?.spans ?? []);
  const intervals = intervalsOf(picture);
  const scale = scaleOf([picture.extent.start, ...intervals.map(({ end }) => end)], Math.floor(width), LEAST);
  const gravest = (start: bigint): SpanKind => {
    const here = new Set(spans.filter((span) => span.start <= start && start < span.end).map(({ kind }) => kind));
    return TELLING.find((kind) => here.has(kind)) ?? "unreachable";
  };
  return (
    <svg
      class="overview"
      width={left + width}
      height={HEIGHT + 8}
      viewBox={`0 0 ${left + width} ${HEIGHT + 8}`}
      role="img"
      aria-label="Overview, not to scale"
    >
      <text x={0} y={HEIGHT - 3} class="faint">
        overview, not to scale
      </text>
      <g transform={`translate(${left} 0)`}>
        {intervals.map(({ start, end }, i) => {
          const [from, to] = [scale.positions[i] ?? 0, scale.positions[i + 1] ?? 0];
          const kind = gravest(start);
          return (
            <rect
              key={start}
              class="span choose"
              x={from}
              width={to - from}
              height={HEIGHT}
              fill={fillOf(kind)}
              data-interval={i}
            >
              <title>{`${rangeText(inclusive({ start, end }))}: ${KIND_LOOKS[kind].meaning} for somebody; click to go there`}</title>
            </rect>
          );
        })}
        <line
          class="seen"
          x1={placeOf(window.start, scale)}
          x2={placeOf(window.end, scale)}
          y1={HEIGHT + 4}
          y2={HEIGHT + 4}
        />
      </g>
    </svg>
  );
}

/** What asks for attention first, what is free or out of reach last. */
const TELLING: readonly SpanKind[] = [
  "short",
  "wasted",
  "rounding",
  "direct",
  "needed",
  "inherited",
  "shared",
  "reserved",
  "hardware",
  "first-page",
  "usable",
];

/** Between two edges, in proportion. */
function placeOf(address: bigint, { edges, positions, width }: Scale): number {
  const next = edges.findIndex((edge) => edge > address);
  if (next < 0) return width;
  const [start, end] = [edges[next - 1] ?? 0n, edges[next] ?? 1n];
  const [from, to] = [positions[next - 1] ?? 0, positions[next] ?? width];
  return from + (Number(address - start) / Number(end - start)) * (to - from);
}
