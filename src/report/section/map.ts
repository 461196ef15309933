/** The spaces of a board as bars, where there is more to see than that nothing is kept. */
import type { Block } from "../blocks.js";
import { mapBlock } from "../map/bars.js";
import { isIdle } from "../map/fold.js";
import { pictureOf } from "../map/picture.js";
import type { Board } from "../schema.js";
import { text } from "../styled.js";

export function mapSection(board: Board): Block[] {
  const picture = pictureOf(board);
  if (picture.clusters.every(isIdle)) return [];
  return [{ kind: "title", level: 2, text: text("Map", "strong") }, mapBlock(picture, "all")];
}
