/** `--shard I/N`: which boards are this shard's, and what its report says of the run that it is a part of. */
import { dirname } from "node:path";
import { fingerprintOf } from "../../base/fingerprint.js";
import { isYamlPath } from "../../base/path.js";
import type { Problem } from "../../index.js";
import {
  type DiffShard,
  diffShardOf,
  findConfig,
  includeFoldersOf,
  type PlacedComparison,
  type PlacedPart,
  problemOf,
  type RunOptions,
  type Shard,
  type ShardHead,
  shardOf,
} from "../../parts.js";
import type { DiffInputs } from "../diff-inputs.js";
import type { Pair } from "../diff-pairs.js";
import { byFolder, IncludeScanner, SOURCE_BYTES } from "../include-scanner.js";
import { type Input, isUsable } from "../inputs.js";
import { nameOf, readOptions, type World } from "../jobs.js";
import type { AnalysisValues, InputValues, MessageValues, ShardValues } from "../options.js";
import { askedOptions } from "./asked.js";
import { type Reading, split } from "./split.js";

/** What is done as one: a board, or both sides of one. */
interface Unit {
  readonly path: string;
  readonly inputs: readonly Input[];
}

export const unitOf = (input: Input): Unit => ({ path: input.path, inputs: [input] });

export const unitOfPair = ({ board, old, new: now }: Pair): Unit => ({
  path: board,
  inputs: [old, now].flatMap((side) => side ?? []),
});

/** By their places among all; without the option every one's. */
export async function shardPlaces(all: readonly Unit[], values: RunValues, world: World): Promise<readonly number[]> {
  const places = all.map((_, place) => place);
  const { shard, quiet } = values;
  if (shard === undefined) return places;
  const { store } = world.files;
  const parts = split(await readings(all, values, world), shard.of, (path) => {
    const read = store.file(path, SOURCE_BYTES);
    return read.ok ? read.file.bytes.length : 0;
  });
  const own = places.filter((place) => parts[place] === shard.index);
  if (quiet !== true) {
    world.host.writeErr(`shard ${shard.index} of ${shard.of}: ${own.length} of ${all.length} boards\n`);
  }
  return own;
}

/** In the order of the units. */
async function readings(all: readonly Unit[], values: RunValues, world: World): Promise<readonly Reading[]> {
  const { files: revisions } = world;
  const { store } = revisions;
  const scanner = new IncludeScanner({
    resolve: (path) => store.realPath(path),
    kindOf: (path) => store.kindOf(path),
    readFile: (path, maxBytes) => store.readFile(path, maxBytes),
    prefetch: (paths) => revisions.prefetch(paths),
  });
  const files = new Map<string, readonly string[]>();
  const inputs = all.flatMap((unit) => unit.inputs);
  const sources = inputs.filter((input) => isUsable(input) && store.kindOf(input.path) === "file");
  for (const group of byFolder(sources.map(({ path }) => path)).values()) {
    const [first = ""] = group;
    const folders = await includeFoldersOf(first, { ...readOptions(first, values, revisions), files: store });
    scanner.readAhead(group, folders);
    for (const path of group) files.set(path, scanner.leadsTo(path, folders));
  }
  return all.map((unit) => ({
    path: unit.path,
    files: [...new Set(unit.inputs.flatMap(({ path }) => files.get(path) ?? []))],
  }));
}

type RunValues = InputValues & Omit<AnalysisValues, "device" | "layout"> & MessageValues & ShardValues;

interface OfRun {
  readonly all: readonly Input[];
  /** This shard's. */
  readonly parts: readonly PlacedPart[];
  readonly passedOver: readonly string[];
  /** Null where nothing is judged. */
  readonly check: { readonly options: RunOptions; readonly problems: readonly Problem[] } | null;
  /** The options as the user gave them. */
  readonly asked: object;
}

/** Null for a whole run. */
export async function shardView(
  { all, parts, passedOver, check, asked }: OfRun,
  values: RunValues & { readonly baseline?: string; readonly show?: "note" },
  world: World,
): Promise<Shard | null> {
  const { shard } = values;
  if (shard === undefined) return null;
  const names = all.map(({ path }) => nameOf(path, world.files));
  const configs = parts.flatMap((part) => part.config?.file ?? []);
  const head = {
    ...shard,
    inputs: all.length,
    inputsFingerprint: fingerprintOf([...names, "", ...passedOver]),
    asked: [...askedOptions(asked), ...commits(world)],
    files: await filesBeside(configs, values, world),
  };
  const { failOn = null, isWhole = false } = check?.options ?? {};
  const showsNotes = values.show === "note";
  return shardOf(head, { failOn, isWhole, showsNotes }, check?.problems ?? [], parts);
}

interface OfDiff {
  readonly inputs: DiffInputs;
  /** This shard's. */
  readonly parts: readonly PlacedComparison[];
  /** SHA-256 of every file that was read, by its name. */
  readonly sources: ReadonlyMap<string, string>;
  /** The options as the user gave them. */
  readonly asked: object;
}

/** Null for a whole diff. */
export async function diffShardView(
  { inputs, parts, sources, asked }: OfDiff,
  values: RunValues,
  world: World,
): Promise<DiffShard | null> {
  const { shard } = values;
  if (shard === undefined) return null;
  const { pairs, diagnostics } = inputs;
  const own = parts.flatMap(({ place }) => pairs.slice(place, place + 1));
  const beside = await filesBeside(configsAround(own, world), values, world);
  const files = new Map([...sources, ...beside.map(({ file, sha256 }) => [file, sha256] as const)]);
  const head: ShardHead = {
    ...shard,
    inputs: pairs.length,
    inputsFingerprint: fingerprintOf(pairs.flatMap(({ board, old, new: now }) => [board, side(old), side(now)])),
    asked: [
      ...askedOptions(asked),
      { option: "the old side", value: inputs.old },
      { option: "the new side", value: inputs.new },
      ...commits(world),
    ],
    files: [...files].map(([file, sha256]) => ({ file, sha256 })),
  };
  return diffShardOf(head, diagnostics.map(problemOf), parts);
}

const side = (input: Input | null): string => input?.path ?? "";

/** What is around either side, whichever of them is judged by it. */
function configsAround(pairs: readonly Pair[], { files: { store } }: World): readonly string[] {
  const inputs = pairs.flatMap((pair) => unitOfPair(pair).inputs);
  const folders = inputs.map(({ path }) => (path === "-" ? "." : store.kindOf(path) === "file" ? dirname(path) : path));
  return [...new Set(folders)].flatMap((folder) => findConfig(folder, store) ?? []);
}

/** A branch may have moved from one shard to the next. */
const commits = ({ files }: World): Shard["asked"] =>
  files.commits.map(([revision, commit]) => ({ option: `the commit of '${revision}'`, value: commit }));

/** What is read beside boards and what they include: of shards of one run it is the same. */
async function filesBeside(
  configs: readonly string[],
  values: RunValues & { readonly baseline?: string; readonly show?: "note" },
  { files }: World,
): Promise<Shard["files"]> {
  const { config, baseline, plan, profile } = values;
  const named = [config, baseline, plan, ...profile.filter(isYamlPath)].flatMap((path) => path ?? []);
  const paths = [...new Set([...named, ...configs])].sort();
  return Promise.all(
    paths.map(async (path) => {
      const read = files.store.file(path, SOURCE_BYTES);
      return { file: files.shown(path), sha256: read.ok ? await read.file.sha256() : "" };
    }),
  );
}
