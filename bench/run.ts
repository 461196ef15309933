/**
 * npm run bench -- [--json] [--full] [--boards=DIR] [NAME...]
 *
 * Runs bench/NAME.bench.ts, or all of them, and prints a table each; with --json one JSON document instead. Numbers are
 * for reading: nothing fails because a machine is slow.
 */
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Bench, isMet, table } from "./rows.js";

const SUFFIX = ".bench.ts";
const BOARDS = "--boards=";

async function load(name: string): Promise<Bench> {
  const module: { readonly bench: Bench } = await import(new URL(`${name}${SUFFIX}`, import.meta.url).href);
  return module.bench;
}

async function main(argv: readonly string[]): Promise<number> {
  const known = readdirSync(fileURLToPath(new URL(".", import.meta.url)))
    .filter((file) => file.endsWith(SUFFIX))
    .map((file) => file.slice(0, -SUFFIX.length))
    .sort();
  const flags = argv.filter((argument) => argument.startsWith("-"));
  const named = argv.filter((argument) => !argument.startsWith("-"));
  const unknown = [
    ...flags.filter((flag) => !["--json", "--full"].includes(flag) && !flag.startsWith(BOARDS)),
    ...named.filter((n) => !known.includes(n)),
  ];
  if (unknown.length > 0) {
    console.error(
      `unknown: ${unknown.join(", ")}\nusage: npm run bench -- [--json] [--full] [--boards=DIR] [${known.join(" | ")}]...`,
    );
    return 2;
  }
  const boards = flags.find((flag) => flag.startsWith(BOARDS))?.slice(BOARDS.length) ?? null;
  const results = [];
  for (const name of named.length > 0 ? named : known) {
    const bench = await load(name);
    const progress = (text: string): void => console.error(`${name}: ${text}`);
    const rows = await bench.run({ full: flags.includes("--full"), boards, progress });
    if (!flags.includes("--json")) console.log(table(bench.title, rows));
    results.push({ name, title: bench.title, rows: rows.map((row) => ({ ...row, met: isMet(row) })) });
  }
  if (flags.includes("--json")) console.log(JSON.stringify({ node: process.version, benches: results }, null, 2));
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
