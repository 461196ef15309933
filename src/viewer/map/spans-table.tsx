/** The table behind a map: every span of every lane, as it is drawn. */
import { visible } from "../../base/visible.js";
import { type Lane, lanesOf, type Picture, type Span } from "../../report/map/model.js";
import { KIND_LOOKS, originWords } from "../../report/map/words.js";
import { inclusive } from "../../report/plain.js";
import { Amount, Range } from "../figures.js";
import { type Column, DataTable } from "../table.js";
import { spanLinks } from "./lane-row.js";

interface SpanOfLane {
  readonly lane: Lane;
  readonly span: Span;
  readonly layout: string;
}

const COLUMNS: readonly Column<SpanOfLane>[] = [
  { id: "consumer", title: "Consumer", value: ({ lane }) => visible(lane.id), show: ({ lane }) => visible(lane.name) },
  { id: "layout", title: "Layout", value: ({ layout }) => visible(layout) },
  {
    id: "range",
    title: "Range",
    value: ({ span }) => span.start,
    text: ({ span }) => Object.values(inclusive(span)).join(" "),
    show: ({ span }) => <Range of={inclusive(span)} />,
  },
  {
    id: "size",
    title: "Size",
    align: "right",
    value: ({ span }) => span.end - span.start,
    show: ({ span }) => <Amount of={String(span.end - span.start)} />,
  },
  { id: "kind", title: "Kind", value: ({ span }) => KIND_LOOKS[span.kind].name },
  { id: "origin", title: "Kept by", value: ({ span }) => originWords(span, true) },
];

export function SpansTable({ picture }: { readonly picture: Picture }) {
  const rows = lanesOf(picture).flatMap((lane) =>
    picture.columns.flatMap(
      ({ layout }, i) => lane.spaces[i]?.spans.map((span): SpanOfLane => ({ lane, span, layout })) ?? [],
    ),
  );
  return (
    <DataTable
      name="ranges"
      caption="Ranges"
      rows={rows}
      columns={COLUMNS}
      links={({ span, lane }) => spanLinks(span, lane.id)}
    />
  );
}
