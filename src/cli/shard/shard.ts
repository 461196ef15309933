/** `--shard I/N`: which inputs are this shard's, and what its report says of the run that it is a part of. */
import { fingerprintOf } from "../../base/fingerprint.js";
import { isYamlPath } from "../../base/path.js";
import type { Problem } from "../../index.js";
import { includeFoldersOf, type PlacedPart, type RunOptions, type Shard, shardOf } from "../../parts.js";
import { byFolder, IncludeScanner, SOURCE_BYTES } from "../include-scanner.js";
import { type Input, isUsable } from "../inputs.js";
import { nameOf, readOptions, type World } from "../jobs.js";
import type { AnalysisValues, InputValues, MessageValues, ShardValues } from "../options.js";
import { askedOptions } from "./asked.js";
import { type Reading, split } from "./split.js";

/** By their places among all; without the option every input's. */
export async function shardPlaces(all: readonly Input[], values: RunValues, world: World): Promise<readonly number[]> {
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

/** In the order of the inputs. */
async function readings(all: readonly Input[], values: RunValues, world: World): Promise<readonly Reading[]> {
  const { store } = world.files;
  const scanner = new IncludeScanner({
    resolve: (path) => store.realPath(path),
    kindOf: (path) => store.kindOf(path),
    readFile: (path, maxBytes) => store.readFile(path, maxBytes),
  });
  const files = new Map<string, readonly string[]>();
  const sources = all.filter((input) => isUsable(input) && store.kindOf(input.path) === "file");
  for (const group of byFolder(sources.map(({ path }) => path)).values()) {
    const [first = ""] = group;
    const folders = await includeFoldersOf(first, { ...readOptions(first, values, world.files), files: store });
    for (const path of group) files.set(path, scanner.leadsTo(path, folders));
  }
  return all.map(({ path }) => ({ path, files: files.get(path) ?? [] }));
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
  const head = {
    ...shard,
    inputs: all.length,
    inputsFingerprint: fingerprintOf([...names, "", ...passedOver]),
    asked: askedOptions(asked),
    files: await filesBeside(parts, values, world),
  };
  const { failOn = null, isWhole = false } = check?.options ?? {};
  const showsNotes = values.show === "note";
  return shardOf(head, { failOn, isWhole, showsNotes }, check?.problems ?? [], parts);
}

/** What is read beside boards and what they include: of shards of one run it is the same. */
async function filesBeside(
  parts: readonly PlacedPart[],
  values: RunValues & { readonly baseline?: string; readonly show?: "note" },
  { files }: World,
): Promise<Shard["files"]> {
  const { config, baseline, plan, profile } = values;
  const named = [config, baseline, plan, ...profile.filter(isYamlPath)].flatMap((path) => path ?? []);
  const configs = parts.flatMap((part) => part.config?.file ?? []);
  const paths = [...new Set([...named, ...configs])].sort();
  return Promise.all(
    paths.map(async (path) => {
      const read = files.store.file(path, SOURCE_BYTES);
      return { file: files.shown(path), sha256: read.ok ? await read.file.sha256() : "" };
    }),
  );
}
