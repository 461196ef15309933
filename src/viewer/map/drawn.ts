/** The spans of a lane that a window shows, in pixels. */
import type { Range } from "../../base/range.js";
import type { Span } from "../../report/map/model.js";
import { positionOf } from "./window.js";

export interface DrawnSpan {
  readonly span: Span;
  readonly x: number;
  readonly width: number;
  /** It has less than a pixel to scale, and is drawn wider so that it is seen. */
  readonly isTiny: boolean;
}

/** Pixels that a span has at the least. */
const HAIRLINE = 2;

/** The narrow ones last: they are drawn over what stands beside them. */
export function drawnSpans(spans: readonly Span[], window: Range, width: number): readonly DrawnSpan[] {
  const shown = spans
    .filter(({ start, end }) => start < window.end && window.start < end)
    .map((span): DrawnSpan => {
      const from = Math.max(0, positionOf(span.start, window, width));
      const to = Math.min(width, positionOf(span.end, window, width));
      const isTiny = to - from < 1;
      return {
        span,
        x: isTiny ? Math.min(from, width - HAIRLINE) : from,
        width: isTiny ? HAIRLINE : to - from,
        isTiny,
      };
    });
  return [...shown.filter(({ isTiny }) => !isTiny), ...shown.filter(({ isTiny }) => isTiny)];
}

/** Spans that say something: the step from one to the next goes over what is free or out of reach. */
export const isTelling = ({ kind }: Span): boolean => kind !== "usable" && kind !== "unreachable";
