/** What each kind of span is filled with, and the legend that says so. */
import type { SpanKind } from "../../report/map/model.js";
import { PATTERNS, TILE } from "../../report/map/patterns.js";
import { KIND_LOOKS, kindsInOrder } from "../../report/map/words.js";

/** Once a page: maps and legends refer to them. */
export const Patterns = () => (
  <svg width="0" height="0" aria-hidden="true" class="patterns">
    <defs>
      {kindsInOrder.map((kind) => (
        <KindPattern key={kind} kind={kind} />
      ))}
    </defs>
  </svg>
);

function KindPattern({ kind }: { readonly kind: SpanKind }) {
  const { fill, path, width } = PATTERNS[kind];
  return (
    <pattern id={`k-${kind}`} width={TILE} height={TILE} patternUnits="userSpaceOnUse" class={`k-${kind} ${fill}`}>
      <rect width={TILE} height={TILE} />
      {path !== "" && <path d={path} stroke-width={width} />}
    </pattern>
  );
}

export const fillOf = (kind: SpanKind): string => `url(#k-${kind})`;

interface LegendProps {
  readonly kinds: ReadonlySet<SpanKind>;
  /** What kinds are called, where that is not what a map calls them. */
  readonly names?: Readonly<Partial<Record<SpanKind, string>>>;
}

export const Legend = ({ kinds, names = {} }: LegendProps) => (
  <ul class="legend" aria-label="Legend">
    {kindsInOrder
      .filter((kind) => kinds.has(kind))
      .map((kind) => (
        <li key={kind}>
          <svg width="26" height="14" aria-hidden="true">
            <rect x="0.5" y="0.5" width="25" height="13" class="span" fill={fillOf(kind)} />
          </svg>{" "}
          {names[kind] ?? KIND_LOOKS[kind].name}
        </li>
      ))}
  </ul>
);
