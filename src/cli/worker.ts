/** What a thread of the command line does: batches of boards, one outcome after another. */
import { cacheAt } from "./cache/board-cache.js";
import type { Reply, Setup } from "./crew.js";
import { type Batch, type ErrandKind, errands } from "./errand.js";
import { Revisions } from "./git.js";
import { nodeHost } from "./host.js";
import { Worlds } from "./worlds.js";

/** Where batches come from and outcomes go to. */
interface Port {
  on(event: "message", listener: (batch: Batch<ErrandKind>) => void): void;
  postMessage(reply: Reply, moved: readonly ArrayBuffer[]): void;
}

export function serve<K extends ErrandKind>(port: Port, { kind, values, revisions, cache }: Setup<K>): void {
  const host = nodeHost(null, cache === null ? null : cache.tool);
  const files = Revisions.from(revisions, host);
  const worlds = new Worlds({ host, files, cache: cacheAt(cache, host, files) });
  const work = async (batch: Batch<K>): Promise<void> => {
    const world = worlds.next(batch.length);
    for (const { index, errand } of batch) {
      const outcome = await errands[kind].perform(errand, values, world);
      const reply: Reply<K> = { index, outcome };
      port.postMessage(reply, errands[kind].buffersOf(outcome));
    }
  };
  port.on("message", (batch) => void work(batch as Batch<K>));
}
