/** A board's source and its blob analyse the same; only places differ, and the source's are lines. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { System } from "../../src/system/model.js";
import { pathOf } from "../../src/tree/tree.js";
import { built, consumer, readTestFile, systemOf, testFolder, treesOf } from "./boards.js";
import { board, device } from "./small-board.js";

const sources = ["cases", "kernel-cases"].flatMap((folder) =>
  readdirSync(join(testFolder, folder))
    .filter((name) => name.endsWith(".dts"))
    .map((name) => `${folder}/${name}`),
);

/** Everything but places and the tree itself, nodes as their paths. */
const comparable = (system: System): unknown =>
  JSON.parse(
    JSON.stringify({ ...system, tree: null, iommuAddresses: null }, (key, value) => {
      if (key === "location" || key === "cellLocations") return undefined;
      if (typeof value === "bigint") return value.toString(16);
      if (key === "node" || key === "iommu") return typeof value === "object" && value !== null ? pathOf(value) : value;
      return value;
    }),
  );

describe.each(sources)("%s", (path) => {
  test("as source and as blob", () => {
    const [first, second] = treesOf(readTestFile(path)).map(({ tree }) => comparable(built(tree).system));
    expect(second).toEqual(first);
  });

  test("twice the same", () => {
    expect(comparable(systemOf(readTestFile(path)))).toEqual(comparable(systemOf(readTestFile(path))));
  });
});

test("a reservation points to each of its cells", () => {
  const source = board(
    device("d", "memory-region = <&r>;"),
    "r: r {\n iommu-addresses =\n <&d 0x0\n 0x10000000\n 0x0 0x1000>;\n };",
  );
  const origin = consumer(systemOf(source), "/d@c100000").reservations.at(-1)?.origin;
  if (origin?.kind !== "iommu-addresses") throw new Error("no such reservation");
  const lines = [origin.location, ...(origin.cellLocations ?? [])].map((location) =>
    location.kind === "source"
      ? source.split("\n")[location.span.source.positionAt(location.span.start).line - 1]
      : null,
  );
  expect(lines).toEqual([" <&d 0x0", " <&d 0x0", " <&d 0x0", " 0x10000000", " 0x0 0x1000>;", " 0x0 0x1000>;"]);
});
