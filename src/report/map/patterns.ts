/**
 * What each kind of span is filled with: lines as much as a colour, so that it can be told by whoever sees few colours, and in
 * black and white on paper. The same in an SVG and on a page.
 */
import type { SpanKind } from "./model.js";

/** Side of a pattern's tile, in pixels. */
export const TILE = 6;

export interface Pattern {
  /** `lines` of the kind's colour on the plain ground; `solid`: the kind's colour, and lines of the ground's on it. */
  readonly fill: "lines" | "solid";
  /** SVG's path data within a tile. */
  readonly path: string;
  /** Of the path's stroke. */
  readonly width: number;
}

const lines = (path: string, width: number): Pattern => ({ fill: "lines", path, width });
const solid = (path = "", width = 0): Pattern => ({ fill: "solid", path, width });

export const PATTERNS: Readonly<Record<SpanKind, Pattern>> = {
  usable: lines("", 0),
  needed: solid(),
  wasted: lines("M-1,1 L1,-1 M0,6 L6,0 M5,7 L7,5", 1.5),
  short: lines("M0,0 L6,6 M0,6 L6,0", 1.5),
  reserved: solid("M2,3 H4", 2),
  inherited: lines("M3,0 V6", 3),
  shared: lines("M0,3 H6", 3),
  direct: lines("M0,1.5 H6 M1.5,0 V6", 1.5),
  hardware: lines("M1.5,3 H4.5", 3),
  rounding: lines("M0,0 L6,6", 2.5),
  "first-page": lines("M0,4.5 L3,1.5 L6,4.5", 1),
  unreachable: lines("M0,3 H2", 1),
};
