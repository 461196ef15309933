/**
 * npm run need-survey -- REPORT.json
 *
 * What `check --profile NAME --format json` found over many boards, as the Markdown table of docs/qcom-video.md: for each
 * file that defines such a device, how many boards have it switched on, what it needs, and what they keep free of it.
 */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { formatSize } from "../src/index.js";
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
    const open = overlap(need?.ranges ?? [], usable.ranges);
    const bytes = Number(need?.bytes ?? 0);
    const key = [file, device, bytes, open].join(" ");
    const row = rows.get(key) ?? { boards: 0, file, device, need: bytes, reserved: bytes - open, open };
    row.boards++;
    rows.set(key, row);
  }
}

/** Bytes of the first that lie in the second; ends are inclusive. */
function overlap(
  needed: readonly { readonly start: string; readonly end: string }[],
  free: readonly { readonly start: string; readonly end: string }[],
): number {
  const lengths = needed.flatMap((a) =>
    free.map((b) => {
      const start = BigInt(a.start) > BigInt(b.start) ? BigInt(a.start) : BigInt(b.start);
      const end = BigInt(a.end) < BigInt(b.end) ? BigInt(a.end) : BigInt(b.end);
      return end < start ? 0 : Number(end - start + 1n);
    }),
  );
  return lengths.reduce((a, b) => a + b, 0);
}

console.log(`${boards.length} boards, ${having} with such a device switched on\n`);
console.log(
  "| defined in | device | boards | must be kept free | kept free | open |\n| --- | --- | ---: | ---: | ---: | ---: |",
);
for (const row of [...rows.values()].sort((a, b) => b.boards - a.boards || (a.file < b.file ? -1 : 1))) {
  const sizes = [row.need, row.reserved, row.open].map((bytes) => formatSize(BigInt(bytes)));
  console.log(`| \`${row.file}\` | \`${row.device}\` | ${row.boards} | ${sizes.join(" | ")} |`);
}
