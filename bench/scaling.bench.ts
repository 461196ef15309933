/** How the time and memory of one board grow with its size: a slope of 1 is n, of 2 its square. */
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Taken, take } from "./processes.js";
import type { Bench, BenchOptions, Row } from "./rows.js";

const PROGRAM = fileURLToPath(new URL("../bin/iova-plan.js", import.meta.url));

interface Growth {
  readonly what: string;
  /** As it is asked for; a tenth of it, unless all is to be measured in full. */
  readonly most: number;
  write(count: number, line: (text: string) => void): void;
  /** MiB, at `most`. */
  readonly memory?: number;
}

const HEAD = "/dts-v1/;\n/ { #address-cells = <2>; #size-cells = <2>;";
const IOMMU = 'mmu: iommu { compatible = "arm,mmu-500"; #iommu-cells = <1>; };';

const growths: readonly Growth[] = [
  {
    what: "nodes",
    most: 1e6,
    write(count, line) {
      line(HEAD);
      for (let i = 0; i < count / 100; i++) {
        line(`bus${i} {`);
        for (let j = 0; j < 99; j++) line(`n${j} { };`);
        line("};");
      }
      line("};");
    },
  },
  {
    what: "reservations on one consumer",
    most: 1e5,
    write(count, line) {
      line(`${HEAD} ${IOMMU}`);
      line("d: dev { iommus = <&mmu 1>;");
      line(`memory-region = ${Array.from({ length: count }, (_, i) => `<&r${i}>`).join(", ")}; };`);
      line("reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges;");
      for (let i = 0; i < count; i++)
        line(`r${i}: r${i} { iommu-addresses = <&d 0 ${0x10000 + 0x4000 * i} 0 0x1000>; };`);
      line("}; };");
    },
  },
  {
    what: "consumers",
    most: 1e5,
    write(count, line) {
      line(`${HEAD} ${IOMMU}`);
      for (let i = 0; i < count; i++) line(`d${i} { iommus = <&mmu ${i}>; };`);
      line("};");
    },
  },
  {
    what: "bytes of source",
    most: 1e8,
    memory: 1024,
    write(count, line) {
      const cells = " 0x12345678".repeat(64);
      line(HEAD);
      for (let i = 0; i * (cells.length + 20) < count; i++) line(`p${String(i).padStart(8, "0")} = <${cells}>;`);
      line("};");
    },
  },
];

export const bench: Bench = { title: "One board: how its cost grows with its size", run };

async function run({ full, progress }: BenchOptions): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "iova-plan-bench-"));
  try {
    const rows: Row[] = [];
    for (const growth of growths) rows.push(...(await measured(growth, full ? 1 : 10, folder, progress)));
    return rows;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measured(
  { what, most, memory, write }: Growth,
  part: number,
  folder: string,
  progress: BenchOptions["progress"],
): Promise<readonly Row[]> {
  const analyzed = async (count: number): Promise<Taken> => {
    progress(`${count} ${what}`);
    const board = join(folder, "board.dts");
    writeBoard(board, count, write);
    const limits = ["--max-file-size", "200M", "--max-nodes", "2000000"];
    return take(process.execPath, [
      PROGRAM,
      "analyze",
      "--quiet",
      "--no-cache",
      ...limits,
      "--format",
      `json=${board}.json`,
      board,
    ]);
  };
  const count = most / part;
  const [half, whole] = [await analyzed(count / 2), await analyzed(count)];
  return [
    { measure: `${count} ${what}`, value: whole.seconds, unit: "s" },
    { measure: "  slope", value: Math.log2(whole.seconds / half.seconds), unit: "", goal: { atMost: 1.3 } },
    ...(whole.peak === null
      ? []
      : [
          {
            measure: "  peak memory",
            value: whole.peak,
            unit: "MiB",
            ...(memory === undefined ? {} : { goal: { atMost: memory } }),
          },
        ]),
  ];
}

function writeBoard(path: string, count: number, write: Growth["write"]): void {
  const file = openSync(path, "w");
  let text = "";
  const flush = (): void => {
    writeSync(file, text);
    text = "";
  };
  write(count, (line) => {
    text += `${line}\n`;
    if (text.length > 1 << 20) flush();
  });
  flush();
  closeSync(file);
}
