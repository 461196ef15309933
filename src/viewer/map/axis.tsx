/** The axis of a map: marks at addresses that are round in hexadecimal. */
import { formatAddress, type Range } from "../../base/range.js";
import { positionOf, ticksIn } from "./window.js";

export const AXIS_HEIGHT = 22;

/** Pixels that a mark and its address need. */
const ROOM = 130;

/** Pixels of a character of an address, and between two addresses. */
const CHARACTER = 7.3;
const GAP = 8;

interface Mark {
  readonly x: number;
  readonly text: string;
  /** Where it would not fit to the right of its mark, an address ends there. */
  readonly anchor: "start" | "end";
  /** It would run into the one before it. */
  readonly isHidden: boolean;
}

function marksIn(window: Range, width: number): readonly Mark[] {
  let free = Number.NEGATIVE_INFINITY;
  return ticksIn(window, Math.floor(width / ROOM)).map((tick) => {
    const x = positionOf(tick, window, width);
    const text = formatAddress(tick);
    const room = text.length * CHARACTER + GAP;
    const anchor = x > width - room ? "end" : "start";
    const left = anchor === "end" ? x - room : x;
    const isHidden = left < free;
    if (!isHidden) free = left + room;
    return { x, text, anchor, isHidden };
  });
}

interface AxisProps {
  readonly window: Range;
  readonly width: number;
  readonly height: number;
}

export const Axis = ({ window, width, height }: AxisProps) => (
  <g class="axis">
    {marksIn(window, width).map(({ x, text, anchor, isHidden }) => (
      <g key={text} transform={`translate(${x} 0)`}>
        <line y1={AXIS_HEIGHT - 6} y2={height} />
        {!isHidden && (
          <text x={anchor === "end" ? -3 : 3} y={12} text-anchor={anchor}>
            {text}
          </text>
        )}
      </g>
    ))}
  </g>
);
