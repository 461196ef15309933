/** Random trees under random edits: with and without what was kept, the same bytes. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boardSource } from "../boards.js";
import { KeptTree } from "./kept-tree.js";

const FOLDERS = ["boards", "one", "two"];
const INCLUDES = ["a.dtsi", "b.dtsi", "c.h"];
const SNIPPETS = [
  "",
  "/ { x = <1>; };\n",
  "/ { x = <2>; };\n",
  "#define VALUE 3\n",
  "#undef VALUE\n",
  '#include "b.dtsi"\n',
  "#include <c.h>\n",
  '#ifdef VALUE\n/ { y = <VALUE>; };\n#endif\n#if __has_include("c.h")\n/ { z; };\n#endif\n',
  "&dev { iommus = <&smmu 0x20>; };\n",
  "/ { broken = ; };\n",
];
const PLANS = ["version: 1\ndevices:\n  - node: /soc/device@1000\n    reserve: [[0, 16M]]\n", "version: 2\n"];
const CONFIGS = [
  "version: 1\nrules: { space-low: off }\n",
  "version: 1\nfail-on: note\nspace-low: 8G\n",
  "version: 1\nbudgets: { max-waste: 0 }\n",
  "version: 1\nbudgets: [\n",
];
const BOARDS = ["boards/one.dts", "boards/two.dts", "boards/three.dts"];

const pick = <T>(all: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...all);
const include = fc.tuple(pick(FOLDERS), pick(INCLUDES)).map(([folder, name]) => `${folder}/${name}`);
const edit = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ path: include, text: fc.array(pick(SNIPPETS), { maxLength: 2 }).map((s) => s.join("")) }),
  },
  { weight: 3, arbitrary: fc.record({ path: include, remove: fc.constant(true) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      path: include,
      link: pick(INCLUDES.flatMap((name) => [`../one/${name}`, `../two/${name}`])),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      path: pick(BOARDS),
      text: fc.array(pick(SNIPPETS), { maxLength: 3 }).map((s) => `${boardSource("b")}${s.join("")}`),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      path: pick(["boards/one.iova.yaml", "boards/two.iova.yaml", "one/a.iova.yaml", "two/b.iova.yaml"]),
      text: pick(PLANS),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      path: pick(["iova-plan.config.yaml", "boards/iova-plan.config.yaml"]),
      text: pick(CONFIGS),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ path: pick(["iova-plan.config.yaml", "boards/one.iova.yaml"]), remove: fc.constant(true) }),
  },
);

const command = fc.tuple(
  pick(["analyze", "check"]),
  pick([[], ["-D", "VALUE=4"], ["--granule", "64K"]]),
  pick([
    ["-I", "one", "-I", "two"],
    ["-I", "two", "-I", "one"],
  ]),
);

describe("random edits of random trees", () => {
  it("are never taken for what was before", async () => {
    let known = 0;
    const steps = fc.array(fc.tuple(fc.array(edit, { minLength: 1, maxLength: 2 }), command), {
      minLength: 6,
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const tree = new KeptTree(
          Object.fromEntries(
            BOARDS.map((path) => [path, `${boardSource(path)}#include "a.dtsi"\n#include <b.dtsi>\n`]),
          ),
        );
        tree.write("two/a.dtsi", "");
        tree.write("two/b.dtsi", "");
        try {
          for (const [edits, [name, options, folders]] of all) {
            for (const one of edits) {
              if ("remove" in one) tree.remove(one.path);
              else if ("link" in one) tree.link(one.path, one.link);
              else tree.write(one.path, one.text);
            }
            const include = folders.map((one) => (one === "-I" ? one : tree.at(one)));
            const argv = [name, tree.at("boards"), "--format", "json", ...include, ...options];
            const { analysed, ...run } = await tree.run(argv);
            expect(run).toEqual(await tree.truth(argv));
            known += JSON.parse(run.out).boards.filter((one: { analysed: boolean }) => one.analysed).length - analysed;
          }
        } finally {
          tree.end();
        }
      }),
      { numRuns: 8 },
    );
    // Else nothing was tried.
    expect(known).toBeGreaterThan(10);
  });
});
