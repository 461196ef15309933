/** One lane of a map: a consumer's space under one layout. */
import type { Range } from "../../base/range.js";
import type { Lane, Space, Span } from "../../report/map/model.js";
import { spanLabel, spanWords } from "../../report/map/span-words.js";
import { inclusive } from "../../report/plain.js";
import { consumerKey, placeKey, rangeKey } from "../links.js";
import { type DrawnSpan, drawnSpans } from "./drawn.js";
import { fillOf } from "./kinds.js";

export const LANE_HEIGHT = 24;

interface LaneRowProps {
  readonly lane: Lane;
  readonly space: Space;
  readonly layout: string;
  readonly window: Range;
  readonly width: number;
  readonly y: number;
}

export const LaneRow = ({ lane, space, layout, window, width, y }: LaneRowProps) => (
  <g transform={`translate(0 ${y})`}>
    {drawnSpans(space.spans, window, width).map((drawn) => (
      <SpanRect key={drawn.span.start} drawn={drawn} lane={lane} layout={layout} />
    ))}
  </g>
);

interface SpanRectProps {
  readonly drawn: DrawnSpan;
  readonly lane: Lane;
  readonly layout: string;
}

function SpanRect({ drawn: { span, x, width, isTiny }, lane, layout }: SpanRectProps) {
  const { start, end } = inclusive(span);
  const label = isTiny ? null : labelOf(span, width);
  return (
    <g data-links={spanLinks(span, lane.id).join(" ")} class="mark">
      <title>{spanWords(span, isTiny ? TINY : null)}</title>
      <rect
        class="span"
        x={x}
        width={width}
        y={isTiny ? 0 : 2}
        height={isTiny ? LANE_HEIGHT : LANE_HEIGHT - 4}
        fill={fillOf(span.kind)}
        data-start={start}
        data-end={end}
        data-kind={span.kind}
        data-lane={lane.id}
        data-layout={layout}
        data-tiny={isTiny ? "" : undefined}
      />
      {label !== null && (
        <>
          <rect
            class="tag"
            x={x + (width - label.width) / 2}
            width={label.width}
            y={5}
            height={LANE_HEIGHT - 10}
            rx={2}
          />
          <text x={x + width / 2} y={LANE_HEIGHT / 2 + 4} text-anchor="middle">
            {label.text}
          </text>
        </>
      )}
    </g>
  );
}

/** The range as it is written, where it is one: then a table's row of it lights up too. */
export function spanLinks(span: Span, consumer: string): readonly string[] {
  const { start, end } = inclusive(span);
  const written = span.origins.flatMap(({ reservation }) => (reservation === null ? [] : [reservation]));
  return [
    ...new Set([
      rangeKey(start, end),
      consumerKey(consumer),
      ...written.map((one) => rangeKey(one.start, one.end)),
      ...written.flatMap(({ origin }) => ("file" in origin ? [placeKey(origin.file, origin.line)] : [])),
    ]),
  ];
}

const TINY = "less than a pixel at this zoom, drawn wider";

/** Pixels of a character, and around a label. */
const CHARACTER = 7;
const PADDING = 8;

function labelOf(span: Span, room: number): { readonly text: string; readonly width: number } | null {
  if (span.kind === "first-page" || span.kind === "unreachable") return null;
  const widthOf = (text: string) => text.length * CHARACTER + PADDING;
  const text = spanLabel(span, (one) => widthOf(one) + PADDING <= room);
  return text === null ? null : { text, width: widthOf(text) };
}
