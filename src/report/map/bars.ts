/** A picture's lanes as rows of bars, before their width is known. */

import type { MapBlock, MapRow } from "../blocks.js";
import { someOf } from "../names.js";
import { text } from "../styled.js";
import { type Folding, type Row, rowsOf, spaceLook } from "./fold.js";
import type { Picture, Space } from "./model.js";

/** More names than these are counted. */
const MOST_NAMES = 6;

export const mapBlock = (picture: Picture, folding: Folding): MapBlock => ({
  kind: "map",
  extent: picture.extent,
  rows: rowsOf(picture, folding).flatMap((row) => mapRows(row, picture)),
  words: {},
});

function mapRows(row: Row, picture: Picture): MapRow[] {
  const lead = row.depth === 0 ? "" : row.isLast ? "└ " : "├ ";
  const label = { lead, label: text(someOf(row.names, MOST_NAMES)) };
  const [first] = row.lanes;
  if (first === undefined) return [{ ...label, spans: null }];
  const below = row.depth === 0 ? "  " : row.isLast ? "    " : "│   ";
  return looks(first.spaces).map(({ space, columns }) => {
    const { spans } = space;
    if (columns.includes(0)) return { ...label, spans };
    const ids = columns.map((column) => picture.columns[column]?.layout ?? "");
    return { lead: below, label: text(ids.join(", "), "faint"), spans };
  });
}

/** Layouts that come to the same share a bar; today's has its own. */
function looks(spaces: readonly (Space | null)[]): { space: Space; columns: number[] }[] {
  const known = new Map<string, { space: Space; columns: number[] }>();
  spaces.forEach((space, column) => {
    if (space === null) return;
    const key = `${column === 0 ? "today" : ""}${spaceLook(space)}`;
    const one = known.get(key) ?? { space, columns: [] };
    one.columns.push(column);
    known.set(key, one);
  });
  return [...known.values()];
}
