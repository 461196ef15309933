/** Bars are read back, cell by cell, and held against the scale. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { range } from "../../../src/base/range.js";
import { asAscii } from "../../../src/report/ascii.js";
import type { MapBlock } from "../../../src/report/blocks.js";
import { mapBlock } from "../../../src/report/map/bars.js";
import { mapLines } from "../../../src/report/map/map-lines.js";
import type { SpanKind } from "../../../src/report/map/model.js";
import { pictureOf } from "../../../src/report/map/picture.js";
import { scaleOf } from "../../../src/report/map/scale.js";
import { KIND_LOOKS } from "../../../src/report/map/words.js";
import type { Report } from "../../../src/report/schema.js";
import { rawText, text } from "../../../src/report/styled.js";

const glyphs = Object.values(KIND_LOOKS).map(({ glyph }) => glyph);

const linesAt = (block: MapBlock, columns: number): string[] => mapLines(block, columns).map(rawText);

function blockOf(name: string, layouts: readonly string[] = []): MapBlock {
  const report: Report = JSON.parse(readFileSync(`examples/dts/${name}.json`, "utf8"));
  const [board] = report.boards;
  if (board === undefined) throw new Error("no board");
  return mapBlock(pictureOf(board, layouts), "all");
}

/** Of one lane, edges from 0 on. */
const oneLane = (...spans: readonly [SpanKind, bigint][]): MapBlock => {
  let start = 0n;
  const list = spans.map(([kind, end]) => {
    const span = { kind, start, end };
    start = end;
    return span;
  });
  return { kind: "map", extent: range(0n, start), rows: [{ lead: "", label: text("lane"), spans: list }], words: {} };
};

const BAR = /([·█x!▓▒░=+~0*/-]{16,})$/u;

describe.each([40, 80, 100, 200])("bars in %i columns", (columns) => {
  const block = blockOf("three-children", ["child-nodes", "dma-window"]);
  const lines = linesAt(block, columns);
  const bars = lines.flatMap((line) => BAR.exec(line)?.[1] ?? []);

  it("are as many as there are rows, equally wide, and end where the terminal does", () => {
    expect(bars).toHaveLength(block.rows.filter(({ spans }) => spans !== null).length);
    expect(new Set(bars.map((bar) => [...bar].length)).size).toBe(1);
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(columns);
  });

  it("change their character just where the scale says that a range ends", () => {
    const edges = [
      ...new Set(block.rows.flatMap(({ spans }) => (spans ?? []).flatMap(({ start, end }) => [start, end]))),
    ];
    const sorted = edges.sort((a, b) => (a < b ? -1 : 1));
    const width = [...(bars[0] ?? "")].length;
    const scale = scaleOf(sorted, width);
    const rows = block.rows.flatMap(({ spans }) => (spans === null ? [] : [spans]));
    rows.forEach((spans, i) => {
      const expected = spans
        .map(({ kind, start, end }) => {
          const [from = 0, to = 0] = [start, end].map((edge) => scale.positions[sorted.indexOf(edge)]);
          return KIND_LOOKS[kind].glyph.repeat(to - from);
        })
        .join("");
      expect(bars[i]).toBe(expected);
    });
  });

  it("stand below a ruler with both ends, and above what their characters mean", () => {
    expect(lines.some((line) => /^ +0x0 /.test(line))).toBe(true);
    expect(lines.some((line) => line.endsWith(" 0xffffffff"))).toBe(true);
    const legend = lines.join(" ").replace(/ +/g, " ");
    for (const kind of ["usable", "needed", "wasted", "short"] as const) {
      expect(legend).toContain(`${KIND_LOOKS[kind].glyph} ${KIND_LOOKS[kind].name}`);
    }
  });
});

describe("what cannot be to scale", () => {
  it("is said: what is wider, and what is cut", () => {
    const lines = linesAt(
      oneLane(["first-page", 0x1000n], ["usable", 1n << 30n], ["reserved", 1n << 32n], ["unreachable", 1n << 48n]),
      60,
    );
    expect(lines.find((line) => line.includes("lane"))).toMatch(/ 0·+▓+-+\/\/-+$/);
    expect(lines.find((line) => line.includes("^"))).toMatch(/^ +\^\|.*\/\//);
    expect(lines.at(-1)).toContain("// is cut");
  });

  it("is marked where several ranges share a column", () => {
    const many = Array.from({ length: 60 }, (_, i): [SpanKind, bigint] => [
      i % 2 === 0 ? "usable" : "reserved",
      BigInt(i + 1) << 20n,
    ]);
    const lines = linesAt(oneLane(...many), 40);
    expect(lines.find((line) => line.includes("lane"))).toContain("*");
    expect(lines.join(" ").replace(/ +/g, " ")).toContain("* several ranges, too narrow to be told apart");
  });
});

describe("characters of kinds", () => {
  it("differ from each other without colour, and in ASCII", () => {
    expect(new Set(glyphs).size).toBe(glyphs.length);
    const ascii = glyphs.map(asAscii);
    expect(new Set(ascii).size).toBe(glyphs.length);
    for (const glyph of ascii) expect(glyph).toMatch(/^[\x20-\x7e]$/);
    expect(glyphs).not.toContain("*");
    expect(glyphs).not.toContain("/");
  });
});
