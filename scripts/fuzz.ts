/**
 * Feeds damaged and made-up sources, blobs and overlays to the readers, and reports what throws, takes more than two
 * seconds of processor time or 512 MiB, or does not survive its own print. Each find is saved; exits 1 if there is one.
 *
 *   npm run fuzz -- [--minutes N] [--seed S] [--jobs N] [--boards DIR] [--out DIR] [--input INDEX] [--against-dtc]
 *
 * With --input one input is saved and read; with --against-dtc only sources are made, and `cpp | dtc` must agree on each.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { encodeSource } from "../src/base/source-text.js";
import { compareWithDtc } from "./fuzz/against-dtc.js";
import { type FuzzInput, inputAt } from "./fuzz/inputs.js";
import { loadSeeds } from "./fuzz/seeds.js";
import { feed } from "./fuzz/targets.js";
import { type Finding, runLane } from "./fuzz/watch.js";

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      minutes: { type: "string", default: "1" },
      seed: { type: "string", default: "1" },
      jobs: { type: "string", default: "1" },
      boards: { type: "string" },
      out: { type: "string", default: join(tmpdir(), "iova-plan-fuzz") },
      input: { type: "string" },
      "against-dtc": { type: "boolean", default: false },
    },
  });
  const seed = Number(values.seed);
  const jobs = Number(values.jobs);
  const boards = values.boards ?? null;
  if (![seed, jobs, Number(values.minutes)].every((n) => Number.isFinite(n) && n > 0)) {
    console.error("--minutes, --seed and --jobs take positive numbers");
    return 2;
  }
  if (values.input !== undefined) {
    const input = inputAt(loadSeeds(boards), seed, Number(values.input));
    console.log(`saved as ${save(input, values.out, `seed-${seed}-input-${values.input}`)}`);
    console.log(feed(input));
    return 0;
  }
  const until = Date.now() + Number(values.minutes) * 60_000;
  if (values["against-dtc"]) {
    const { sources, disagreements } = compareWithDtc(loadSeeds(boards), seed, values.out, until);
    console.log(`seed ${seed}: ${sources} sources, ${disagreements} disagreements with cpp | dtc`);
    return disagreements > 0 ? 1 : 0;
  }
  const lanes = Array.from({ length: jobs }, (_, index) => runLane({ seed, index, step: jobs, boards }, until));
  const results = await Promise.all(lanes);
  const findings = results.flatMap((result) => result.findings);
  report(findings, { seed, boards, out: values.out });
  const [accepted, refused] = [sum(results.map((r) => r.accepted)), sum(results.map((r) => r.refused))];
  console.log(`seed ${seed}: ${accepted} inputs accepted, ${refused} refused, ${findings.length} findings`);
  return findings.length > 0 ? 1 : 0;
}

const sum = (list: readonly number[]): number => list.reduce((total, n) => total + n, 0);

/** One of each kind: a defect is met many times in a run. */
function report(findings: readonly Finding[], run: { seed: number; boards: string | null; out: string }): void {
  const seen = new Set<string>();
  const seeds = findings.length > 0 ? loadSeeds(run.boards) : null;
  for (const { index, kind, detail } of findings) {
    const signature = kind + detail.split("\n").slice(0, 3).join("\n").replace(/\d+/g, "");
    if (seeds === null || seen.has(signature)) continue;
    seen.add(signature);
    const path = save(inputAt(seeds, run.seed, index), run.out, `seed-${run.seed}-input-${index}`);
    console.log(`${kind}: input ${index} of seed ${run.seed}, saved as ${path}\n${detail}\n`);
  }
}

function save(input: FuzzInput, folder: string, name: string): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.${input.kind}`);
  if (input.kind === "dtbo") writeFileSync(`${path}.base.dtb`, input.base);
  writeFileSync(path, input.kind === "dts" ? encodeSource(input.text) : input.bytes);
  return path;
}

process.exitCode = await main();
