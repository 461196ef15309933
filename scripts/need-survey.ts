/**
 * npm run need-survey -- REPORT.json
 *
 * What `check --profile NAME --format json` found over many boards, as the Markdown table of docs/qcom-video.md: for each
 * file that defines such a device, how many boards have it switched on, what it needs, and what they keep free of it.
 */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { formatSize, RangeSet } from "../src/index.js";
import type { Report } from "../src/report/schema.js";

interface Row {
  boards: number;
  readonly file: string;
  readonly device: string;
  readonly need: number;
  readonly reserved: number;
  readonly open: number;
}

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error("usage: npm run need-survey -- REPORT.json");
const { boards }: Report = JSON.parse(readFileSync(path, "utf8"));

const rows = new Map<string, Row>();
let having = 0;
for (const board of boards) {
  const asked = board.consumers.filter(({ need }) => need?.from === "plan" && Number(need.bytes) > 0);
  if (asked.length > 0) having++;
  for (const { path: device, need, location, usable } of asked) {
    const file = basename(location.file ?? "");
    const open = Number(rangesOf(need?.ranges ?? []).intersect(rangesOf(usable.ranges)).size);
    const bytes = Number(need?.bytes ?? 0);
    const key = [file, device, bytes, open].join(" ");
    const row = rows.get(key) ?? { boards: 0, file, device, need: bytes, reserved: bytes - open, open };
    row.boards++;
    rows.set(key, row);
  }
}

/** Ends are inclusive in a report. */
function rangesOf(ranges: readonly { readonly start: string; readonly end: string }[]): RangeSet {
  return RangeSet.of(ranges.map(({ start, end }) => ({ start: BigInt(start), end: BigInt(end) + 1n })));
}

console.log(`${boards.length} boards, ${having} with such a device switched on\n`);
console.log(
  "| defined in | device | boards | must be kept free | kept free | open |\n| --- | --- | ---: | ---: | ---: | ---: |",
);
for (const row of [...rows.values()].sort((a, b) => b.boards - a.boards || (a.file < b.file ? -1 : 1))) {
  const sizes = [row.need, row.reserved, row.open].map((bytes) => formatSize(BigInt(bytes)));
  console.log(`| \`${row.file}\` | \`${row.device}\` | ${row.boards} | ${sizes.join(" | ")} |`);
}
