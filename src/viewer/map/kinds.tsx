/** What each kind of span is drawn with: a pattern as much as a colour, so that both can be lost. */
import type { SpanKind } from "../../report/map/model.js";
import { KIND_LOOKS, kindsInOrder } from "../../report/map/words.js";

/** Side of a pattern's tile, in pixels. */
const TILE = 6;

interface Shape {
  readonly path: string;
  readonly width: number;
}

/** Lines over the plain ground; null covers it whole. */
const SHAPES: Readonly<Record<SpanKind, Shape | null>> = {
  usable: { path: "", width: 0 },
  needed: null,
  wasted: { path: "M-1,1 L1,-1 M0,6 L6,0 M5,7 L7,5", width: 1.5 },
  short: { path: "M0,0 L6,6 M0,6 L6,0", width: 1.5 },
  reserved: null,
  inherited: { path: "M3,0 L3,6", width: 3 },
  shared: { path: "M0,3 L6,3", width: 3 },
  direct: { path: "M0,1.5 L6,1.5 M1.5,0 L1.5,6", width: 1.5 },
  hardware: { path: "M2,3 L4,3", width: 3 },
  rounding: { path: "M0,0 L6,6", width: 2.5 },
  "first-page": null,
  unreachable: { path: "M0,3 L2,3", width: 1 },
};

/** Once a page: maps and legends refer to them. */
export const Patterns = () => (
  <svg width="0" height="0" aria-hidden="true" class="patterns">
    <defs>
      {kindsInOrder.map((kind) => (
        <pattern
          key={kind}
          id={`k-${kind}`}
          width={TILE}
          height={TILE}
          patternUnits="userSpaceOnUse"
          class={`k-${kind}`}
        >
          <rect width={TILE} height={TILE} class={SHAPES[kind] === null ? "solid" : "ground"} />
          {SHAPES[kind] !== null && <path d={SHAPES[kind]?.path} stroke-width={SHAPES[kind]?.width} />}
        </pattern>
      ))}
    </defs>
  </svg>
);

export const fillOf = (kind: SpanKind): string => `url(#k-${kind})`;

export const Legend = ({ kinds }: { readonly kinds: ReadonlySet<SpanKind> }) => (
  <ul class="legend" aria-label="Legend">
    {kindsInOrder
      .filter((kind) => kinds.has(kind))
      .map((kind) => (
        <li key={kind}>
          <svg width="26" height="14" aria-hidden="true">
            <rect x="0.5" y="0.5" width="25" height="13" class="span" fill={fillOf(kind)} />
          </svg>{" "}
          {KIND_LOOKS[kind].name}
        </li>
      ))}
  </ul>
);
