/** Whether shards are all of one run: what keeps them from being put together, in words. */
import type { Diagnostic } from "../../base/diagnostic.js";
import { atInput } from "../../base/source.js";
import type { ShardHead } from "../../report/shard-schema.js";

/** A saved shard, as far as it says what it is. */
export interface SavedShard {
  readonly file: string;
  readonly command: string;
  readonly shard: ShardHead;
  /** Which of the run's inputs it holds. */
  readonly places: readonly number[];
  /** SHA-256 of every file that its boards were read from. */
  readonly sources: ReadonlyMap<string, string>;
}

/** Null for what all shards of one run, each once, are. */
export function notOneRun(shards: readonly SavedShard[]): Diagnostic | null {
  const [first, ...others] = shards;
  if (first === undefined) return null;
  for (const other of others) {
    const difference = differenceOf(first, other);
    if (difference !== null)
      return problem(other.file, "of-other-run", `of another run than ${first.file}: ${difference}`);
  }
  return twice(shards) ?? missing(first, shards) ?? incomplete(first, shards);
}

function twice(shards: readonly SavedShard[]): Diagnostic | null {
  const seen = new Map<number, string>();
  for (const { file, shard } of shards) {
    const other = seen.get(shard.index);
    if (other !== undefined) return problem(file, "shard-twice", `${nameOf(shard)}, and so is ${other}`);
    seen.set(shard.index, file);
  }
  return null;
}

function missing({ file, shard: { of } }: SavedShard, shards: readonly SavedShard[]): Diagnostic | null {
  const there = shards.map(({ shard }) => shard.index).sort((a, b) => a - b);
  const lacking = Array.from({ length: of }, (_, i) => i + 1).filter((index) => !there.includes(index));
  if (lacking.length === 0) return null;
  const are = `${lacking.length === 1 ? "is" : "are"} missing`;
  const message =
    there.length === 1
      ? `this is ${listed(there)} of ${of} alone: ${listed(lacking)} ${are}`
      : `${listed(lacking)} of ${of} ${are}: only ${listed(there)} were given`;
  return problem(file, "shard-missing", message, "give render the reports of all shards in one call");
}

/** `shard 2`, `shards 2 and 3`, `shards 1 to 7 and 9`. */
function listed(indices: readonly number[]): string {
  const runs: { first: number; last: number }[] = [];
  for (const index of indices) {
    const run = runs.at(-1);
    if (run !== undefined && run.last + 1 === index) run.last = index;
    else runs.push({ first: index, last: index });
  }
  const parts = runs.flatMap(({ first, last }) =>
    last - first < 2 ? [...new Set([first, last])].map(String) : [`${first} to ${last}`],
  );
  const shown = parts.length > MOST_NAMED ? [...parts.slice(0, MOST_NAMED), `${indices.length} in all`] : parts;
  const last = shown.at(-1) ?? "";
  const names = shown.length < 2 ? last : `${shown.slice(0, -1).join(", ")} and ${last}`;
  return `shard${indices.length === 1 ? "" : "s"} ${names}`;
}

/** A damaged file, or a split that was another on another machine: its boards would be missing from the report. */
function incomplete({ file, shard: { inputs } }: SavedShard, shards: readonly SavedShard[]): Diagnostic | null {
  const places = shards.flatMap((one) => one.places).sort((a, b) => a - b);
  const isAll = places.length === inputs && places.every((place, i) => place === i);
  return isAll ? null : problem(file, "of-other-run", `the shards do not hold each of the run's ${inputs} inputs once`);
}

const MOST_NAMED = 8;

const nameOf = ({ index, of }: ShardHead): string => `shard ${index} of ${of}`;

const problem = (file: string, code: string, message: string, hint?: string): Diagnostic => ({
  severity: "error",
  code: `report-${code}`,
  message,
  location: atInput(file),
  ...(hint !== undefined && { hint }),
});

/** The first thing that differs; null where all is the same. */
function differenceOf(a: SavedShard, b: SavedShard): string | null {
  if (a.command !== b.command) return `it is of ${b.command}, not of ${a.command}`;
  if (a.shard.of !== b.shard.of) return `it is ${nameOf(b.shard)}, not of ${a.shard.of}`;
  const option = optionThatDiffers(a.shard, b.shard);
  if (option !== null) return option;
  if (a.shard.inputs !== b.shard.inputs || a.shard.inputsFingerprint !== b.shard.inputsFingerprint) {
    return "it has other inputs, or in another order";
  }
  const hashes = (files: ShardHead["files"]) => new Map(files.map(({ file, sha256 }) => [file, sha256]));
  const file = fileThatDiffers(hashes(a.shard.files), hashes(b.shard.files)) ?? fileThatDiffers(a.sources, b.sources);
  return file === null ? null : `${file} was another file`;
}

function optionThatDiffers(a: ShardHead, b: ShardHead): string | null {
  const [old, now] = [a, b].map(({ asked }) => new Map(asked.map(({ option, value }) => [option, value])));
  for (const option of new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])])) {
    const [was, is] = [old?.get(option), now?.get(option)];
    if (was !== is) return `${option} is ${said(is)} here, and ${said(was)} there`;
  }
  return null;
}

const said = (value: string | undefined): string => (value === undefined ? "not given" : `'${value}'`);

function fileThatDiffers(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): string | null {
  for (const [file, hash] of b) if (a.has(file) && a.get(file) !== hash) return file;
  return null;
}
