/** Which part of a run it is that was looked at. */
import { counted } from "../amount.js";
import type { Block } from "../blocks.js";
import type { ShardHead } from "../shard-schema.js";
import { text } from "../styled.js";

interface OfShard {
  readonly shard: Pick<ShardHead, "index" | "of" | "inputs"> | null;
  readonly boards: readonly unknown[];
}

/** Null for all of it. @param whole what `render` makes of all parts */
export function shardText({ shard, boards }: OfShard, whole: string = VERDICT): string | null {
  if (shard === null) return null;
  const { index, of, inputs } = shard;
  return `Shard ${index} of ${of}: ${boards.length} of ${counted(inputs, "board")}; for ${whole}, join all shards with 'render'`;
}

const VERDICT = "the verdict on all boards";

export const WHOLE_DIFF = "the whole diff";

/** Nothing for all of it. */
export function shardBlocks(report: OfShard, whole: string = VERDICT): Block[] {
  const line = shardText(report, whole);
  return line === null ? [] : [{ kind: "paragraph", text: text(line) }];
}
