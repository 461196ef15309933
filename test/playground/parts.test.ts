/** What the page is made of, without a browser. */

import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SourceStore } from "../../src/index.js";
import type { Asked, Choice, Told } from "../../src/playground/messages.js";
import { Courier, type WorkerLike } from "../../src/playground/page/courier.js";
import { linkText, readLink } from "../../src/playground/page/link.js";
import { marksIn } from "../../src/playground/page/marks.js";
import {
  changesBetween,
  isOfUse,
  listingOf,
  withOpened,
  withText,
  workspaceOf,
} from "../../src/playground/page/workspace.js";
import { type Settings, settingsFrom } from "../../src/playground/settings.js";
import { OpenedFiles } from "../../src/playground/worker/opened-files.js";
import { boardsReading } from "../../src/playground/worker/reading-boards.js";
import { sha256 } from "../../src/playground/worker/sha256.js";
import { parseSettings } from "../../src/playground/worker/system.js";

it("hashes as SHA-256 does", () => {
  const expected = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
  for (const length of [0, 1, 55, 56, 63, 64, 65, 1000]) {
    const bytes = Uint8Array.from({ length }, (_, i) => i * 7);
    expect(sha256(bytes)).toBe(expected(bytes));
  }
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => sha256(bytes) === expected(bytes)));
});

const opened = (texts: Readonly<Record<string, string>>): OpenedFiles => {
  const files = new OpenedFiles(() => new ArrayBuffer(0));
  for (const [path, text] of Object.entries(texts)) files.set(path, text);
  return files;
};

describe("opened files", () => {
  const files = opened({ "l/arch/arm/boot/dts/a.dtsi": "a", "l/include/dt-bindings/b.h": "b", "c.dts": "c" });
  const textOf = (path: string): string | null => {
    const read = files.readFile(path, 100);
    return read.ok ? new TextDecoder().decode(read.bytes) : null;
  };

  it("have folders, and paths from the root", () => {
    expect(files.kindOf("l/arch")).toBe("directory");
    expect(files.list("/")).toEqual(["c.dts", "l"]);
    expect(textOf("/l/../c.dts")).toBe("c");
    expect(files.readFile("c.dts", 0)).toMatchObject({ ok: false, reason: "too-large" });
    expect(files.readFile("l", 9)).toMatchObject({ ok: false, reason: "is-directory" });
    expect(files.readFile("d", 9)).toMatchObject({ ok: false, reason: "not-found" });
  });

  it("have the links of Linux's tree, which no browser hands over", () => {
    expect(files.kindOf("l/scripts/dtc/include-prefixes")).toBe("directory");
    expect(textOf("l/scripts/dtc/include-prefixes/arm/a.dtsi")).toBe("a");
    expect(textOf("l/scripts/dtc/include-prefixes/dt-bindings/b.h")).toBe("b");
    expect(files.realPath("l/scripts/dtc/include-prefixes/arm/a.dtsi")).toBe("/l/arch/arm/boot/dts/a.dtsi");
  });

  it("go, and their folders with them", () => {
    const some = opened({ "a/b/c": "", "a/d": "" });
    some.delete("a/b/c");
    expect([some.kindOf("a/b"), some.kindOf("a")]).toEqual([null, "directory"]);
    some.delete("a/d");
    expect(some.list("/")).toEqual([]);
  });
});

it("finds every board whose includes may lead to a file", () => {
  const files = opened({
    "a.dts": '#include "x/soc.dtsi"\n',
    "b.dts": '/include/ "soc-pins.dtsi"\n',
    "c.dts": "/* nothing */\n",
    "d.dts": "#define ALL <any>\n#include ALL\n",
    "x/soc.dtsi": "  # include <soc-pins.dtsi>\n",
    "soc-pins.dtsi": "",
  });
  const found = (target: string) => boardsReading([target], [...files.paths], new SourceStore(files));
  expect([...found("soc-pins.dtsi")].sort()).toEqual(["a.dts", "b.dts", "d.dts"]);
  expect([...found("x/soc.dtsi")].sort()).toEqual(["a.dts", "d.dts"]);
  expect([...found("c.dts")].sort()).toEqual(["c.dts", "d.dts"]);
});

describe("a workspace", () => {
  const files = (...paths: string[]) => new Map(paths.map((path) => [path, ""]));

  it("knows its boards by their names", () => {
    const all = files("b.dts", "a.dtb", "x.dtsi", "o.dtso", "tree/#address-cells", "tree/soc/#address-cells");
    expect(listingOf(all)).toEqual({
      boards: ["a.dtb", "b.dts", "tree"],
      plans: [],
      overlays: ["o.dtso"],
      texts: ["b.dts", "o.dtso", "x.dtsi"],
    });
    expect(["x/.git/config", "drivers/a.c", ".git/x.dts"].some(isOfUse)).toBe(false);
    expect(["a.dts", "x/y.h", "compatible"].every(isOfUse)).toBe(true);
  });

  it("begins anew with a board, and is joined by anything else", () => {
    const example = workspaceOf("one", files("a.dts"));
    const board = files("b.dts", "p.iova.yaml");
    expect(withOpened(example, board)).toEqual(workspaceOf(null, board));
    expect(withOpened(example, files("p.iova.yaml"))).toEqual(workspaceOf("one", files("a.dts", "p.iova.yaml")));
    const own = workspaceOf(null, files("a.dts"));
    expect(withOpened(own, files("b.dts"))).toEqual(workspaceOf(null, files("a.dts", "b.dts")));
    expect(withText(own, "a.dts", "new").files.get("a.dts")).toBe("new");
    expect(withText(own, "c.dts", "new").listing.boards).toEqual(["a.dts", "c.dts"]);
  });

  it("says what changed", () => {
    const [before, after] = [
      new Map([
        ["a", "1"],
        ["b", "1"],
      ]),
      new Map([
        ["b", "2"],
        ["c", "1"],
      ]),
    ];
    expect(changesBetween(before, after)).toEqual([
      ["b", "2"],
      ["c", "1"],
      ["a", null],
    ]);
  });
});

const NO_SETTINGS = settingsFrom(() => null);

describe("settings", () => {
  const parsed = (written: Partial<Settings>) => parseSettings({ ...NO_SETTINGS, ...written });

  it("are what the command line takes without them, where nothing is written", () => {
    expect(parsed({})).toEqual({ ok: true, system: {}, profiles: [] });
  });

  it("are read as the command line reads its options", () => {
    const written = {
      granule: "16K",
      "dma-mask": "36",
      "dma-limit": "0xdfffffff",
      mode: "lazy",
      profile: "qcom-video",
    };
    expect(parsed(written)).toEqual({
      ok: true,
      system: { granule: 0x4000n, dmaMaskBits: 36, dmaLimit: 0xdfffffffn, iommuMode: "lazy" },
      profiles: ["qcom-video"],
    });
  });

  it.each([
    { kernel: "six" },
    { granule: "8K" },
    { "dma-mask": "65" },
    { "dma-mask": "0" },
    { "dma-mask": "3.5" },
    { "dma-limit": "16E" },
    { "dma-limit": "x" },
    { mode: "fast" },
  ])("%o cannot be used, and the key is named", (written) => {
    expect(parsed(written)).toMatchObject({ ok: false, key: Object.keys(written)[0] });
  });
});

it("reads a link as it was written", () => {
  const settings = settingsFrom((key) => (key === "mode" ? null : `${key}+1`));
  const link = { example: "x", settings, device: "/a@0#b", layout: "shared", form: "c" } as const;
  expect(readLink(linkText(link))).toEqual(link);
  expect(readLink("#as=nonsense")).toMatchObject({ example: null, settings: NO_SETTINGS, form: "patch" });
});

it("marks what is in the text, and none twice", () => {
  const marked = [
    { line: 2, column: 1, length: 2, severity: "warning" },
    { line: 2, column: 2, length: 1, severity: "error" },
    { line: 9, column: 9, length: 5, severity: "error" },
  ] as const;
  expect(marksIn("ab\ncdef\n", marked)).toEqual([{ start: 3, end: 5, severity: "warning" }]);
});

describe("the courier", () => {
  const choice = (board: string): Choice => ({
    board,
    plan: null,
    overlays: [],
    settings: NO_SETTINGS,
    device: null,
    layout: null,
    form: "patch",
  });
  const report = (run: number): Told => ({
    kind: "report",
    run,
    board: null,
    kernel: "7.3",
    map: null,
    problems: [],
    settingProblem: null,
    decompiled: null,
    milliseconds: 1,
  });

  function world() {
    const asked: Asked[] = [];
    const heard: number[] = [];
    const workers: (WorkerLike & { isEnded: boolean })[] = [];
    const start = () => {
      const worker = {
        onmessage: null,
        isEnded: false,
        postMessage: (one: Asked) => void asked.push(one),
        terminate() {
          worker.isEnded = true;
        },
      };
      workers.push(worker);
      return worker;
    };
    const courier = new Courier(start, ({ run }) => heard.push(run));
    const tell = (told: Told) => workers.at(-1)?.onmessage?.(new MessageEvent("message", { data: told }));
    return { courier, asked, heard, workers, tell };
  }

  it("has one question under way, and sends the last of those that came up meanwhile", () => {
    const { courier, asked, heard, tell } = world();
    const files = new Map([["a.dts", "1"]]);
    for (const board of ["a", "b", "c"]) courier.ask({ files, choice: choice(board) });
    expect(asked.map((one) => one.choice.board)).toEqual(["a"]);
    tell(report(1));
    expect(asked.map((one) => one.choice.board)).toEqual(["a", "c"]);
    expect(asked.map(({ changes }) => changes)).toEqual([[["a.dts", "1"]], []]);
    tell(report(1));
    tell(report(2));
    expect(heard).toEqual([1, 2]);
  });

  it("ends a worker that does not come to an end, and begins another with all files", async () => {
    const { courier, asked, workers } = world();
    const files = new Map([["a.dts", "1"]]);
    courier.ask({ files, choice: choice("a") });
    courier.ask({ files, choice: choice("b") });
    await expect.poll(() => workers.length, { timeout: 20_000 }).toBe(2);
    expect(workers[0]?.isEnded).toBe(true);
    expect(asked.at(-1)).toMatchObject({ choice: choice("b"), changes: [["a.dts", "1"]] });
  });
});
