/** Limits on what an input may cost: an option for each, and the option that raises one named with its error. */
import { InvalidArgumentError, Option } from "commander";
import { formatSize, type Problem, parseSize } from "../index.js";
import { type DtsLimits, defaultDtsLimits } from "../parts.js";

interface Limit {
  readonly key: keyof DtsLimits;
  readonly flag: string;
  readonly of: string;
  /** Codes that say it was exceeded. */
  readonly exceeded: readonly string[];
}

export const limits: readonly Limit[] = [
  {
    key: "fileBytes",
    flag: "--max-file-size",
    of: "one file",
    exceeded: ["input-too-large", "include-too-large", "too-large"],
  },
  { key: "incbinBytes", flag: "--max-incbin-size", of: "one /incbin/", exceeded: ["incbin-too-large"] },
  {
    key: "expandedBytes",
    flag: "--max-expanded-size",
    of: "the preprocessed text",
    exceeded: ["expanded-size", "too-much-text"],
  },
  { key: "includeDepth", flag: "--max-include-depth", of: "nested includes", exceeded: ["include-depth"] },
  { key: "includes", flag: "--max-includes", of: "included files", exceeded: ["include-count"] },
  {
    key: "macroExpansions",
    flag: "--max-macro-expansions",
    of: "macro expansions",
    exceeded: ["macro-expansions"],
  },
  {
    key: "preprocessorSteps",
    flag: "--max-preprocessor-steps",
    of: "the preprocessor's work",
    exceeded: ["preprocessor-steps"],
  },
  { key: "nodeDepth", flag: "--max-node-depth", of: "nested nodes", exceeded: ["too-deep"] },
  { key: "nodes", flag: "--max-nodes", of: "nodes", exceeded: ["too-many-nodes"] },
];

const isBytes = (limit: Limit): boolean => limit.key.endsWith("Bytes");

export const limitOptions = (): Option[] =>
  limits.map((limit) => {
    const usual = defaultDtsLimits[limit.key];
    const [value, parse] = isBytes(limit) ? (["size", byteCount] as const) : (["n", count] as const);
    const shown = isBytes(limit) ? formatSize(BigInt(usual)) : String(usual);
    return new Option(`${limit.flag} <${value}>`, `limit of ${limit.of} (default: ${shown})`).argParser(parse);
  });

/** @param values commander's, in which a limit stands by the name that commander makes of its flag */
export function limitsOf(values: object): Partial<DtsLimits> {
  const given = new Map<string, unknown>(Object.entries(values));
  const changed: Partial<Record<keyof DtsLimits, number>> = {};
  for (const { key, flag } of limits) {
    const value = given.get(new Option(flag).attributeName());
    if (typeof value === "number") changed[key] = value;
  }
  return changed;
}

const limitByCode = new Map(limits.flatMap((limit) => limit.exceeded.map((code) => [code, limit] as const)));

/** The same, with the option that helps: the limit to raise, or the folder to let in. */
export function withOptionHint(problem: Problem): Problem {
  if (problem.code === "include-outside") {
    const hint = "-I FOLDER lets includes into that folder, --allow-outside everywhere";
    return { ...problem, hint: problem.hint === null ? hint : `${problem.hint}; ${hint}` };
  }
  const limit = limitByCode.get(problem.code);
  return problem.hint !== null || limit === undefined
    ? problem
    : { ...problem, hint: `${limit.flag} raises the limit` };
}

/** Beyond it every limit is none. */
const MOST = 999_999_999;

function count(value: string): number {
  const number = /^[0-9]+$/.test(value) ? Number(value) : 0;
  if (number < 1 || number > MOST) throw new InvalidArgumentError(`It takes a number from 1 to ${MOST}.`);
  return number;
}

/** JavaScript engines hold no longer text. */
const MOST_BYTES = 256n * 1024n * 1024n;

function byteCount(value: string): number {
  const size = parseSize(value);
  if (size === null || size === 0n || size > MOST_BYTES) {
    throw new InvalidArgumentError(`It takes a size such as 64M, up to ${formatSize(MOST_BYTES)}.`);
  }
  return Number(size);
}
