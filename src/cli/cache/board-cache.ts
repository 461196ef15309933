/**
 * Analyses that earlier runs have made. A kept one is found by its job, and holds where all that it rests on is found
 * again as it was. Under the job's name lies a list of what the last few analyses rest on; each of them lies under a name
 * made of all that, so no two contents can be taken for each other.
 */
import type { SourceStore } from "../../base/source-store.js";
import { type BoardFiles, type BoardJob, type BoardResult, defaultDtsLimits, isWritten, jobKey } from "../../parts.js";
import type { Revisions } from "../git.js";
import type { Host } from "../host.js";
import { type Digest, sealed, unsealed } from "./container.js";
import type { Disk, Refusal } from "./disk.js";
import { type Kind, pathIn } from "./names.js";
import { Present, type Rests, restsOf } from "./rests.js";

/** A plain value. */
export interface CachePlace {
  readonly folder: string;
  /** What tells this program from every other one that might read here, whatever it calls itself. */
  readonly tool: string;
}

/** What came of keeping: nothing where a result cannot be kept. */
export interface Kept {
  readonly bytes: number;
  readonly refusal: Refusal;
}

type ReportJob = BoardJob<"report">;
type Result = BoardResult<"report">;

/** Of one job: what its board rested on, and the name of what came of it. The last used is the first. */
type Variants = readonly { readonly rests: Rests; readonly name: string }[];

/** Branches of a repository that are checked out in turn, say. */
const MOST_VARIANTS = 4;

const NOTHING: Kept = { bytes: 0, refusal: null };
const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class BoardCache {
  private readonly store: SourceStore;
  private readonly present: Present;
  private readonly digest: Digest;

  constructor(
    readonly place: CachePlace,
    private readonly disk: Disk,
    private readonly files: Revisions,
  ) {
    this.store = files.store;
    this.present = new Present(files.store, Math.max(defaultDtsLimits.fileBytes, defaultDtsLimits.incbinBytes));
    this.digest = files.sha256 ?? noDigest;
  }

  /** Null where nothing is known, or holds no longer. */
  async find(job: ReportJob): Promise<Result | null> {
    const key = await this.keyOf(job);
    if (key === null) return null;
    for (const { rests, name } of this.variants(key)) {
      if (!(await this.present.holds(rests))) continue;
      const body = this.read(name, "board");
      if (body !== null) return resultIn(body);
    }
    return null;
  }

  /** @param files what the board was read through */
  async keep(job: ReportJob, result: Result, files: BoardFiles): Promise<Kept> {
    const key = result.answer === null ? null : await this.keyOf(job);
    const rests = key === null ? null : await restsOf(files);
    if (key === null || rests === null) return NOTHING;
    const name = this.nameOf([key, JSON.stringify(rests)]);
    const others = this.variants(key).filter((one) => one.name !== name);
    const variants: Variants = [{ rests, name }, ...others].slice(0, MOST_VARIANTS);
    const body = bodyOf(result);
    const list = encoder.encode(JSON.stringify(variants));
    // The list comes last: what it names is there.
    const refusal = this.write(name, "board", body) ?? this.write(key, "job", list);
    return { bytes: body.length + list.length, refusal };
  }

  /** Null for what is no file: standard input, a folder that is a tree, and all of a run that reads revisions. */
  private async keyOf(job: ReportJob): Promise<string | null> {
    const { input } = job;
    if (typeof input !== "string" || this.files.revisions.length > 0 || this.store.kindOf(input) !== "file")
      return null;
    return this.nameOf([this.place.tool, await jobKey({ ...job, input }, this.store)]);
  }

  private nameOf(parts: readonly string[]): string {
    return this.digest(encoder.encode(JSON.stringify(parts)));
  }

  private variants(key: string): Variants {
    const list = this.read(key, "job");
    return list === null ? [] : JSON.parse(decoder.decode(list));
  }

  private read(name: string, kind: Kind): Uint8Array<ArrayBuffer> | null {
    const bytes = this.disk.read(pathIn(this.place.folder, name, kind));
    return bytes === null ? null : unsealed(name, bytes, this.digest);
  }

  private write(name: string, kind: Kind, body: Uint8Array): Refusal {
    return this.disk.write(pathIn(this.place.folder, name, kind), [sealed(name, body, this.digest), body]);
  }
}

/** Null where nothing is kept. */
export const cacheAt = (place: CachePlace | null, { kept }: Pick<Host, "kept">, files: Revisions): BoardCache | null =>
  place === null || kept === null ? null : new BoardCache(place, kept.disk, files);

function noDigest(): never {
  throw new Error("a cache is used where files are read by Node, which has SHA-256");
}

const LENGTH_BYTES = 4;

/** The figures lie behind the rest, as they are: to read them is to point at them. */
function bodyOf({ answer, ...result }: Result): Uint8Array {
  if (answer === null || !isWritten(answer.figures)) throw new Error("only written figures are kept");
  const { json, ...figures } = answer.figures;
  const { serialize } = process.getBuiltinModule("node:v8");
  const values = serialize({ ...result, answer: { ...answer, figures } });
  const body = new Uint8Array(LENGTH_BYTES + values.length + json.length);
  new DataView(body.buffer).setUint32(0, values.length);
  body.set(values, LENGTH_BYTES);
  body.set(json, LENGTH_BYTES + values.length);
  return body;
}

function resultIn(body: Uint8Array<ArrayBuffer>): Result {
  const { deserialize } = process.getBuiltinModule("node:v8");
  const end = LENGTH_BYTES + new DataView(body.buffer, body.byteOffset).getUint32(0);
  const { answer, ...result } = deserialize(body.subarray(LENGTH_BYTES, end));
  return { ...result, answer: { ...answer, figures: { ...answer.figures, json: body.subarray(end) } } };
}
