/**
 * How an SVG of a map looks: light and dark as the reader has it, and by patterns as much as by colours, so that it can be
 * printed in black and white and told apart by whoever sees few colours.
 */
import type { SpanKind } from "./model.js";
import { PATTERNS, TILE } from "./patterns.js";
import { element } from "./svg-text.js";

export const STYLE = `
svg { --paper: #ffffff; --ink: #1b1f24; --soft: #59636e; --line: #8c959f; --free: #ffffff; --need: #1a7f37; --waste: #9a6700;
  --short: #cf222e; --kept: #0550ae; background: var(--paper); font: 11px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
@media (prefers-color-scheme: dark) {
  svg { --paper: #0d1117; --ink: #e6edf3; --soft: #9198a1; --line: #656c76; --free: #161b22; --need: #3fb950; --waste: #d29922;
    --short: #f85149; --kept: #58a6ff; }
}
@media print { svg { --paper: #ffffff; --ink: #000000; --soft: #000000; --line: #000000; --free: #ffffff; --need: #000000;
  --waste: #000000; --short: #000000; --kept: #000000; max-width: 100%; height: auto; } }
text { fill: var(--ink); white-space: pre; }
.mark, .soft { fill: var(--soft); }
.strong { font-weight: 700; }
.paper { fill: var(--paper); }
.rule { stroke: var(--line); stroke-width: 1; fill: none; }
.span { stroke: var(--line); stroke-width: 1; }
.tag { fill: var(--paper); }
.cut { fill: var(--paper); stroke: var(--ink); stroke-width: 1; }
`;

/** Of the style's colours, that of a kind. */
const COLORS: Readonly<Record<SpanKind, string>> = {
  usable: "free",
  needed: "need",
  wasted: "waste",
  short: "short",
  reserved: "kept",
  inherited: "kept",
  shared: "kept",
  direct: "kept",
  hardware: "ink",
  rounding: "waste",
  "first-page": "line",
  unreachable: "line",
};

export const patterns = (kinds: readonly SpanKind[]): string => kinds.map(patternElement).join("");

function patternElement(kind: SpanKind): string {
  const { fill, path, width } = PATTERNS[kind];
  const [ground, lines] = fill === "solid" ? [COLORS[kind], "free"] : ["free", COLORS[kind]];
  const tile = element("rect", { width: TILE, height: TILE, style: `fill:var(--${ground})` });
  const drawn = { d: path, style: `stroke:var(--${lines})`, "stroke-width": width, fill: "none" };
  const attributes = { id: `k-${kind}`, width: TILE, height: TILE, patternUnits: "userSpaceOnUse" };
  return element("pattern", attributes, tile, path === "" ? "" : element("path", drawn));
}
