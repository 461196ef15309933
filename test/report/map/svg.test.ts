/** An SVG is read back: what is drawn is what the JSON says, and nothing that a name holds becomes markup. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { RangeSet, range } from "../../../src/base/range.js";
import { pictureOf } from "../../../src/report/map/picture.js";
import { mapSvg } from "../../../src/report/map/svg.js";
import type { AddressRange, Board, Report, Usable } from "../../../src/report/schema.js";

const LAYOUTS = ["as-written", "child-nodes", "dma-window", "shared"];

function reportOf(name: string, layouts = LAYOUTS): Report {
  const report: Report = JSON.parse(readFileSync(`examples/dts/${name}.json`, "utf8"));
  return { ...report, options: { ...report.options, layouts } };
}

interface DrawnSpan {
  readonly start: bigint;
  readonly end: bigint;
  readonly kind: string;
  readonly x: number;
  readonly width: number;
  readonly words: string;
}

interface DrawnLane {
  readonly consumers: readonly string[];
  readonly layout: string;
  readonly spans: readonly DrawnSpan[];
}

const unescaped = (text: string): string =>
  text.replace(
    /&(lt|gt|quot|#39|amp);/g,
    (_, name: string) => ({ lt: "<", gt: ">", quot: '"', "#39": "'" })[name] ?? "&",
  );

const SPAN =
  /<g role="listitem" aria-label="([^"]*)" data-start="(0x[0-9a-f]+)" data-end="(0x[0-9a-f]+)" data-kind="([a-z-]+)"><title>([^<]*)<\/title><rect class="span" x="(\d+)" y="\d+" width="(\d+)" height="\d+" fill="url\(#k-([a-z-]+)\)"\/>/g;

function readBack(svg: string): DrawnLane[] {
  return svg
    .split('<g role="list" ')
    .slice(1)
    .map((lane) => {
      const [, consumers = "[]", layout = ""] = /data-consumers="([^"]*)" data-layout="([^"]*)"/.exec(lane) ?? [];
      const spans = [...lane.matchAll(SPAN)].map(([, label, start, end, kind, words, x, width, fill]) => {
        expect([label, fill]).toEqual([words, kind]);
        return {
          start: BigInt(start ?? 0),
          end: BigInt(end ?? 0) + 1n,
          kind: kind ?? "",
          x: Number(x),
          width: Number(width),
          words: unescaped(words ?? ""),
        };
      });
      return { consumers: JSON.parse(unescaped(consumers)), layout, spans };
    });
}

const inclusive = (set: RangeSet): AddressRange[] =>
  set.ranges.map(({ start, end }) => ({ start: `0x${start.toString(16)}`, end: `0x${(end - 1n).toString(16)}` }));

function usableOf(board: Board, id: string, layout: string): Usable | undefined {
  const figures = board.families
    .flatMap(({ layouts }) => layouts.filter((one) => one.id === layout))
    .flatMap(({ consumers }) => consumers)
    .find((one) => one.id === id);
  return figures?.usable ?? board.consumers.find((one) => one.id === id)?.usable;
}

const NAMES = ["three-children", "video-codec", "boot-splash", "buffers"];

describe.each(NAMES)("the SVG of %s", (name) => {
  const report = reportOf(name);
  const svg = mapSvg(report);
  const lanes = readBack(svg);

  it("has every consumer in every layout, and usable just what the JSON says", () => {
    for (const board of report.boards) {
      for (const layout of LAYOUTS) {
        const drawn = lanes.filter((lane) => lane.layout === layout);
        expect(drawn.flatMap(({ consumers }) => consumers).sort()).toEqual(board.consumers.map(({ id }) => id).sort());
        for (const { consumers, spans } of drawn) {
          const free = RangeSet.of(
            spans.filter(({ kind }) => kind === "usable" || kind === "short").map((s) => range(s.start, s.end)),
          );
          for (const id of consumers) expect(inclusive(free)).toEqual(usableOf(board, id, layout)?.ranges);
        }
      }
    }
  });

  it("draws the spans of the picture, each wide enough to be seen, one beside the other", () => {
    const [board] = report.boards;
    if (board === undefined) throw new Error("no board");
    const picture = pictureOf(board, LAYOUTS);
    const known = new Map(
      picture.clusters
        .flatMap(({ head, members }) => [...(head === null ? [] : [head]), ...members])
        .map((lane) => [lane.id, lane]),
    );
    for (const { consumers, layout, spans } of lanes) {
      const column = picture.columns.findIndex((one) => one.layout === layout);
      for (const id of consumers) {
        const expected = known.get(id)?.spaces[column]?.spans.map(({ start, end, kind }) => ({ start, end, kind }));
        expect(spans.map(({ start, end, kind }) => ({ start, end, kind }))).toEqual(expected);
      }
      spans.forEach(({ x, width }, i) => {
        expect(width).toBeGreaterThanOrEqual(5);
        const next = spans[i + 1];
        if (next !== undefined) expect(x + width).toBe(next.x);
      });
    }
    // Children line up: an edge has one place in all lanes of a column.
    const places = new Map<string, number>();
    for (const { layout, spans } of lanes) {
      for (const { start, x } of spans) {
        const key = `${layout} ${start}`;
        expect(places.get(key) ?? x).toBe(x);
        places.set(key, x);
      }
    }
  });

  it("says of each range where it is and how large, and of one that is not to scale that it is not", () => {
    for (const { spans } of lanes) {
      for (const { start, end, words } of spans) {
        const hex = (address: bigint) => `0x${address.toString(16).padStart(8, "0")}`;
        expect(words.startsWith(`[${hex(start)}-${hex(end - 1n)}] `)).toBe(true);
        if (end === 0x1000n) expect(words).toContain("drawn wider than to scale");
      }
    }
  });

  it("is well formed and holds no script and nothing from elsewhere", () => {
    expect(unbalanced(svg)).toEqual([]);
    expect(svg).not.toMatch(/<script|<foreignObject|\son[a-z]+=|href|@import|url\((?!#)/);
    expect(svg.match(/https?:[^"]*/g)).toEqual(["http://www.w3.org/2000/svg"]);
    const used = new Set([...svg.matchAll(/url\(#(k-[a-z-]+)\)/g)].map(([, id]) => id));
    for (const id of used) expect(svg).toContain(`<pattern id="${id}"`);
  });
});

/** Names of elements that are not closed, or closed and not open. */
function unbalanced(xml: string): string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  for (const [, close, name = "", empty] of xml.matchAll(/<(\/?)([a-zA-Z]+)(?:\s[a-zA-Z:-]+="[^"<]*")*\s*(\/?)>/g)) {
    if (close === "/") {
      if (open.pop() !== name) wrong.push(name);
    } else if (empty !== "/") open.push(name);
  }
  const rest = xml.replace(/<\/?[a-zA-Z]+(?:\s[a-zA-Z:-]+="[^"<]*")*\s*\/?>/g, "");
  return [...wrong, ...open, ...(/[<]|&(?!(amp|lt|gt|quot|#39);)/.exec(rest) ?? [])];
}

describe("names from a stranger's tree", () => {
  it("become text", () => {
    const evil = `"]]><script>alert(1)</script><!--&'\u001b[31m\u202e`;
    const report = reportOf("three-children");
    const hostile: Report = JSON.parse(
      JSON.stringify(report)
        .replaceAll("video-codec@aa00000", JSON.stringify(evil).slice(1, -1))
        .replaceAll('"Three children of one codec"', JSON.stringify(evil)),
    );
    const svg = mapSvg(hostile);
    expect(unbalanced(svg)).toEqual([]);
    expect(svg).not.toContain("<script");
    expect(svg).not.toContain("<!--");
    expect([...svg].filter((one) => one < " " && one !== "\n")).toEqual([]);
    expect(svg).not.toContain("\u202e");
    expect(svg).toContain("\\x1b[31m\\u202e");
    expect(readBack(svg)).toHaveLength(3 * LAYOUTS.length);
  });
});

describe("a board without consumers", () => {
  it("says that there is nothing to draw", () => {
    const report = reportOf("three-children");
    const boards = report.boards.map((board) => ({ ...board, consumers: [], domains: [], families: [] }));
    const svg = mapSvg({ ...report, boards });
    expect(svg).toContain("Nothing on this board masters DMA behind an IOMMU.");
    expect(unbalanced(svg)).toEqual([]);
  });
});
