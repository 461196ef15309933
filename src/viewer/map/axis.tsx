/** The axis of a map: marks at addresses that are round in hexadecimal. */
import { formatAddress, type Range } from "../../base/range.js";
import { positionOf, ticksIn } from "./window.js";

export const AXIS_HEIGHT = 22;

/** Pixels that a mark and its address need. */
const ROOM = 130;

interface AxisProps {
  readonly window: Range;
  readonly width: number;
  readonly height: number;
}

export const Axis = ({ window, width, height }: AxisProps) => (
  <g class="axis">
    {ticksIn(window, Math.floor(width / ROOM)).map((tick) => {
      const x = positionOf(tick, window, width);
      return (
        <g key={tick} transform={`translate(${x} 0)`}>
          <line y1={AXIS_HEIGHT - 6} y2={height} />
          <text x={x > width - ROOM ? -3 : 3} y={12} text-anchor={x > width - ROOM ? "end" : "start"}>
            {formatAddress(tick)}
          </text>
        </g>
      );
    })}
  </g>
);
