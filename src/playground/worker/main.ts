/** The worker: takes questions, and answers the newest. */
import { SourceStore } from "../../index.js";
import type { Asked, Told } from "../messages.js";
import { foldersWithBindings, type Opened, reportFor, suggestionFor } from "./answer.js";
import { OpenedFiles } from "./opened-files.js";

declare const self: DedicatedWorkerGlobalScope;

/** What a folder brings is more than anybody types: what was known of files before is of no use. */
const MANY = 100;

const files = new OpenedFiles((blob) => new FileReaderSync().readAsArrayBuffer(blob));
let store = new SourceStore(files);
let paths: readonly string[] = [];
let includeFolders: readonly string[] = [];

const waiting: Asked[] = [];
let isBusy = false;

self.onmessage = ({ data }: MessageEvent<Asked>) => {
  waiting.push(data);
  if (!isBusy) void work();
};

const tell = (told: Told): void => self.postMessage(told);

/** Milliseconds without a new question, before something is suggested: a proof may take longer than an analysis. */
const STILL = 250;

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, STILL));

async function work(): Promise<void> {
  isBusy = true;
  for (let asked = newest(); asked !== null; asked = newest()) await answer(asked);
  isBusy = false;
}

/** All changes count, of questions only the last. */
function newest(): Asked | null {
  const all = waiting.splice(0);
  for (const { changes } of all) apply(changes);
  return all.at(-1) ?? null;
}

function apply(changes: Asked["changes"]): void {
  const before = files.count;
  for (const [path, content] of changes) {
    if (content === null) files.delete(path);
    else files.set(path, content);
  }
  if (changes.length > MANY) store = new SourceStore(files);
  else for (const [path] of changes) store.forget(path);
  const isGone = changes.some(([, content]) => content === null);
  if (files.count === before && !isGone) return;
  paths = [...files.paths];
  includeFolders = foldersWithBindings(paths);
}

async function answer(asked: Asked): Promise<void> {
  const opened: Opened = { store, paths, includeFolders };
  try {
    tell(await reportFor(asked, opened, () => performance.now()));
    await pause();
    if (waiting.length > 0) return;
    const suggestion = await suggestionFor(asked, opened);
    if (suggestion !== null) tell(suggestion);
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    tell({ kind: "defect", run: asked.run, message });
  }
}
