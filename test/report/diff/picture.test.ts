/** Before over after: the spans are the JSON's ranges, and equal ones share a picture. */
import { describe, expect, it } from "vitest";
import type { MapBlock } from "../../../src/report/blocks.js";
import { beforeAfterBlocks } from "../../../src/report/diff/bars.js";
import { boardClusters } from "../../../src/report/diff/board-clusters.js";
import { namesOf } from "../../../src/report/diff/effects.js";
import { beforeAfterOf, extentOf, spansOf } from "../../../src/report/diff/picture.js";
import type { ChangeView, DiffReport } from "../../../src/report/diff/schema.js";
import { blocksAsMarkdown } from "../../../src/report/markdown.js";
import { rawText, text } from "../../../src/report/styled.js";
import { runCli } from "../../cli/virtual-host.js";

type View = Extract<ChangeView, { kind: "usable" }>["before"];

const REACH = { start: "0x1000", end: "0xffffffff" };

const viewOf = (ranges: View["ranges"], reach: View["reach"] = REACH): View => ({
  bytes: 1,
  below4G: 1,
  blocks: ranges.length,
  largestBlock: 1,
  largestAligned: 1,
  ranges,
  reach,
});

const usable = (consumer: string, before: View, after: View): ChangeView => ({
  kind: "usable",
  consumer,
  name: null,
  before,
  after,
  usableBelow4GDelta: 0,
  boards: ["a.dts"],
});

const lost = (consumer: string, ...ranges: View["ranges"]): ChangeView => ({
  kind: "protection-lost",
  consumer,
  name: null,
  before: { kept: ranges, mapped: [], translated: true, reason: null },
  after: { kept: [], mapped: [], translated: true, reason: null },
  lost: ranges,
  unmapped: [],
  elsewhere: [],
  usableBelow4GDelta: null,
  boards: ["a.dts"],
});

const FREE = viewOf([REACH]);
const TOP = viewOf([{ start: "0x40000000", end: "0xffffffff" }]);

function spansIn(changes: readonly ChangeView[]) {
  const drawn = beforeAfterOf({ consumer: changes[0]?.consumer ?? null, changes });
  const extent = drawn === null ? null : extentOf(drawn.spaces);
  if (drawn === null || extent === null) return null;
  return drawn.spaces.map((space) =>
    spansOf(space, extent).map(({ start, end, kind }) => `${start.toString(16)}-${(end - 1n).toString(16)} ${kind}`),
  );
}

describe("the spaces before and after", () => {
  it("are what can be handed out and what is kept, within reach", () => {
    expect(spansIn([usable("/x", FREE, TOP)])).toEqual([
      ["1000-ffffffff usable"],
      ["1000-3fffffff reserved", "40000000-ffffffff usable"],
    ]);
  });

  it("have one extent, and what one side cannot reach is told apart", () => {
    const narrow = viewOf([{ start: "0x1000", end: "0x7fffffff" }], { start: "0x1000", end: "0x7fffffff" });
    expect(spansIn([usable("/x", FREE, narrow)])).toEqual([
      ["1000-ffffffff usable"],
      ["1000-7fffffff usable", "80000000-ffffffff unreachable"],
    ]);
    const nothing = viewOf([], null);
    expect(spansIn([usable("/x", FREE, nothing)])?.[1]).toEqual(["1000-ffffffff unreachable"]);
  });

  it("show what is no longer kept, where it may be handed out now", () => {
    const half = viewOf([{ start: "0x20000000", end: "0xffffffff" }]);
    const changes = [usable("/x", TOP, half), lost("/x", { start: "0x0", end: "0x3fffffff" })];
    expect(spansIn(changes)).toEqual([
      ["1000-3fffffff reserved", "40000000-ffffffff usable"],
      ["1000-1fffffff reserved", "20000000-3fffffff short", "40000000-ffffffff usable"],
    ]);
  });

  it("reach the end of 64 bits", () => {
    const all = { start: "0x1000", end: "0xffffffffffffffff" };
    const below = { start: "0x1000", end: "0xffffffffffffefff" };
    expect(spansIn([usable("/x", viewOf([all], all), viewOf([below], all))])?.[1]).toEqual([
      "1000-ffffffffffffefff usable",
      "fffffffffffff000-ffffffffffffffff reserved",
    ]);
  });

  it("are not drawn where they look the same, or nothing is kept", () => {
    expect(spansIn([usable("/x", FREE, { ...FREE, largestAligned: 2 })])).toBeNull();
    expect(spansIn([lost("/x", REACH)])).toBeNull();
    expect(beforeAfterOf({ consumer: null, changes: [] })).toBeNull();
  });
});

const report = (changes: ChangeView[]): DiffReport => ({
  schemaVersion: 1,
  tool: { name: "iova-plan", version: "0" },
  command: "diff",
  failures: [],
  kernelVersion: "7.3",
  old: "a",
  new: "b",
  failsOnChange: false,
  boards: [...new Set(changes.flatMap(({ boards }) => boards))].map((board) => ({
    board,
    status: "changed",
    old: null,
    new: null,
    errors: [],
  })),
  changes,
  consumers: changes.map(({ consumer }) => ({
    id: consumer ?? "",
    path: consumer ?? "",
    name: null,
    pciFunction: null,
  })),
  shard: null,
});

function rowsIn(changes: ChangeView[], most = 12): string[] {
  const all = report(changes);
  const blocks = boardClusters(all).flatMap((cluster) => beforeAfterBlocks(cluster, namesOf(all), most));
  return blocks.flatMap((block) => {
    if (block.kind === "map")
      return (block satisfies MapBlock).rows.map(({ lead, label }) => `${lead}${rawText(label)}`);
    return block.kind === "paragraph" ? [rawText(block.text)] : [];
  });
}

describe("the rows of a picture", () => {
  it("are shared by those who look alike, also of different parents", () => {
    expect(rowsIn([usable("/soc/a/x", FREE, TOP), usable("/soc/b/y", FREE, TOP)])).toEqual([
      "a/x, b/y",
      "  before",
      "  after",
    ]);
  });

  it("stand below their parent where it has several", () => {
    expect(rowsIn([usable("/soc/a/x", FREE, TOP), usable("/soc/a/y", TOP, FREE)])).toEqual([
      "/soc/a",
      "├ x",
      "│   before",
      "│   after",
      "└ y",
      "    before",
      "    after",
    ]);
  });

  it("are one picture for boards that share some of it, and say on how many they are", () => {
    const onBoth = { ...usable("/soc/x", FREE, TOP), boards: ["a.dts", "b.dts"] };
    expect(rowsIn([onBoth, usable("/soc/y", TOP, FREE)])).toEqual([
      "/soc",
      "├ x",
      "│   before",
      "│   after",
      "└ y, on 1 board",
      "    before",
      "    after",
    ]);
  });

  it("are counted beyond a number of pictures", () => {
    const many = Array.from({ length: 5 }, (_, i) =>
      usable(`/soc/d${i}`, FREE, viewOf([{ start: `0x${i + 2}000`, end: "0xffffffff" }])),
    );
    expect(rowsIn(many, 3).at(-1)).toBe("and 2 more with other addresses");
  });
});

/** A codec with two streams: one node that has them both, or one node each, with a hole for whoever names it. */
const codec = (nodes: string, holders: readonly string[]): string => `/dts-v1/;
/ {
  #address-cells = <1>; #size-cells = <1>;
  reserved-memory {
    #address-cells = <1>; #size-cells = <1>; ranges;
    hole: hole { iommu-addresses = ${holders.map((holder) => `<&${holder} 0x0 0x25800000>`).join(", ")}; };
  };
  smmu: iommu@15000000 { compatible = "arm,mmu-500"; reg = <0x15000000 0x1000>; #iommu-cells = <2>; };
  codec: codec@aa00000 { compatible = "x,codec"; reg = <0xaa00000 0x1000>; #address-cells = <1>; #size-cells = <1>; ranges; ${nodes} };
};
`;

const ONE_NODE = codec("iommus = <&smmu 0x1 0x0>, <&smmu 0x2 0x0>; memory-region = <&hole>;", ["codec"]);
const SUB_NODES = codec(
  "pixel: pixel { iommus = <&smmu 0x1 0x0>; }; other: other { iommus = <&smmu 0x2 0x0>; memory-region = <&hole>; };",
  ["other"],
);
const SOONER = ONE_NODE.replace("0x25800000>", "0x30000000>");

it("draws, of a codec whose streams its sub-nodes have now, the codec over each of them", async () => {
  const { out } = await runCli(["diff", "old.dts", "new.dts"], {
    files: { "old.dts": ONE_NODE, "new.dts": SUB_NODES },
  });
  expect(out).toMatch(/pixel, before: codec@aa00000\n {6}before ▓+·+\n {6}after {2}!+·+\n/);
  expect(out).toMatch(/other, before: codec@aa00000\n {2}│ {3}before ▓+·+\n {2}│ {3}after {2}▓+·+\n/);
  expect(out).toContain("! no longer kept ▓ kept");
  expect(out).not.toContain("gone   ▓");
});

it("draws a fold once, however many boards it is on", async () => {
  const names = ["a", "b", "c", "d"];
  const files = Object.fromEntries(
    names.flatMap((name) => [
      [`old/${name}.dts`, ONE_NODE],
      [`new/${name}.dts`, SOONER],
    ]),
  );
  const { out } = await runCli(["diff", "old", "new"], { files });
  expect(out).toContain("Same change on 4 boards");
  expect(out.match(/ before ▓/g)).toHaveLength(1);
});

it("fits 80 columns, without colour and in ASCII", async () => {
  const files = { "old.dts": ONE_NODE, "new.dts": SUB_NODES };
  const env = { LC_ALL: "C", NO_COLOR: "1" };
  const { out } = await runCli(["diff", "old.dts", "new.dts"], { files, env, columns: 80, outIsTty: true });
  expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  const picture = out.slice(out.indexOf("Before and after"));
  expect(picture).toMatch(/^[\x20-\x7e\n]+$/);
  expect(new Set(picture.match(/(?<=(before|after) +)[^ ]+/g)?.join("")).size).toBeGreaterThan(2);
});

it("closes a picture in which a comment is cut", () => {
  const many = Array.from({ length: 500 }, (_, i) =>
    usable(`/soc/device-with-a-long-name-${i}`, FREE, viewOf([{ start: `0x${i + 2}000`, end: "0xffffffff" }])),
  );
  const all = report(many);
  const blocks = boardClusters(all).flatMap((cluster) => beforeAfterBlocks(cluster, namesOf(all), many.length));
  const comment = blocksAsMarkdown([{ kind: "folded", summary: text("Changes"), blocks }]);
  expect(comment.length).toBeLessThanOrEqual(65_000);
  expect(comment).toMatch(/\n```\n\n<\/details>\n\n\*\*Cut here:\*\*/);
});
