/**
 * How an SVG of a map looks: light and dark as the reader has it, and by patterns as much as by colours, so that it can be
 * printed in black and white and told apart by whoever sees few colours.
 */
import type { SpanKind } from "./model.js";
import { element } from "./svg-text.js";

export const STYLE = `
svg { --paper: #ffffff; --ink: #1b1f24; --soft: #59636e; --line: #8c959f; --free: #ffffff; --need: #1a7f37; --waste: #9a6700;
  --short: #cf222e; --kept: #0550ae; background: var(--paper); font: 11px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
@media (prefers-color-scheme: dark) {
  svg { --paper: #0d1117; --ink: #e6edf3; --soft: #9198a1; --line: #656c76; --free: #161b22; --need: #3fb950; --waste: #d29922;
    --short: #f85149; --kept: #58a6ff; }
}
@media print { svg { --paper: #ffffff; --ink: #000000; --soft: #000000; --line: #000000; --free: #ffffff; --need: #000000;
  --waste: #000000; --short: #000000; --kept: #000000; } }
text { fill: var(--ink); white-space: pre; }
.mark, .soft { fill: var(--soft); }
.strong { font-weight: 700; }
.paper { fill: var(--paper); }
.rule { stroke: var(--line); stroke-width: 1; fill: none; }
.span { stroke: var(--line); stroke-width: 1; }
.tag { fill: var(--paper); }
.cut { fill: var(--paper); stroke: var(--ink); stroke-width: 1; }
`;

/** Side of a pattern's tile, in pixels. */
const TILE = 6;

const shape = (d: string, color: string, width = 1.5): string =>
  `<path d="${d}" style="stroke:var(--${color})" stroke-width="${width}" fill="none"/>`;

/** What is drawn over the plain ground; `solid` covers it. */
const PATTERNS: Readonly<Record<SpanKind, string>> = {
  usable: "",
  needed: solid("need"),
  wasted: shape("M-1,1 L1,-1 M0,6 L6,0 M5,7 L7,5", "waste"),
  short: shape("M0,0 L6,6 M0,6 L6,0", "short"),
  reserved: `${solid("kept")}<circle cx="3" cy="3" r="1.2" style="fill:var(--free)"/>`,
  inherited: shape("M3,0 L3,6", "kept", 3),
  shared: shape("M0,3 L6,3", "kept", 3),
  direct: shape("M0,1.5 L6,1.5 M1.5,0 L1.5,6", "kept"),
  hardware: `<circle cx="3" cy="3" r="1.6" style="fill:var(--ink)"/>`,
  rounding: shape("M0,0 L6,6", "waste", 2.5),
  "first-page": `<path d="M0,0 h3 v3 h-3 Z M3,3 h3 v3 h-3 Z" style="fill:var(--line)"/>`,
  unreachable: shape("M0,3 L2,3", "line", 1),
};

function solid(color: string): string {
  return `<rect width="${TILE}" height="${TILE}" style="fill:var(--${color})"/>`;
}

const ground = `<rect width="${TILE}" height="${TILE}" style="fill:var(--free)"/>`;

export const patterns = (kinds: readonly SpanKind[]): string =>
  kinds
    .map((kind) =>
      element(
        "pattern",
        { id: `k-${kind}`, width: TILE, height: TILE, patternUnits: "userSpaceOnUse" },
        ground,
        PATTERNS[kind],
      ),
    )
    .join("");
