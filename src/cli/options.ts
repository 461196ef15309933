/** The options, in groups that commands pick from; each says how its text becomes a value. */
import { InvalidArgumentError, Option } from "commander";
import {
  defaultSystemOptions,
  type Kernel,
  layoutIds,
  parseAddress,
  parseGranule,
  parseKernel,
  parseMaskBits,
} from "../index.js";
import { CONFIG_NAME, type SortKey, sortKeys } from "../parts.js";
import type { ColorChoice } from "./color.js";
import { limitOptions } from "./limits.js";
import { UsageError, unknownName } from "./usage-error.js";

export interface InputValues {
  readonly include: readonly string[];
  readonly define: readonly string[];
  readonly overlay: readonly string[];
  readonly kernel?: string;
  readonly allowOutside?: true;
}

export interface AnalysisValues {
  readonly plan?: string;
  readonly config?: string;
  readonly profile: readonly string[];
  readonly kernelVersion?: Kernel;
  readonly granule?: bigint;
  readonly dmaMask?: number;
  readonly dmaLimit?: bigint;
  readonly iommuMode?: "strict" | "lazy" | "passthrough";
  readonly layout: readonly string[];
  readonly device?: string;
}

export interface CrewValues {
  readonly jobs?: number;
}

export interface CacheValues {
  /** False: nothing is kept, and nothing that was kept is used. */
  readonly cache: boolean;
  readonly cacheDir?: string;
}

export interface OutputValues extends MessageValues {
  /** `check` alone. */
  readonly show?: "note";
  /** `analyze` alone. */
  readonly sort?: SortKey;
  readonly only?: "reserved";
  readonly format: readonly string[];
  readonly output?: string;
}

export interface MessageValues {
  readonly color: ColorChoice;
  readonly quiet?: true;
  readonly verbose?: true;
}

export const collected = (value: string, previous: readonly string[]): readonly string[] => [...previous, value];

export const inputOptions = (): Option[] => [
  new Option("-I, --include <dir>", "also look for includes in this folder (repeatable)")
    .argParser(collected)
    .default([], "none"),
  new Option("-D, --define <name[=value]>", "define a macro (repeatable)").argParser(definition).default([], "none"),
  new Option("--overlay <file>", "apply an overlay to each input (repeatable, in order)")
    .argParser(collected)
    .default([], "none"),
  new Option("--kernel <dir>", "a Linux tree, for its include folders (default: found around the input)"),
  new Option("--allow-outside", "let includes leave the folders of the source and of -I"),
  ...limitOptions(),
];

export const analysisOptions = (): Option[] => [
  new Option("--plan <file>", "the plan file (default: NAME.iova.yaml beside the input)"),
  new Option("--config <file>", `the config file (default: the nearest ${CONFIG_NAME} upwards from the input)`),
  new Option(
    "--profile <name|file>",
    "needs by compatible: a built-in profile (see 'iova-plan profiles') or a file (repeatable)",
  )
    .argParser(collected)
    .default([], "none"),
  new Option(
    "--kernel-version <release>",
    `the Linux to predict (default: ${defaultSystemOptions.kernel.text})`,
  ).argParser(kernelVersion),
  new Option("--granule <size>", "the IOMMU's page size, 4K, 16K or 64K (default: the driver's choice)").argParser(
    granule,
  ),
  new Option("--dma-mask <bits>", "DMA mask of devices whose plan gives none (default: 32)").argParser(maskBits),
  new Option("--dma-limit <address>", "the last address that any consumer can use").argParser(dmaLimit),
  new Option("--iommu-mode <mode>", "how Linux runs the IOMMU (default: strict)").choices([
    "strict",
    "lazy",
    "passthrough",
  ]),
  new Option("--layout <id>", "only this layout (repeatable)")
    .choices(layoutIds())
    .argParser(layout)
    .default([], "all"),
  new Option("--device <path|&label>", "only this device and its family"),
];

/** For reports of `check`. */
export const showOption = (): Option =>
  new Option("--show <severity>", "list notes, too, in place of counting them").choices(["note"]);

export const arrangementOptions = (): Option[] => [
  new Option(
    "--sort <key>",
    "the order in text and Markdown: by name, most reserved or wasted first, least usable first",
  ).choices(sortKeys),
  new Option("--only <what>", "in text and Markdown: only families with reservations").choices(["reserved"]),
];

/** A part of a run's inputs. */
export interface ShardChoice {
  /** 1-based. */
  readonly index: number;
  readonly of: number;
}

export interface ShardValues {
  readonly shard?: ShardChoice;
}

export const shardOption = (): Option =>
  new Option("--shard <i/n>", "analyse only part I of N of the inputs; 'render' joins the reports").argParser(
    shardChoice,
  );

function shardChoice(value: string): ShardChoice {
  const [, index, of] = /^([0-9]{1,4})\/([0-9]{1,4})$/.exec(value) ?? [];
  const choice = { index: Number(index ?? 0), of: Number(of ?? 0) };
  if (choice.index < 1 || choice.index > choice.of) {
    throw new InvalidArgumentError(`It takes I/N, such as 2/5: I from 1 to N, N up to ${MOST_SHARDS}.`);
  }
  return choice;
}

const MOST_SHARDS = 9999;

/** For commands that take many boards. */
export const crewOptions = (): Option[] => [
  new Option("--jobs <n>", "boards to analyse at the same time (default: one per core)").argParser(jobs),
];

export const cacheOptions = (): Option[] => [
  new Option("--no-cache", "neither read nor write the cache of analyses"),
  cacheDirOption(),
];

export const cacheDirOption = (): Option =>
  new Option("--cache-dir <dir>", "the folder of the cache (default: iova-plan in the user's cache folder)");

/** @param names the formats that the command supports */
export const outputOptions = (names: readonly string[]): Option[] => [
  new Option("--format <name[=file]>", "output format; repeatable, all but one with a file")
    .choices(names)
    .argParser((value, previous: readonly string[]) => [...previous, knownFormat(value, names)])
    .default([], "text"),
  new Option("-o, --output <file>", "write to this file (default: standard output)"),
  ...messageOptions(),
];

export const messageOptions = (): Option[] => [
  new Option("--color <when>", "colours; NO_COLOR and FORCE_COLOR also count")
    .choices(["auto", "always", "never"])
    .default("auto"),
  new Option("-q, --quiet", "no warnings and no progress on standard error").conflicts("verbose"),
  new Option("-v, --verbose", "the whole chain behind each figure; stack traces"),
];

function definition(value: string, previous: readonly string[]): readonly string[] {
  if (!/^[A-Za-z_]\w*(=|$)/.test(value)) throw new InvalidArgumentError("It takes NAME or NAME=VALUE.");
  return [...previous, value];
}

function kernelVersion(value: string): Kernel {
  const parsed = parseKernel(value);
  if (!parsed.ok) throw new InvalidArgumentError(parsed.problem);
  return parsed.kernel;
}

function granule(value: string): bigint {
  const size = parseGranule(value);
  if (size === null) throw new InvalidArgumentError("It takes 4K, 16K or 64K.");
  return size;
}

function maskBits(value: string): number {
  const bits = parseMaskBits(value);
  if (bits === null) throw new InvalidArgumentError("It takes a number of bits from 1 to 64.");
  return bits;
}

function dmaLimit(value: string): bigint {
  const address = parseAddress(value);
  if (address === null) throw new InvalidArgumentError("It takes an address below 2^64.");
  return address;
}

function jobs(value: string): number {
  const count = /^[0-9]{1,4}$/.test(value) ? Number(value) : 0;
  if (count < 1 || count > MOST_JOBS) throw new InvalidArgumentError(`It takes a number from 1 to ${MOST_JOBS}.`);
  return count;
}

/** Threads share a process' memory; nobody has that many cores for one. */
const MOST_JOBS = 256;

const layout = (value: string, previous: readonly string[]): readonly string[] => [
  ...previous,
  knownName("layout", value, layoutIds()),
];

function knownFormat(value: string, names: readonly string[]): string {
  knownName("format", value.split("=", 1)[0] ?? value, names);
  return value;
}

/** The name, if it is one of those known; else a usage error that lists them. */
export function knownName(what: string, name: string, known: readonly string[]): string {
  if (!known.includes(name)) throw new UsageError(unknownName(what, name, known));
  return name;
}
