/**
 * All that the answer to a job depends on, as text, but for what lies at the paths that are come upon on the way:
 * `BoardFiles` lists those. What a config says of findings is not in it, for jobs that leave that to be applied later.
 */
import { Facet } from "../base/facet.js";
import { dirname } from "../base/file-path.js";
import { placeOf } from "../base/place.js";
import type { Location } from "../base/source.js";
import type { SourceStore } from "../base/source-store.js";
import { type BoardSettings, defaultSettings } from "../config/model.js";
import { AllowedFolders } from "../dts/allowed-folders.js";
import { configFor } from "./config.js";
import type { BoardJob, ConfigChoice } from "./job.js";
import { includeFoldersOf } from "./load.js";

/** @param job whose input is a path */
export async function jobKey(job: BoardJob & { readonly input: string }, files: SourceStore): Promise<string> {
  const { config, planConfig, ...asked } = job;
  const [settings, planned] = await Promise.all([config, planConfig].map((choice) => settingsOf(choice, files)));
  const { levels, ...others } = settings ?? defaultSettings;
  const judged = job.isUnleveled === true ? others : { ...others, levels: [...levels] };
  const places = await Promise.all([job.input, ...(job.overlays ?? [])].map((path) => placesOf(path, job, files)));
  return asText([asked, judged, planned?.plans, files.realPath(job.input), places]);
}

const settingsOf = async (choice: ConfigChoice | undefined, files: SourceStore): Promise<BoardSettings> =>
  choice === undefined ? defaultSettings : (await configFor(choice, files)).settings;

/** Where the includes of a file are looked for, and which folders they may lie in: of all boards of a folder the same. */
async function placesOf(path: string, job: BoardJob, files: SourceStore): Promise<string> {
  const { includeFolders = [], kernel = null, allowOutside = false } = job;
  const folder = dirname(path);
  const key = JSON.stringify([files.age, folder, includeFolders, kernel, allowOutside]);
  const known = placesKnown.of(files);
  const places = known.get(key) ?? (await readingPlaces(path, job, files));
  known.set(key, places);
  return places;
}

async function readingPlaces(path: string, job: BoardJob, files: SourceStore): Promise<string> {
  const folders = await includeFoldersOf(path, { ...job, files });
  const search = { includeFolders: folders, allowOutside: job.allowOutside ?? false };
  const allowed = new AllowedFolders(dirname(path), search, files);
  return JSON.stringify([folders, folders.map((folder) => files.realPath(folder)), allowed.roots]);
}

const placesKnown = new Facet((_: SourceStore) => new Map<string, string>());

/** A place in a config shows in findings: its line, and what is written there. */
const asText = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === "bigint") return `${part}n`;
    if (part instanceof Map) return [...part];
    return isLocation(part) ? placeOf(part) : part;
  });

const isLocation = (part: unknown): part is Location =>
  typeof part === "object" && part !== null && "kind" in part && part.kind === "source" && "span" in part;
