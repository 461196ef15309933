/** A board that finds its includes read already comes out as if it were read alone, to the last place and message. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { BoardFiles } from "../../../src/base/board-files.js";
import { SourceStore } from "../../../src/base/source-store.js";
import { type DtsOptions, defaultDtsLimits, defaultDtsOptions } from "../../../src/dts/options.js";
import { preprocessParts } from "../../../src/dts/preprocess.js";
import { MemoryFiles } from "../preprocess/memory-files.js";
import { portraitOf } from "./portrait.js";

/** Every board, twice, on one store, and once on one for many; each as it is on a store of its own. */
function expectSame(files: Readonly<Record<string, string>>, options: Partial<DtsOptions> = {}): void {
  const boards = Object.keys(files).filter((path) => path.endsWith(".dts"));
  const store = new SourceStore(new MemoryFiles(files));
  const alone = new Map(
    boards.map((board) => [board, portraitOf(board, new SourceStore(new MemoryFiles(files)), options)]),
  );
  const expectAlone = (board: string, from: SourceStore): void => {
    const portrait = portraitOf(board, from, options);
    // Comparing values takes longer than all the rest.
    if (JSON.stringify(portrait) !== JSON.stringify(alone.get(board)))
      expect(portrait, board).toEqual(alone.get(board));
  };
  for (const board of [...boards, ...boards]) expectAlone(board, store);
  // One that keeps what the very first board finds.
  const known = new SourceStore(new MemoryFiles(files), true);
  for (const board of boards) expectAlone(board, known);
}

/** The segments of a board's includes, by the identity of what is shared. */
function segmentsOf(board: string, store: SourceStore): readonly unknown[] | null {
  const files = new BoardFiles(store);
  const read = files.file(board, 1e6);
  if (!read.ok) throw new Error(read.message);
  const parts = preprocessParts(read.file.source, defaultDtsOptions, files)?.parts ?? null;
  return parts?.map((part) => (part.kind === "own" ? "own" : part.placed.segment)) ?? null;
}

const SOC = `#include "gpio.h"
#ifdef WIDE
#define CELLS 2
#else
#define CELLS 1
#endif
/ { #address-cells = <CELLS>; pin: pin { state = <HIGH FLAGS(1)>; peer = <&bus>; way = &bus; }; bus: bus { }; };
`;
const GPIO = "#ifndef GPIO\n#define GPIO\n#define HIGH 0\n#define FLAGS(x) (x + HIGH)\n#endif\n";
const BOARD = '/dts-v1/;\n#include "soc.dtsi"\n&pin { label = "a"; };\n';

test("an include is read once where nothing in front of it makes a difference", () => {
  const files = {
    "/gpio.h": GPIO,
    "/soc.dtsi": SOC,
    "/a.dts": BOARD,
    "/b.dts": `#include "gpio.h"\n${BOARD}`,
    "/c.dts": `#define WIDE\n${BOARD}`,
  };
  const store = new SourceStore(new MemoryFiles(files));
  expect(segmentsOf("/a.dts", store), "most runs have but one board").toBeNull();
  const [version, soc, own] = segmentsOf("/a.dts", store) ?? [];
  expect([version, own]).toEqual(["own", "own"]);
  expect(segmentsOf("/a.dts", store)?.[1]).toBe(soc);
  const [, , otherGuard] = segmentsOf("/b.dts", store) ?? [];
  expect(otherGuard, "gpio.h was read before").not.toBe(soc);
  const wide = segmentsOf("/c.dts", store)?.[1];
  expect(wide).not.toBe(soc);
  expect(segmentsOf("/c.dts", store)?.[1]).toBe(wide);
  expect(segmentsOf("/a.dts", store)?.[1]).toBe(soc);
  expectSame(files);
});

test("a file that has changed is read again wherever it is included", () => {
  const contents: Record<string, string> = { "/gpio.h": GPIO, "/soc.dtsi": SOC, "/a.dts": BOARD, "/b.dts": BOARD };
  const changing = { get: () => new MemoryFiles(contents) };
  const store = new SourceStore({
    readFile: (path, most) => changing.get().readFile(path, most),
    kindOf: (path) => changing.get().kindOf(path),
    realPath: (path) => changing.get().realPath(path),
    list: (path) => changing.get().list(path),
  });
  for (const board of ["/a.dts", "/b.dts", "/a.dts"]) portraitOf(board, store);
  contents["/gpio.h"] = GPIO.replace("HIGH 0", "HIGH 7");
  store.forget("/gpio.h");
  const alone = portraitOf("/a.dts", new SourceStore(new MemoryFiles(contents)));
  expect(portraitOf("/a.dts", store)).toEqual(alone);
});

test.each([
  ["inside of a node", '/ { a: a {\n#include "x.dtsi"\n}; };', "p = <1>;\n"],
  ["in the middle of a statement", '/ { a: a { p =\n#include "x.dtsi"\n; }; };', "<1>, <2>\n"],
  ["between the halves of a node", '#include "x.dtsi"\n}; b: b { }; };', "/ { a: a {\n"],
  ["among the arguments of a macro", '#define F(x) x\n/ { p = <F(\n#include "x.dtsi"\n)>; };', "3\n"],
  ["with words that are none", '/ { };\n#include "x.dtsi"', "/ { p = <NOBODY>; };\n"],
  ["with a label in front", '/ { a: a { }; };\nb:\n#include "x.dtsi"', "&a { };\n"],
  [
    "with what says where it stands",
    '/ { };\n#include "x.dtsi"',
    "/ { l = <__LINE__>; f = __FILE__; n = <__COUNTER__>; };\n",
  ],
  ["with an include of dtc's own", '/ { };\n#include "x.dtsi"', '/include/ "y.dtsi"\n'],
  ["with a version of its own", '#include "x.dtsi"\n/ { };', "/dts-v1/;\n/memreserve/ 1 2;\n/ { };\n"],
  ["read but once", '/ { };\n#include "x.dtsi"\n#include "x.dtsi"', "#pragma once\n/ { p; };\n"],
  ["that ends without a line end", '/ { a: a { }; };\n#include "x.dtsi"\n&a { };', "&a { p; };"],
  ["with the same name twice", '/ { a: a { }; };\n#include "x.dtsi"', "/ { b { p; p; }; };\n"],
  ["deleting what is not there", '#include "x.dtsi"\n/ { };', "/delete-node/ &a;\n"],
  ["that is missing", '/ { };\n#include "x.dtsi"', '#include "nowhere.dtsi"\n'],
  ["that includes itself", '/ { };\n#include "x.dtsi"', '#include "x.dtsi"\n'],
  ["that the limit cuts", '/ { };\n#include "x.dtsi"', `${"/ { n { }; };\n".repeat(30)}`],
])("an include %s", (_what, board, included) => {
  const files = {
    "/x.dtsi": included,
    "/y.dtsi": "/ { y; };\n",
    "/a.dts": `/dts-v1/;\n${board}\n`,
    "/b.dts": `/dts-v1/;\n${board}\n`,
    "/c.dts": `/dts-v1/;\n/ { other { }; };\n${board}\n`,
  };
  expectSame(files);
  for (const limits of [
    { nodes: 25 },
    { nodeDepth: 2 },
    { includeDepth: 2 },
    { includes: 1 },
    { preprocessorSteps: 9 },
  ]) {
    expectSame(files, { limits: { ...defaultDtsLimits, ...limits } });
  }
});

const LABELS = ["a", "b", "c"] as const;
const label = fc.constantFrom(...LABELS);
const cell = fc.oneof(
  fc.nat(9).map(String),
  fc.constantFrom("ONE", "TWO", "F(3)", "F(ONE)", "(ONE + TWO)", "G", "&a", "&{/n-b}"),
);
const property = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom("p", "q", "r"), fc.array(cell, { minLength: 1, maxLength: 3 }))
      .map(([name, cells]) => `${name} = <${cells.join(" ")}>;`),
  },
  fc.constantFrom(
    's = "text", "more";',
    "w = &b;",
    "x = [01 02];",
    "l: y = <1>, m: <2>;",
    "/delete-property/ p;",
    "z;",
  ),
);
const body = fc
  .array(property, { maxLength: 3 })
  .map((all) =>
    [
      ...new Map(all.map((each) => [/\w+/.exec(each.replace(/^l: |^\/delete-property\/ /, ""))?.[0], each])).values(),
    ].join(" "),
  );
const statement = (includes: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.tuple(label, body).map(([name, text]) => `&${name} { ${text} };`) },
    { weight: 3, arbitrary: fc.tuple(label, body).map(([name, text]) => `/ { n-${name} { ${text} }; };`) },
    fc.tuple(fc.constantFrom("ONE", "TWO", "G"), fc.nat(3)).map(([name, value]) => `#define ${name} ${value}`),
    fc.constantFrom(
      "#undef ONE",
      "#undef TWO",
      "#define F(x) (x + 1)",
      "#define F(x) TWO",
      "#define G ONE",
      "/delete-node/ &c;",
    ),
    fc
      .tuple(fc.constantFrom("ONE", "G"), label, body)
      .map(([name, node, text]) => `#ifdef ${name}\n&${node} { ${text} };\n#else\n#define ${name} 5\n#endif`),
    fc
      .tuple(fc.constantFrom("#if ONE > 2", "#if defined(TWO) && TWO", "#ifndef G"), label)
      .map(([test, node]) => `${test}\n/ { n-${node} { }; };\n#endif`),
    ...(includes.length === 0
      ? []
      : [
          { weight: 4, arbitrary: fc.constantFrom(...includes).map((name) => `#include "${name}"`) },
          { weight: 1, arbitrary: fc.constantFrom(...includes).map((name) => `/ { n-a {\n#include "${name}"\n}; };`) },
        ]),
  );

const lines = (all: readonly string[]): string => all.map((each) => `${each}\n`).join("");
/** Most have every label and macro that may be used. */
const boardOf = (first: readonly string[], own: readonly string[]): string =>
  `/dts-v1/;\n#define ONE 1\n#define TWO 2\n#define G 3\n#define F(x) x\n/ { ${LABELS.map((name) => `${name}: n-${name} { };`).join(" ")} };\n${lines(first)}${lines(own)}#include "z.dtsi"\n`;

const sources = fc
  .record({
    "/h.h": fc.constantFrom("#ifndef H\n#define H\n#define ONE 1\n#define F(x) (x * 2)\n#endif\n", "#define TWO 2\n"),
    "/f.dtsi": body.map((text) => `${text}\n`),
    "/x.dtsi": fc.array(statement(["h.h"]), { maxLength: 4 }).map(lines),
    "/y.dtsi": fc.array(statement(["h.h", "x.dtsi"]), { maxLength: 4 }).map(lines),
    "/z.dtsi": fc.array(statement(["h.h", "y.dtsi", "x.dtsi", "f.dtsi"]), { maxLength: 5 }).map(lines),
  })
  .chain((includes) =>
    fc
      .array(
        fc.tuple(
          fc.array(statement(["h.h", "y.dtsi", "x.dtsi"]), { maxLength: 1 }),
          fc.array(statement(["x.dtsi", "y.dtsi", "z.dtsi", "h.h"]), { maxLength: 3 }),
        ),
        { minLength: 2, maxLength: 4 },
      )
      .map((boards) => ({
        ...includes,
        ...Object.fromEntries(boards.map(([first, own], index) => [`/board${index}.dts`, boardOf(first, own)])),
      })),
  );

test("random trees of includes and macros", () => {
  fc.assert(
    fc.property(sources, fc.boolean(), (files, keepsLabelled) => expectSame(files, { keepsLabelled })),
    { numRuns: 150 },
  );
});
