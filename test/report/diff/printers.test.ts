/** The printers of `diff`: nothing of a device tree is obeyed, and a comment fits its page. */
import { describe, expect, it } from "vitest";
import type { ChangeView, DiffReport } from "../../../src/report/diff/schema.js";
import { formats } from "../../../src/report/formats.js";
import { plainPalette } from "../../../src/report/palette.js";

const look = { columns: 100, palette: plainPalette, verbose: false };

const printed = (format: string, report: DiffReport): string =>
  formats.find(({ name }) => name === format)?.printers.diff?.(report, look) ?? "";
const diffAsText = (report: DiffReport): string => printed("text", report);
const diffAsMarkdown = (report: DiffReport): string => printed("markdown", report);

const usableOf = (bytes: number) => ({
  bytes,
  below4G: bytes,
  blocks: 1,
  largestBlock: bytes,
  largestAligned: bytes,
  ranges: [],
  reach: null,
});

const loss = (consumer: string, boards: readonly string[], mib = 16): ChangeView => ({
  kind: "usable",
  consumer,
  name: null,
  before: usableOf(2 ** 31),
  after: usableOf(2 ** 31 - mib * 1048576),
  usableBelow4GDelta: -mib * 1048576,
  boards: [...boards],
});

const report = (changes: ChangeView[], names: readonly string[] = ["board.dts"]): DiffReport => ({
  schemaVersion: 1,
  tool: { name: "iova-plan", version: "0" },
  command: "diff",
  failsOnChange: false,
  failures: [],
  kernelVersion: "6.12",
  old: "old",
  new: "new",
  boards: names.map((board) => ({ board, status: "changed", old: null, new: null, errors: [] })),
  changes,
  consumers: [],
  shard: null,
});

describe("names", () => {
  const consumers = [
    { id: "/soc/codec#non-pixel", path: "/soc/codec", name: "non-pixel", pciFunction: null },
    { id: "/pcie@0!01:00.0", path: "/pcie@0", name: null, pciFunction: "01:00.0" },
    { id: "/soc/codec#1", path: "/soc/codec#1", name: null, pciFunction: null },
    { id: "/soc/odd!1/x", path: "/soc/odd!1/x", name: null, pciFunction: null },
  ];
  const changes = consumers.map(({ id }) => loss(id, ["board.dts"]));

  it("come from the table of consumers, not from what an id looks like", () => {
    const text = diffAsText({ ...report(changes), consumers });
    const names = text.split("\n").map((line) => /^[\s│├└─]*([^\s:]+)(?=:|$)/.exec(line)?.[1]);
    expect(names.filter((name) => name !== undefined)).toEqual(
      expect.arrayContaining(["/soc/codec", "non-pixel", "/pcie@0", "codec#1", "x"]),
    );
    expect(text).toMatch(/01:00\.0: usable/);
    expect(text).not.toMatch(/(^|\s)1: usable/);
    const comment = diffAsMarkdown({ ...report(changes), consumers });
    for (const name of ["non-pixel", "01\\:00.0", "codec\\#1", "x"]) expect(comment).toContain(`**${name}**`);
  });
});

describe("a pull-request comment", () => {
  it("begins with its marker and the verdict, and puts the largest loss first", () => {
    const lines = diffAsMarkdown(report([loss("/a", ["board.dts"], 600), loss("/b", ["board.dts"])])).split("\n");
    expect(lines[0]).toBe("<!-- iova-plan diff -->");
    expect(lines[1]).toBe("## iova-plan: 2 consumers lose IOVA space \\(most\\: a, 600 MiB\\)");
    expect(lines[5]).toMatch(/^- \*\*a\*\*.*−600 MiB/);
    expect(lines[6]).toMatch(/^- \*\*b\*\*.*−16 MiB/);
    expect(lines).toContain("<details><summary>Changes</summary>");
  });

  it("says that there is no effect", () => {
    const none = { ...report([]), boards: [{ board: "b", status: "same" as const, old: null, new: null, errors: [] }] };
    expect(diffAsMarkdown(none)).toContain("## iova-plan: no effect\\: nothing changes for 0 consumers");
  });

  it("is cut where a comment ends, says so, and leaves no fold open", () => {
    const many = Array.from({ length: 2000 }, (_, i) =>
      loss(`/soc/device-with-a-long-name-${i}`, ["board.dts"], i + 1),
    );
    const text = diffAsMarkdown(report(many));
    expect(text.length).toBeLessThan(65_000);
    expect(text).toMatch(/\*\*Cut here:\*\* \d+ more lines/);
    const count = (tag: string) => text.split("\n").filter((line) => line.startsWith(tag)).length;
    expect(count("<details>")).toBe(count("</details>"));
    expect(text.trimEnd().endsWith("have everything.")).toBe(true);
  });

  it("counts boards that nobody would read", () => {
    const names = Array.from({ length: 5000 }, (_, i) => `arch/arm64/boot/dts/vendor/board-${i}.dts`);
    const text = diffAsMarkdown(report([loss("/a", names)], names));
    expect(text).toContain("same change on 5000 boards");
    expect(text).toContain("and 4988 more");
    expect(text.length).toBeLessThan(20_000);
  });
});

const HOSTILE = [
  "</details><script>alert(1)</script>",
  "`](javascript:x)[y",
  "@everyone #1",
  "| a | b |\n\n# Title",
  "<!-- -->",
  "\x1b[2J\u202e",
];

describe.each(HOSTILE)("the name %j", (name) => {
  const error = {
    severity: "error" as const,
    code: "x",
    message: name,
    location: { file: name, line: 1, column: 1, node: null, property: null },
    hint: name,
  };
  const failure = { ...error, of: "plan" as const, side: "old" as const, boards: [name], fingerprint: "0".repeat(32) };
  const found: DiffReport = {
    ...report([loss(`/${name}`, [name, "other"])], [name, "other"]),
    old: name,
    failures: [failure, { ...failure, boards: [], side: null }],
    boards: [
      { board: name, status: "failed", old: null, new: null, errors: [{ ...error, side: "old" }] },
      { board: "other", status: "changed", old: null, new: null, errors: [] },
    ],
  };

  it("reaches no terminal as it is", () => {
    expect(diffAsText(found)).not.toMatch(/[^\P{C}\n]/u);
  });

  it("is no Markdown and no HTML", () => {
    const text = diffAsMarkdown(found);
    const tags = new Set(text.match(/<[^>]*>/g) ?? []);
    const ours = [
      "<!-- iova-plan diff -->",
      "<details>",
      "<summary>",
      "</summary>",
      "</details>",
      "<code>",
      "</code>",
      "<br>",
    ];
    expect([...tags].filter((tag) => !ours.includes(tag))).toEqual([]);
    expect(text).not.toContain("@everyone");
    expect(text).not.toMatch(/(^|[^\\])[`|]/);
    expect(text).not.toContain("](");
    expect(text.split("\n").filter((line) => line.startsWith("#"))).toHaveLength(1);
  });
});

describe("what is lost", () => {
  const protection = { kept: [], mapped: [], translated: true, reason: null };
  const lost = (consumer: string, more: object = {}): ChangeView => ({
    kind: "protection-lost",
    consumer,
    name: null,
    usableBelow4GDelta: null,
    before: protection,
    after: protection,
    lost: [{ start: "0x0", end: "0x257fffff" }],
    unmapped: [],
    elsewhere: [],
    boards: ["board.dts"],
    ...more,
  });
  const firstLine = (changes: ChangeView[]) => diffAsText(report(changes)).split("\n")[0];

  it("is the first thing said, and nobody gains what was kept from him", () => {
    const gain = { ...loss("/a", ["board.dts"], -600), usableBelow4GDelta: 600 * 1048576 };
    expect(firstLine([lost("/a"), gain])).toBe("1 consumer loses reserved ranges (a, 600 MiB)");
    expect(firstLine([lost("/a"), lost("/b"), loss("/c", ["board.dts"])])).toBe(
      "2 consumers lose reserved ranges (most: a, 600 MiB); 1 consumer loses IOVA space (c, 16 MiB)",
    );
  });

  it("stands in the comment above the fold", () => {
    const lines = diffAsMarkdown(report([lost("/a")])).split("\n");
    expect(lines[5]).toBe("- **a**\\: no longer reserved\\: \\[0x00000000-0x257fffff\\] \\(600 MiB\\)");
  });

  it("may be the IOMMU, with Linux's reason", () => {
    const after = { ...protection, translated: false, reason: "no driver is known for it" };
    const changes = [lost("/a", { lost: [], after }), lost("/b", { lost: [], after })];
    expect(firstLine(changes)).toBe("2 consumers lose their IOMMU");
    expect(diffAsText(report(changes))).toContain("a, b: no longer behind an IOMMU: no driver is known for it");
  });

  it("under another kernel than the one asked for is said as such", () => {
    const elsewhere = [{ kernel: "7.3", lost: [{ start: "0x0", end: "0xfff" }], problem: null }];
    const changes = [lost("/a", { lost: [], elsewhere })];
    expect(firstLine(changes)).toBe("1 consumer loses protection on Linux 7.3");
    expect(diffAsText(report(changes))).toContain("under Linux 7.3 no longer reserved: [0x00000000-0x00000fff]");
    const nothing = lost("/a", { elsewhere: [{ kernel: "7.3+iommu-ranges", lost: [], problem: null }] });
    expect(diffAsText(report([nothing]))).toContain("under Linux 7.3+iommu-ranges nothing is lost");
  });
});

describe("a node that moved", () => {
  const moved = (before: string, after: string, how: "renamed" | "moved" | "parent"): ChangeView => ({
    kind: "consumer-moved",
    consumer: after,
    name: null,
    usableBelow4GDelta: null,
    before: { consumer: before, path: before },
    after: { consumer: after, path: after },
    how,
    matchedBy: "label",
    boards: ["board.dts"],
  });

  it("is named with both names, and those below it are not counted beside it", () => {
    const text = diffAsText(
      report([moved("/soc/vpu@1", "/soc/codec@1", "renamed"), moved("/soc/vpu@1/fw", "/soc/codec@1/fw", "parent")]),
    );
    expect(text.split("\n")[0]).toBe("1 consumer renamed (vpu@1 → codec@1)");
    expect(text).toContain("codec@1: renamed from vpu@1");
    expect(text).toContain("fw: moved with its parent");
  });

  it("to another parent is named with whole paths", () => {
    const text = diffAsText(report([moved("/soc/wrap@1/usb@2", "/soc/usb@2", "moved")]));
    expect(text.split("\n")[0]).toBe("1 consumer moved (/soc/wrap@1/usb@2 → /soc/usb@2)");
    expect(text).toContain("usb@2: moved, was below /soc/wrap@1");
  });
});

describe("boards that share a change", () => {
  const names = ["dts/a.dts", "dts/b.dts", "dts/c.dts", "dts/d.dts"];
  const all = names.slice(0, 3);

  it("stand together and are named once, with what is true of some below", () => {
    const changes = [
      loss("/soc/x", all, 600),
      loss("/soc/y", ["dts/a.dts", "dts/b.dts"]),
      loss("/soc/z", ["dts/d.dts"]),
    ];
    const lines = diffAsText(report(changes, names))
      .split("\n")
      .map((line) => line.trim());
    expect(lines[1]).toBe("old → new, Linux 6.12; boards in dts");
    const headings = lines.filter((line) => /^(Changes|Same|On|•)|^[a-d]\.dts/.test(line));
    expect(headings).toEqual([
      "Changes on 3 boards",
      "a.dts, b.dts, c.dts",
      "• on all 3",
      "• on 2 of them, all but c.dts",
      "On 1 board",
      "d.dts",
    ]);
  });

  it("may share by way of others", () => {
    const changes = [
      loss("/x", ["dts/a.dts", "dts/b.dts"]),
      loss("/y", ["dts/c.dts", "dts/d.dts"]),
      loss("/z", ["dts/b.dts", "dts/c.dts"]),
    ];
    const text = diffAsText(report(changes, names));
    expect(text).toContain("Changes on 4 boards");
    expect(text).toContain("on 2 of them: b.dts, c.dts");
  });

  it("of only one side are one line where they are many", () => {
    const added = names
      .concat(["dts/e.dts"])
      .map((board) => ({ board, status: "added" as const, old: null, new: null, errors: [] }));
    expect(diffAsText({ ...report([]), boards: added })).toContain("5 boards added: a.dts, b.dts, c.dts, d.dts, e.dts");
    expect(diffAsText({ ...report([]), boards: added.slice(0, 2) })).toContain("board added: a.dts\n");
  });
});

describe("siblings", () => {
  const consumers = ["0x0", "0x1"].map((name) => ({
    id: `/soc/codec@1#${name}`,
    path: "/soc/codec@1",
    name,
    pciFunction: null,
  }));
  const changes = consumers.map(({ id }) => loss(id, ["board.dts"]));

  it("of whom the same is said are one line, in the tree and above the fold", () => {
    expect(diffAsText({ ...report(changes), consumers })).toContain("└─ 0x0, 0x1: usable below 4 GiB");
    const lines = diffAsMarkdown({ ...report(changes), consumers }).split("\n");
    expect(lines[5]).toMatch(/^- \*\*codec&#64;1\\#0x0, codec&#64;1\\#0x1\*\*\\: usable below/);
    expect(lines[6]).toBe("");
  });

  it("carry their parents' names where they stand alone", () => {
    expect(diffAsText({ ...report(changes.slice(0, 1)), consumers }).split("\n")[0]).toBe(
      "1 consumer loses IOVA space (codec@1#0x0, 16 MiB)",
    );
    const first = (id: string) => diffAsText(report([loss(id, ["board.dts"])])).split("\n")[0];
    expect(first("/soc@0/usb@a600000")).toContain("(usb@a600000,");
    expect(first("/soc@0/usb@a6f8800/usb@a600000")).toContain("(usb@a6f8800/usb@a600000,");
    expect(first("/soc@0/remoteproc@1/glink-edge/fastrpc/compute-cb@3")).toContain("(remoteproc@1/…/compute-cb@3,");
    expect(first("/soc/display/dc")).toContain("(display/dc,");
  });
});

describe("an IOMMU that is lost", () => {
  it("takes along what sysfs listed, without a word", () => {
    const protection = { kept: [], mapped: [], translated: true, reason: null };
    const about = { consumer: "/a", name: null, usableBelow4GDelta: null, boards: ["board.dts"] };
    const msi = {
      start: "0x8000000",
      end: "0x80fffff",
      type: "msi",
      inAllocator: false,
      origin: "iommu-driver",
      inheritedFrom: null,
    } as const;
    const held = { ...msi, type: "reserved", inAllocator: true, origin: "iommu-addresses" } as const;
    const text = (reservations: (typeof msi | typeof held)[]) =>
      diffAsText(
        report([
          {
            ...about,
            kind: "protection-lost",
            before: protection,
            after: { ...protection, translated: false },
            lost: [],
            unmapped: [],
            elsewhere: [],
          },
          { ...about, kind: "reservation", before: { reservations }, after: { reservations: [] } },
        ]),
      );
    expect(text([msi])).not.toContain("msi");
    expect(text([held])).toContain("− [0x08000000-0x080fffff] reserved");
  });
});
