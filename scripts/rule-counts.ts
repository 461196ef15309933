/**
 * Runs the rules over a folder of boards and compares the counts with those kept: what changes is looked at, and every
 * error and warning that is kept has a word on whether it is true.
 *
 *   npx tsx scripts/rule-counts.ts FOLDER --kept test/corpus/linux-6.1-arm64.json [--write]
 *
 * Exits 1 where the result differs from what is kept, or a hit has no word; 2 where it cannot run.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { compareText } from "../src/base/order.js";
import { nodeFiles } from "../src/cli/files.js";
import { expandInputs, given, isUsable } from "../src/cli/inputs.js";
import { analyze, rules } from "../src/index.js";

const hitSchema = z.strictObject({
  /** What the finding says. */
  message: z.string(),
  boards: z.int().positive(),
  /** One of them. */
  example: z.string(),
  word: z.string(),
});

const keptSchema = z.strictObject({
  tree: z.string(),
  boards: z.int(),
  unusable: z.array(z.string()),
  counts: z.record(z.string(), z.int()),
  /** Errors and warnings, by rule: the same message on several boards is one hit. */
  hits: z.record(z.string(), z.array(hitSchema)),
});

type Kept = z.infer<typeof keptSchema>;
type Hit = z.infer<typeof hitSchema>;

async function count(folder: string, tree: string): Promise<Kept> {
  const counts = new Map<string, number>();
  const hits = new Map<string, Map<string, Hit>>();
  const unusable: string[] = [];
  const { inputs } = expandInputs([given(folder)], nodeFiles);
  const paths = inputs.filter(isUsable).map(({ path }) => path);
  for (const path of paths) {
    const board = relative(folder, path);
    const { boards } = await analyze(path, { files: nodeFiles });
    if (boards.some(({ analysed }) => !analysed)) unusable.push(board);
    for (const { rule, severity, message } of boards.flatMap(({ findings }) => findings)) {
      counts.set(rule, (counts.get(rule) ?? 0) + 1);
      if (severity === "note") continue;
      const ofRule = hits.get(rule) ?? new Map<string, Hit>();
      const known = ofRule.get(message);
      ofRule.set(message, { message, boards: (known?.boards ?? 0) + 1, example: known?.example ?? board, word: "" });
      hits.set(rule, ofRule);
    }
  }
  return {
    tree,
    boards: paths.length,
    unusable: unusable.sort(compareText),
    counts: Object.fromEntries(rules.map(({ id }) => [id, counts.get(id) ?? 0])),
    hits: Object.fromEntries(
      [...hits]
        .sort(([a], [b]) => compareText(a, b))
        .map(([rule, found]) => [rule, [...found.values()].sort((a, b) => compareText(a.message, b.message))]),
    ),
  };
}

/** The words of hits that are still there. */
function withWords(found: Kept, kept: Kept | null): Kept {
  const words = new Map(Object.values(kept?.hits ?? {}).flatMap((hits) => hits.map((hit) => [hit.message, hit.word])));
  const worded = Object.entries(found.hits).map(
    ([rule, hits]) => [rule, hits.map((hit) => ({ ...hit, word: words.get(hit.message) ?? "" }))] as const,
  );
  return { ...found, hits: Object.fromEntries(worded) };
}

function differences(found: Kept, kept: Kept): readonly string[] {
  const ids = new Set([...Object.keys(found.counts), ...Object.keys(kept.counts)]);
  const counts = [...ids].flatMap((id) => {
    const [now = 0, before = 0] = [found.counts[id], kept.counts[id]];
    return now === before ? [] : [`${id}: ${before} kept, ${now} now`];
  });
  const messages = (of: Kept) => new Set(Object.values(of.hits).flatMap((hits) => hits.map((hit) => hit.message)));
  const [now, before] = [messages(found), messages(kept)];
  return [
    ...(found.boards === kept.boards ? [] : [`boards: ${kept.boards} kept, ${found.boards} now`]),
    ...found.unusable.filter((board) => !kept.unusable.includes(board)).map((board) => `unusable now: ${board}`),
    ...counts,
    ...[...now].filter((message) => !before.has(message)).map((message) => `new: ${message}`),
    ...[...before].filter((message) => !now.has(message)).map((message) => `gone: ${message}`),
    ...Object.values(found.hits).flatMap((hits) =>
      hits.filter(({ word }) => word === "").map(({ message }) => `no word on whether it is true: ${message}`),
    ),
  ];
}

function keptAt(path: string): Kept | null {
  try {
    return keptSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { kept: { type: "string" }, write: { type: "boolean", default: false } },
  });
  const [folder] = positionals;
  if (folder === undefined || values.kept === undefined) {
    console.error("usage: rule-counts FOLDER --kept FILE [--write]");
    return 2;
  }
  const kept = keptAt(values.kept);
  const found = withWords(await count(join(folder), kept?.tree ?? folder), kept);
  const totals = rules.map(({ id }) => [id, found.counts[id] ?? 0] as const).filter(([, n]) => n > 0);
  console.log(`${found.boards} boards, ${found.unusable.length} of them unusable`);
  for (const [id, n] of totals) console.log(`  ${String(n).padStart(5)}  ${id}`);
  if (values.write) {
    writeFileSync(values.kept, `${JSON.stringify(found, null, 2)}\n`);
    return 0;
  }
  if (kept === null) {
    console.error(`${values.kept} is missing: --write makes it`);
    return 2;
  }
  const changed = differences(found, kept);
  for (const line of changed) console.log(line);
  console.log(changed.length === 0 ? "as kept" : `${changed.length} differences`);
  return changed.length === 0 ? 0 : 1;
}

process.exitCode = await main();
