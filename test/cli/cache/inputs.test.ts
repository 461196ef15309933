/** Whatever an analysis depends on, a change of it is a miss, and what is printed is what a run without a cache prints. */
import { copyFileSync, renameSync, statSync, utimesSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { boardSource } from "../boards.js";
import { KeptTree } from "./kept-tree.js";

const DTSI = "/ { chosen { a = <NUMBER>; }; };\n#define DTSI 1\n";
const PLAN = "version: 1\ndevices:\n  - node: /soc/device@1000\n    reserve: [[0, 16M]]\n";
const OVERLAY = '/dts-v1/;\n/plugin/;\n&{/} { added = "by an overlay"; };\n';

const board = `${boardSource("kept").replace('model = "kept"', 'model = "kept"; data = /incbin/("data.bin")')}
#define NUMBER 7
#include "shared.dtsi"
#include <linked.dtsi>
#if __has_include("maybe.h")
/ { maybe; };
#endif
`;

const withDtsi = { "one/later.dtsi": "", "two/shared.dtsi": DTSI, "two/linked-a.dtsi": "", "two/linked-b.dtsi": "" };

let tree: KeptTree;
let argv: string[];

beforeEach(() => {
  tree = new KeptTree({ ...withDtsi, "boards/board.dts": board, "two/data.bin": "data", "over.dtso": OVERLAY });
  tree.link("two/linked.dtsi", "linked-a.dtsi");
  argv = ["analyze", tree.at("boards/board.dts"), "-I", tree.at("one"), "-I", tree.at("two"), "--format", "json"];
});

afterEach(() => tree.end());

/** As it is printed without a cache, from the cache or not. */
async function analysedBy(args: readonly string[] = argv): Promise<number> {
  const { analysed, ...run } = await tree.run(args);
  expect(run).toEqual(await tree.truth(args));
  return analysed;
}

/** Another text of the same length, the file's times put back. */
function editUnseen(path: string, from: string, to: string, text: string): void {
  const { atime, mtime } = statSync(tree.at(path));
  expect(to.length).toBe(from.length);
  tree.write(path, text.replace(from, to));
  utimesSync(tree.at(path), atime, mtime);
}

describe("an analysis that was kept", () => {
  it("is used where all is as it was", async () => {
    const first = await tree.run(argv);
    expect(first).toMatchObject({ status: 0, analysed: 1 });
    expect(JSON.parse(first.out).boards[0].consumers).toHaveLength(1);
    expect(await tree.run(argv)).toEqual({ ...first, analysed: 0 });
    // Other commands and formats ask the same question.
    for (const others of [["check"], ["tree"], ["analyze", "--format", "text"], ["check", "--format", "sarif"]]) {
      const [command = "", ...format] = others;
      expect(await analysedBy([command, ...argv.slice(1, -2), ...format])).toBe(0);
    }
  });

  const edits: Readonly<Record<string, () => void>> = {
    "the input": () => tree.write("boards/board.dts", board.replace("kept", "left")),
    "the input, unseen by its size and times": () => editUnseen("boards/board.dts", '"kept"', '"left"', board),
    "an include": () => tree.write("two/shared.dtsi", `${DTSI}/ { more; };\n`),
    "an include, unseen by its size and times": () => editUnseen("two/shared.dtsi", "chosen", "choice", DTSI),
    "a file that is taken in as bytes": () => tree.write("two/data.bin", "otherwise"),
    "an include that is found earlier in the search": () => tree.write("one/shared.dtsi", "/ { earlier; };\n"),
    "an include that is found beside the input": () => tree.write("boards/shared.dtsi", "/ { beside; };\n"),
    "bytes that are found beside the input": () => tree.write("boards/data.bin", "beside"),
    "a file that was asked for, and is there now": () => tree.write("one/maybe.h", ""),
    "the target of a link": () => tree.link("two/linked.dtsi", "linked-b.dtsi"),
    "a link in place of a file": () => {
      tree.write("elsewhere/shared.dtsi", DTSI);
      tree.link("two/shared.dtsi", "../two/linked-a.dtsi");
    },
    "a folder of the search that is a link now": () => {
      renameSync(tree.at("two"), tree.at("three"));
      tree.link("two", "three");
    },
    "a plan that lies beside the input now": () => tree.write("boards/board.iova.yaml", PLAN),
    "a plan that lies beside an include now": () => tree.write("two/shared.iova.yaml", PLAN),
    "a config that names a plan": () => {
      tree.write("boards/named.iova.yaml", PLAN);
      tree.write("boards/iova-plan.config.yaml", `version: 1\nplans: [named.iova.yaml]\n`);
    },
    "a config that bears on what is found": () =>
      tree.write("boards/iova-plan.config.yaml", "version: 1\nbudgets: { max-waste: 4K }\n"),
    "a config further up": () => tree.write("iova-plan.config.yaml", "version: 1\nrules: {}\nspace-low: 8G\n"),
    "the program": () => {
      tree.tool = "tool 2";
    },
  };
  for (const [what, edit] of Object.entries(edits)) {
    it(`does not stand for another: ${what}`, async () => {
      expect(await analysedBy()).toBe(1);
      edit();
      expect(await analysedBy()).toBe(1);
      expect(await analysedBy()).toBe(0);
    });
  }

  const options: Readonly<Record<string, () => readonly string[]>> = {
    "a macro": () => ["-D", "X=1"],
    "a macro's value": () => ["-D", "X=2"],
    "another folder to search": () => ["-I", tree.at("boards")],
    "an overlay": () => ["--overlay", tree.at("over.dtso")],
    "a plan": () => ["--plan", tree.at("named.yaml")],
    "a profile": () => ["--profile", "qcom-video"],
    "the kernel": () => ["--kernel-version", "6.1"],
    "the mode": () => ["--iommu-mode", "lazy"],
    "the granule": () => ["--granule", "64K"],
    "the mask": () => ["--dma-mask", "36"],
    "the limit": () => ["--dma-limit", "0x7fffffff"],
    "a layout": () => ["--layout", "shared"],
    "a device": () => ["--device", "/soc/device@1000"],
    "what may be read": () => ["--allow-outside"],
    "a limit of the reader": () => ["--max-nodes", "1000"],
  };
  for (const [what, more] of Object.entries(options)) {
    it(`does not answer another question: ${what}`, async () => {
      tree.write("named.yaml", PLAN);
      expect(await analysedBy()).toBe(1);
      expect(await analysedBy([...argv, ...more()])).toBe(1);
      expect(await analysedBy([...argv, ...more()])).toBe(0);
      expect(await analysedBy()).toBe(0);
    });
  }

  it("does not outlive what an option names: overlay, plan, profile", async () => {
    tree.write("named.yaml", PLAN);
    copyFileSync("profiles/qcom-video.iova-profile.yaml", tree.at("own.iova-profile.yaml"));
    const named = ["--overlay", "over.dtso", "--plan", "named.yaml", "--profile", "own.iova-profile.yaml"];
    const args = [...argv, ...named.map((one) => (one.startsWith("--") ? one : tree.at(one)))];
    expect(await analysedBy(args)).toBe(1);
    tree.write("over.dtso", OVERLAY.replace("added", "other"));
    expect(await analysedBy(args)).toBe(1);
    tree.write("named.yaml", PLAN.replace("16M", "32M"));
    expect(await analysedBy(args)).toBe(1);
    copyFileSync("profiles/host1x.iova-profile.yaml", tree.at("own.iova-profile.yaml"));
    expect(await analysedBy(args)).toBe(1);
    expect(await analysedBy(args)).toBe(0);
  });

  it("does not outlive a plan that the config names, nor one beside an include", async () => {
    tree.write("boards/iova-plan.config.yaml", "version: 1\nplans: [named.iova.yaml]\n");
    for (const path of ["boards/named.iova.yaml", "two/shared.iova.yaml"]) {
      tree.write(path, PLAN);
      expect(await analysedBy()).toBe(1);
      tree.write(path, PLAN.replace("16M", "32M"));
      expect(await analysedBy()).toBe(1);
      expect(await analysedBy()).toBe(0);
    }
  });

  it("is found again where all is as it was some time ago", async () => {
    expect(await analysedBy()).toBe(1);
    tree.write("one/shared.dtsi", "/ { earlier; };\n");
    expect(await analysedBy()).toBe(1);
    tree.remove("one/shared.dtsi");
    expect(await analysedBy()).toBe(0);
  });

  it("is told apart from what it is in another folder of the same name", async () => {
    const other = new KeptTree({ "boards/board.dts": boardSource("other") });
    try {
      expect(await analysedBy()).toBe(1);
      expect((await tree.run(["analyze", other.at("boards/board.dts")])).analysed).toBe(1);
    } finally {
      other.end();
    }
  });
});

describe("what is made of the findings", () => {
  const args = (): string[] => ["check", tree.at("boards/board.dts"), ...argv.slice(2)];
  const severity = (level: string): void =>
    tree.write(
      "boards/iova-plan.config.yaml",
      `version: 1\nrules: { group-stream-overlap: ${level}, space-low: ${level} }\n`,
    );

  it("is worked out anew: a changed severity is no miss", async () => {
    tree.write("boards/board.iova.yaml", `${PLAN}    expect: { max-waste: 0, largest-block: 8G }\n`);
    expect(await analysedBy(args())).toBe(1);
    for (const level of ["error", "off", "note", "warning"]) {
      severity(level);
      expect(await analysedBy(args())).toBe(0);
    }
    tree.write("boards/iova-plan.config.yaml", "version: 1\nfail-on: note\nrules: { expectation-failed: note }\n");
    expect(await analysedBy(args())).toBe(0);
    expect((await tree.run([...args(), "--fail-on", "error"])).analysed).toBe(0);
    const baseline = ["--baseline", tree.at("baseline.json")];
    expect((await tree.run([...args(), ...baseline, "--update-baseline"])).analysed).toBe(0);
  });
});
