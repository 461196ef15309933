/** From files to trees and plans: source, blob or folder in, a value or located errors out. */
import { BoardFiles } from "../base/board-files.js";
import { type Diagnostic, isError, type Outcome } from "../base/diagnostic.js";
import { Facet } from "../base/facet.js";
import type { FileReader } from "../base/files.js";
import { atInput } from "../base/source.js";
import type { StoredFile } from "../base/stored-file.js";
import { readTreeFolder } from "../dtb/folder.js";
import { foreignFile, foreignTree } from "../dtb/foreign-file.js";
import { type DtbLimits, defaultDtbLimits, isDtb, readDtb } from "../dtb/read.js";
import { type DtsLimits, type DtsOptions, defaultDtsLimits } from "../dts/options.js";
import { declaresPlugin } from "../dts/plugin-header.js";
import type { Plan } from "../plan/model.js";
import type { DeviceTree } from "../tree/tree.js";

/** A plan is written by hand: a larger file is none. */
const PLAN_BYTES = 4 * 1024 * 1024;

/** How an input is read; nothing of it has to be said. */
export interface ReadOptions {
  /** `-I` folders, searched in order after the including file's own. */
  readonly includeFolders?: readonly string[];
  /** `NAME` or `NAME=VALUE`. */
  readonly defines?: readonly string[];
  /** A Linux source tree whose include folders are added; null or absent: found from where the input lies. */
  readonly kernel?: string | null;
  /** Paths of overlays, source or blob, applied in order. */
  readonly overlays?: readonly string[];
  /** Includes may leave the folders of the source, its tree and `includeFolders`. */
  readonly allowOutside?: boolean;
  readonly limits?: Partial<DtsLimits>;
}

export interface LoadOptions extends ReadOptions {
  /** A `SourceStore` here is shared by all that is read through it: what one board reads, no other reads again. */
  readonly files: FileReader;
}

export interface TreeOptions extends LoadOptions {
  /**
   * Whoever edits the source wants to see what can be read of it: the tree is returned with its errors, without what
   * they make unreadable. Default: false, and none of our commands analyses such a tree.
   */
  readonly recover?: boolean;
}

/** A path, or bytes that were read elsewhere (standard input) and a name for messages. */
export type TreeInput = string | { readonly name: string; readonly bytes: Uint8Array };

/**
 * Reads `.dts` source, a flattened blob or a `/proc/device-tree`-like folder, and applies the overlays asked for;
 * source and blob are told apart by the blob's magic, not by the name.
 *
 * @returns a tree, or null and at least one error; of a source that is read with `recover` a tree *and* its errors
 */
export async function loadDeviceTree(input: TreeInput, options: TreeOptions): Promise<Outcome<DeviceTree>> {
  const files = BoardFiles.over(options.files);
  let tree = await loadOne(input, options, files);
  const diagnostics = [...tree.diagnostics];
  for (const path of options.overlays ?? []) {
    const overlay = await loadOne(path, options, files);
    const applied = await overlaid(tree.value, overlay.value);
    diagnostics.push(...overlay.diagnostics, ...applied.diagnostics);
    tree = { value: applied.value, diagnostics };
  }
  return { value: options.recover !== true && diagnostics.some(isError) ? null : tree.value, diagnostics };
}

/** Nothing, without a word more, where the base or the overlay could not be read. */
async function overlaid(base: DeviceTree | null, overlay: DeviceTree | null): Promise<Outcome<DeviceTree>> {
  if (base === null || overlay === null) return { value: null, diagnostics: [] };
  return (await import("../dts/overlay.js")).applyOverlay(base, overlay);
}

async function loadOne(input: TreeInput, options: TreeOptions, files: BoardFiles): Promise<Outcome<DeviceTree>> {
  if (typeof input !== "string") return treeOfFile(files.add(input.name, input.bytes), options, files);
  if (files.kindOf(input) === "directory") return readTreeFolder(input, files, dtbLimitsOf(options));
  const read = files.file(input, limitsOf(options).fileBytes);
  if (read.ok) return treeOfFile(read.file, options, files);
  const more = read.reason === "not-a-file" ? { hint: "to read a pipe, write '-' for standard input" } : {};
  return failed(input, `input-${read.reason}`, read.message, more);
}

/** Room for the comments that stand in front of a source's first words. */
const HEADER_BYTES = 64 * 1024;

/** Whether a file is an overlay, by what is in it: known without includes, and without reading a source to its end. */
export function isOverlayFile(path: string, files: FileReader): boolean {
  const read = files.readFile(path, defaultDtsLimits.fileBytes);
  if (!read.ok) return false;
  if (isDtb(read.bytes)) return readDtb(read.bytes, path).value?.isOverlay === true;
  return declaresPlugin(new TextDecoder("latin1").decode(read.bytes.subarray(0, HEADER_BYTES)));
}

export const limitsOf = (options: LoadOptions): DtsLimits => ({ ...defaultDtsLimits, ...options.limits });

/** A folder's bytes in all are no file's: their limit stays what it is. */
function dtbLimitsOf(options: LoadOptions): DtbLimits {
  const { nodes, nodeDepth } = limitsOf(options);
  return { ...defaultDtbLimits, nodes, nodeDepth };
}

async function treeOfFile(file: StoredFile, options: TreeOptions, files: BoardFiles): Promise<Outcome<DeviceTree>> {
  const { path: name, bytes } = file;
  const foreign = foreignFile(bytes, name);
  if (foreign !== null) return { value: null, diagnostics: [foreign] };
  const read = await treeOfBytes(file, options, files);
  const foreignHere = read.value === null ? null : foreignTree(read.value, bytes, name);
  return foreignHere === null ? read : { value: null, diagnostics: [foreignHere] };
}

async function treeOfBytes(file: StoredFile, options: TreeOptions, files: BoardFiles): Promise<Outcome<DeviceTree>> {
  const { path: name, bytes } = file;
  if (isDtb(bytes)) {
    return readDtb(bytes, name, { ...dtbLimitsOf(options), bytes: limitsOf(options).fileBytes });
  }
  if (bytes.length === 0) return failed(name, "input-empty", "it is empty");
  if (bytes.includes(0)) {
    return failed(
      name,
      "input-not-a-device-tree",
      "it is neither device-tree source (it has NUL bytes) nor a blob (it lacks the magic number)",
    );
  }
  return treeOfSource(file, options, files);
}

/** The parser is the larger half of the program: who reads blobs, or asks for help, does not wait for it. */
async function treeOfSource(file: StoredFile, options: TreeOptions, files: BoardFiles): Promise<Outcome<DeviceTree>> {
  const { parseDts, recoverDts } = await import("../dts/parse.js");
  const parse = options.recover === true ? recoverDts : parseDts;
  return parse(file.source, await dtsOptionsOf(file.path, { ...options, files }), files);
}

/** How the options say that a source is read. */
export async function dtsOptionsOf(input: string, options: LoadOptions): Promise<DtsOptions> {
  return {
    includeFolders: await includeFoldersOf(input, options),
    defines: options.defines ?? [],
    allowOutside: options.allowOutside ?? false,
    // An overlay may refer to a node that nothing in the base does.
    keepsLabelled: (options.overlays ?? []).length > 0,
    limits: limitsOf(options),
  };
}

/** Where the includes of an input are looked for: what the options say, then the folders of the tree it lies in. */
export async function includeFoldersOf(input: string, options: LoadOptions): Promise<readonly string[]> {
  const { includeFoldersOfKernel, kernelIncludeFolders } = await import("../dts/kernel-includes.js");
  const { files, kernel = null, includeFolders = [] } = options;
  const found = kernel === null ? kernelIncludeFolders(input, files) : includeFoldersOfKernel(kernel, input, files);
  return [...includeFolders, ...found];
}

/** @returns the plan, or null and at least one error */
export async function loadPlan(path: string, files: FileReader): Promise<Outcome<Plan>> {
  const read = BoardFiles.over(files).file(path, PLAN_BYTES);
  return read.ok ? plans.of(read.file) : failed(path, `plan-${read.reason}`, read.message);
}

/** A plan may speak for many boards: it is parsed once. */
const plans = new Facet(async ({ source }: StoredFile): Promise<Outcome<Plan>> => {
  const { parsePlan } = await import("../plan/parse.js");
  return parsePlan(source);
});

/** Which form of a device tree an input has, as far as its name says. */
export function formOf(input: TreeInput, files: FileReader): "source" | "blob" | "folder" | "stream" {
  if (typeof input !== "string") return "stream";
  if (files.kindOf(input) === "directory") return "folder";
  return /\.dtbo?$/.test(input) ? "blob" : "source";
}

/** Where the plan of an input lies if nobody says otherwise: `board.iova.yaml` beside `board.dts`. */
export const defaultPlanPath = (input: string): string =>
  `${input.replace(/\/+$/, "").replace(/\.(dts|dtsi|dtso|dtb|dtbo)$/, "")}.iova.yaml`;

/** No value, for one reason that lies in the whole input. */
export const failed = (
  input: string,
  code: string,
  message: string,
  more: { readonly hint?: string } = {},
): { value: null; diagnostics: readonly Diagnostic[] } => ({
  value: null,
  diagnostics: [{ severity: "error", code, message, location: atInput(input), ...more }],
});
