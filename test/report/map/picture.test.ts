/** A picture's spans add up to the report's figures, and its edges are the report's numbers. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { nodeFiles } from "../../../src/cli/files.js";
import { lanesOf, type Picture, type Space, type Span } from "../../../src/report/map/model.js";
import { pictureOf } from "../../../src/report/map/picture.js";
import type { Board, Report } from "../../../src/report/schema.js";
import { analyze } from "../../../src/run/front-door.js";

const EXAMPLES = readdirSync("examples/dts").filter((file) => file.endsWith(".json"));

const allLayouts = ({ families }: Board): string[] => [
  ...new Set(families.flatMap(({ layouts }) => layouts.map(({ id }) => id))),
];

const sum = ({ spans }: Space, counts: (span: Span) => boolean | null): bigint =>
  spans.filter(counts).reduce((total, { start, end }) => total + end - start, 0n);

/** What the JSON says in figures of a consumer under a layout, and what its spans say. */
function figures(board: Board, id: string, layout: string, space: Space) {
  const consumer = board.consumers.find((one) => one.id === id);
  const told = board.families
    .flatMap(({ layouts }) => layouts.filter((one) => one.id === layout))
    .flatMap(({ consumers }) => consumers)
    .find((one) => one.id === id);
  const isUnknown = consumer?.need == null;
  const drawn = {
    usable: space.usableBytes,
    need: isUnknown ? null : sum(space, ({ isNeeded }) => isNeeded),
    waste: space.wasteBytes,
    shortfall: space.shortfallBytes,
    roundingLoss: isUnknown ? null : sum(space, ({ isWasted, isRounding }) => isWasted === true && isRounding),
    reserved: sum(space, ({ isReachable, isUsable, kind }) => isReachable && !isUsable && kind !== "hardware"),
  };
  const exact = (size: string | number | null) => (size === null ? null : BigInt(size));
  if (told === undefined)
    return { drawn: { usable: drawn.usable }, told: { usable: exact(consumer?.usable.bytes ?? 0) } };
  const { need, waste, shortfall, roundingLoss, reserved } = told;
  return {
    drawn,
    told: {
      usable: exact(told.usable.bytes),
      need: exact(need),
      waste: exact(waste),
      shortfall: exact(shortfall),
      roundingLoss: exact(roundingLoss),
      reserved: exact(reserved),
    },
  };
}

function expectExact(board: Board): number {
  const picture = pictureOf(board, allLayouts(board));
  let compared = 0;
  for (const lane of lanesOf(picture)) {
    lane.spaces.forEach((space, i) => {
      if (space === null) return;
      const { drawn, told } = figures(board, lane.id, picture.columns[i]?.layout ?? "", space);
      expect(drawn, `${board.input} ${lane.id} ${i}`).toEqual(told);
      const ends = [0n, ...space.spans.map(({ end }) => end)];
      const isWhole = space.spans.every(({ start, end }, at) => start === ends[at] && start < end);
      expect([isWhole, ends.at(-1)], `${board.input} ${lane.id} ${i}`).toEqual([true, picture.extent.end]);
      compared++;
    });
  }
  expect(
    lanesOf(picture)
      .map(({ id }) => id)
      .sort(),
  ).toEqual(board.consumers.map(({ id }) => id).sort());
  return compared;
}

/** Edges that are neither an address of the JSON nor one past one. */
function foreignEdges(board: Board, picture: Picture): bigint[] {
  const addresses = new Set(JSON.stringify(board).match(/(?<=")0x[0-9a-f]+(?=")/g));
  const isKnown = (edge: bigint) => [edge, edge - 1n].some((one) => addresses.has(`0x${one.toString(16)}`));
  const edges = lanesOf(picture).flatMap(({ spaces }) =>
    spaces.flatMap((space) => (space?.spans ?? []).flatMap(({ start, end }) => [start, end])),
  );
  return edges.filter((edge) => edge !== 0n && !isKnown(edge));
}

describe.each(EXAMPLES)("the picture of %s", (file) => {
  const report: Report = JSON.parse(readFileSync(`examples/dts/${file}`, "utf8"));

  it("adds up to every layout's figures, and has the JSON's edges", () => {
    for (const board of report.boards) {
      expect(expectExact(board)).toBeGreaterThan(0);
      expect(foreignEdges(board, pictureOf(board, allLayouts(board)))).toEqual([]);
    }
  });
});

/** Shared domains, lost reservations, hardware's ranges, odd sizes, refused calls, several granules and apertures. */
const ODD = [
  "child-inherits-all/bad-1",
  "group-reservations-differ/bad-1",
  "group-runtime-spill/bad-1",
  "msi-window-clash/bad-1",
  "ranges-unsupported/bad-1",
  "reservation-cells-misaligned/good-1",
  "reservation-unaligned/bad-1",
  "reservation-wraps/bad-1",
  "reservation-zero-length/bad-1",
  "runtime-refused/bad-1",
  "space-exhausted/bad-1",
  "vendor-property/bad-window",
];

describe("the pictures of boards with something wrong", () => {
  it("add up, and have the JSON's edges", async () => {
    const inputs = ODD.map((name) => `test/rule/${name}.dts`);
    const { boards } = await analyze(inputs, { files: nodeFiles });
    expect(boards.map(({ input }) => input)).toEqual(inputs);
    const compared = boards.reduce((all, board) => all + expectExact(board), 0);
    expect(compared).toBeGreaterThan(100);
    // The page at 0 that is below an aperture: a consumer's granule, which is no address of the JSON.
    const foreign = boards.flatMap((board) => foreignEdges(board, pictureOf(board, allLayouts(board))));
    expect(foreign.filter((edge) => edge !== 0x1000n)).toEqual([]);
  });
});

/** `KIND [start-end)` for each span of a consumer today. */
const kindsOf = (board: Board, name: string, layout = "as-written"): string[] => {
  const picture = pictureOf(board, [layout]);
  const at = picture.columns.findIndex((column) => column.layout === layout);
  const lane = lanesOf(picture).find((one) => one.name === name);
  return (lane?.spaces[at]?.spans ?? []).map(
    ({ kind, start, end }) => `${kind} ${start.toString(16)}-${end.toString(16)}`,
  );
};

describe("what a span is drawn as", () => {
  const [three] = (JSON.parse(readFileSync("examples/dts/three-children.json", "utf8")) as Report).boards;
  const [codec] = (JSON.parse(readFileSync("examples/dts/video-codec.json", "utf8")) as Report).boards;

  it("is waste where what is inherited is not needed", () => {
    if (three === undefined) throw new Error("no board");
    expect(kindsOf(three, "a")).toEqual([
      "first-page 0-1000",
      "needed 1000-10000000",
      "wasted 10000000-25800000",
      "usable 25800000-100000000",
    ]);
    expect(kindsOf(three, "a", "child-nodes")).toEqual([
      "first-page 0-1000",
      "needed 1000-10000000",
      "usable 10000000-100000000",
    ]);
    expect(kindsOf(three, "a", "dma-window")).toEqual([
      "first-page 0-1000",
      "short 1000-10000000",
      "usable 10000000-100000000",
    ]);
  });

  it("is short where what is needed may be handed out, and keeps who wrote the rest", () => {
    if (codec === undefined) throw new Error("no board");
    expect(kindsOf(codec, "non-pixel")).toEqual([
      "first-page 0-1000",
      "short 1000-25800000",
      "usable 25800000-e0000000",
      "needed e0000000-100000000",
    ]);
    const lane = lanesOf(pictureOf(codec)).find(({ name }) => name === "non-pixel");
    expect(lane?.spaces[0]?.spans.at(-1)?.origins).toMatchObject([
      { hold: "inherited", label: "/reserved-memory/video-iova (examples/dts/video-codec.dts:37:23), inherited" },
    ]);
  });

  it("leaves out a layout that the report does not have", () => {
    if (codec === undefined) throw new Error("no board");
    expect(pictureOf(codec, ["runtime", "none-such"]).columns.map(({ layout }) => layout)).toEqual([
      "as-written",
      "runtime",
    ]);
  });
});
