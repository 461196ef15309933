/** Where `bin/iova-plan.js` starts the bundled program, and the program its threads. */

import { dirname } from "node:path";
import { setFlagsFromString } from "node:v8";
import type { Worker } from "node:worker_threads";
import type { nodeHost } from "../host.js";
import type { main } from "../main.js";
import type { nodeThreads } from "../node-threads.js";
import type { serve } from "../worker.js";
import { Packs } from "./packs.js";

/** The hash of each pack's text, by name: put here by the build. */
declare const PACK_HASHES: Readonly<Record<string, string>>;

/** What `start-pack.ts` exports. */
interface Program {
  readonly main: typeof main;
  readonly nodeHost: typeof nodeHost;
  readonly nodeThreads: typeof nodeThreads;
}

/**
 * How much bytecode is to run before V8 thinks about optimising a function, in bytes (67,584 if nobody says): a board
 * is read before optimising pays, and a hundred boards do not suffer. V8 12 (Node 22) waits longer of its own accord
 * and knows no such flag. Set before code is compiled or taken up, for that is told apart by flags.
 */
if (process.versions.v8.startsWith("11.")) setFlagsFromString("--interrupt-budget=500000");

export const packs = new Packs(__dirname, PACK_HASHES);

export const program = (): Program => packs.require("start:program") as Program;

export async function start(): Promise<void> {
  const { main, nodeHost, nodeThreads } = program();
  const tool = [process.version, ...Object.values(PACK_HASHES)].join(" ");
  const host = nodeHost(nodeThreads(startWorker), tool, dirname(__dirname));
  process.exitCode = await host.statusWhenWritten(await main(process.argv.slice(2), host));
  packs.keepNewCode();
}

function startWorker(setup: unknown): Worker {
  const threads = process.getBuiltinModule("node:worker_threads");
  return new threads.Worker(`require(${JSON.stringify(__filename)}).work()`, { eval: true, workerData: setup });
}

/** What a thread runs. */
export function work(): void {
  const { parentPort, workerData } = process.getBuiltinModule("node:worker_threads");
  const worker = packs.require("commands:worker") as { readonly serve: typeof serve };
  if (parentPort !== null) worker.serve(parentPort, workerData);
}
