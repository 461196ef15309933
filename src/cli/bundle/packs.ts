/**
 * The bundled program: its modules come in a few packs, each one script that V8 takes up where an earlier run left off.
 * With the code that was compiled then, most of the program is neither parsed nor compiled again.
 *
 * The build leaves that code beside the packs. Where another Node runs, it is kept in the user's cache folder after the
 * first run; `NODE_DISABLE_COMPILE_CACHE=1` says not to, as for Node's own cache of that kind.
 */
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from "node:fs";
import { cachedDataVersionTag } from "node:v8";
import { Script } from "node:vm";
import { userCacheFolder } from "../cache/user-folder.js";

/** What a pack's text evaluates to: it puts its modules into `module.exports`. */
type Body = (require: (id: string) => unknown, module: { exports: Modules }) => void;

/** By name; each runs when it is first called for. */
type Modules = Readonly<Record<string, () => unknown>>;

interface Pack {
  readonly script: Script;
  readonly modules: Modules;
  readonly isPrecompiled: boolean;
}

export class Packs {
  private readonly loaded = new Map<string, Pack>();

  /**
   * @param folder that the packs lie in
   * @param hashes of the packs' texts, by name: V8 itself only looks at a text's length
   */
  constructor(
    private readonly folder: string,
    private readonly hashes: Readonly<Record<string, string>>,
  ) {}

  /** `pack:module` is a module of a pack, anything else one of Node's. */
  readonly require = (id: string): unknown => {
    const colon = id.indexOf(":");
    const name = id.slice(0, colon);
    if (this.hashes[name] === undefined) return process.getBuiltinModule(id);
    const module = this.pack(name).modules[id.slice(colon + 1)];
    if (module === undefined) throw new Error(`no module ${id}`);
    return module();
  };

  /** Names of the packs that have been read. */
  get used(): readonly string[] {
    return [...this.loaded.keys()];
  }

  /** Keeps the code that V8 has compiled by now, of the packs whose code was not at hand. */
  keepNewCode(): void {
    const folder = userFolder();
    for (const [name, { script, isPrecompiled }] of this.loaded) {
      if (folder !== null && !isPrecompiled) keep(folder, this.codeFile(name), script.createCachedData(), 0o600);
    }
  }

  /** The same for all packs that were used, for the build. */
  keepAllCode(): void {
    for (const [name, { script }] of this.loaded) {
      keep(this.folder, this.codeFile(name), script.createCachedData(), 0o644);
    }
  }

  private pack(name: string): Pack {
    const known = this.loaded.get(name);
    if (known !== undefined) return known;
    const pack = this.load(name);
    this.loaded.set(name, pack);
    return pack;
  }

  private load(name: string): Pack {
    const filename = `${this.folder}/${name}.cjs`;
    // All of it is ASCII: nothing needs decoding.
    const text = readFileSync(filename, "latin1");
    const cachedData = this.keptCode(name);
    const script = new Script(text, { filename, ...(cachedData !== null && { cachedData }) });
    const body: Body = script.runInThisContext();
    const module = { exports: {} };
    body(this.require, module);
    return { script, modules: module.exports, isPrecompiled: cachedData !== null && !script.cachedDataRejected };
  }

  private keptCode(name: string): Uint8Array<ArrayBuffer> | null {
    const file = this.codeFile(name);
    const built = read(`${this.folder}/${file}`, () => true);
    const folder = built === null ? userFolder() : null;
    return folder === null ? built : read(`${folder}/${file}`, isOwn);
  }

  /** Of another text, another V8 or other flags, the name is another one. */
  private codeFile(name: string): string {
    return `${name}-${this.hashes[name]}-${cachedDataVersionTag().toString(16)}.code`;
  }
}

function userFolder(): string | null {
  return process.env["NODE_DISABLE_COMPILE_CACHE"] === "1" ? null : userCacheFolder(process.env);
}

/** Nobody but the user may have written there what will be run unseen: the folder may be another's, as under sudo. */
const isOwn = ({ uid, mode }: Stats): boolean =>
  process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);

function read(path: string, isTrusted: (stats: Stats) => boolean): Uint8Array<ArrayBuffer> | null {
  let file: number | null = null;
  try {
    file = openSync(path, "r");
    return isTrusted(fstatSync(file)) ? new Uint8Array(readFileSync(file)) : null;
  } catch {
    return null;
  } finally {
    if (file !== null) closeSync(file);
  }
}

/** Not with `recursive`: below /proc, Node would try for ever. */
function makeFolder(folder: string): void {
  for (const path of [folder.slice(0, folder.lastIndexOf("/")), folder]) {
    try {
      mkdirSync(path, { mode: 0o700 });
    } catch {
      // It is there, or writing will fail.
    }
  }
}

/** Whole or not at all; without it, the next run is slow as well, and that is all. */
function keep(folder: string, name: string, code: Uint8Array, mode: number): void {
  const draft = `${folder}/.${name}.${process.pid}.tmp`;
  try {
    makeFolder(folder);
    writeFileSync(draft, code, { flag: "wx", mode });
    renameSync(draft, `${folder}/${name}`);
  } catch {
    rmSync(draft, { force: true });
  }
}
