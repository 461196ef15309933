/** What a thread of the command line does: batches of boards, one outcome after another. */
import type { Reply, Setup } from "./crew.js";
import { type Batch, type ErrandKind, errands } from "./errand.js";
import { Revisions } from "./git.js";
import { nodeHost } from "./host.js";

/** Where batches come from and outcomes go to. */
interface Port {
  on(event: "message", listener: (batch: Batch<ErrandKind>) => void): void;
  postMessage(reply: Reply): void;
}

export function serve<K extends ErrandKind>(port: Port, { kind, values, revisions }: Setup<K>): void {
  const host = nodeHost(null);
  const world = { host, files: Revisions.from(revisions, host) };
  const work = async ({ first, errands: own }: Batch<K>): Promise<void> => {
    for (const [i, errand] of own.entries()) {
      const reply: Reply<K> = { index: first + i, outcome: await errands[kind].perform(errand, values, world) };
      port.postMessage(reply);
    }
  };
  port.on("message", (batch) => void work(batch as Batch<K>));
}
