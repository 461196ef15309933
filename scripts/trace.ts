/**
 * npm run trace -- [--model ID] FILE...
 *
 * Replays recorded allocator traces (.jsonl, gzipped or not; `-` is standard input) through IovaDomain. Exit status: 0 if
 * every answer was the kernel's, 1 if one was not, 2 if a trace or the command line could not be read.
 */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { type AllocatorModelId, IovaDomain } from "../src/iova/domain.js";
import { allocatorModel, allocatorModels, DEFAULT_MODEL } from "../src/iova/models.js";
import { IovaArgumentError } from "../src/iova/pfn.js";
import { replayTrace } from "./trace-replay.js";

const OK = 0;
const WRONG = 1;
const UNREADABLE = 2;
/** Bytes that a trace may unpack to. */
const LARGEST_TRACE = 2 ** 29;

function readTrace(file: string): string {
  const bytes = readFileSync(file === "-" ? 0 : file);
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const plain = isGzip ? gunzipSync(bytes, { maxOutputLength: LARGEST_TRACE }) : bytes;
  return new TextDecoder("utf-8", { fatal: true }).decode(plain);
}

function replayFile(file: string, model: AllocatorModelId): number {
  const name = file === "-" ? "<stdin>" : file;
  let text: string;
  try {
    text = readTrace(file);
  } catch (error) {
    console.error(`${name}: error: cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    return UNREADABLE;
  }
  const result = replay(text, model);
  switch (result.kind) {
    case "equal":
      console.log(`${name}: ${result.operations} operations, every answer equal`);
      return OK;
    case "wrong":
      console.error(`${name}:${result.line}: wrong answer: expected ${result.expected}, got ${result.got}`);
      return WRONG;
    case "malformed":
      console.error(`${name}:${result.line}: error: malformed trace: ${result.message}`);
      return UNREADABLE;
  }
}

function replay(text: string, model: AllocatorModelId): ReturnType<typeof replayTrace> {
  try {
    return replayTrace(
      text,
      ({ granule, startPfn, rcache }) => new IovaDomain({ granule, startPfn, model, cache: rcache }),
    );
  } catch (error) {
    // A granule that no domain has.
    if (error instanceof IovaArgumentError) return { kind: "malformed", line: 1, message: error.message };
    throw error;
  }
}

function main(argv: readonly string[]): number {
  const named = argv[0] === "--model";
  const model = allocatorModel(named ? (argv[1] ?? "") : DEFAULT_MODEL);
  const files = named ? argv.slice(2) : argv;
  const unknownOption = files.find((file) => file.startsWith("-") && file !== "-");
  if (model === null || files.length === 0 || unknownOption !== undefined) {
    console.error("usage: npm run trace -- [--model ID] FILE...");
    console.error(`models: ${allocatorModels.map(({ id, describes }) => `${id} (${describes})`).join(", ")}`);
    return UNREADABLE;
  }
  return Math.max(...files.map((file) => replayFile(file, model.id)));
}

process.exitCode = main(process.argv.slice(2));
