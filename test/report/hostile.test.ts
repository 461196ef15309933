/** Strangers' device trees: nothing in them may reach a terminal or a Markdown page as more than text. */
import { describe, expect, it } from "vitest";
import { formats } from "../../src/report/formats.js";
import { plainPalette } from "../../src/report/palette.js";
import type { Report } from "../../src/report/schema.js";
import { analysis, boardOf, consumer, location, reportOf, reservation } from "./hand-made.js";
import { noViewer } from "./no-viewer.js";

const HOSTILE =
  "\x1b]0;t\x07\n| <script>alert(1)</script> `x` [a](javascript:b) @user #1 \u202e ::error:: \x9b2J \u{e0041}";

function hostileReport(): Report {
  const bad = consumer(HOSTILE, 0, {
    group: null,
    groupReason: HOSTILE,
    assumes: ["unknown-iommu"],
    reservations: [
      reservation(0n, 4096n),
      reservation(0n, 1n, { origin: { kind: "iommu-driver", what: HOSTILE } }),
      reservation(0n, 1n, { origin: { kind: "pci-window", bridge: HOSTILE, location } }),
    ],
    runtimeCalls: [{ start: 0n, length: 0n, result: "refused", reason: HOSTILE, alsoHits: [HOSTILE], location }],
  });
  const board = boardOf(
    analysis([bad, consumer("b", 1)], {
      messages: [{ kind: "line", severity: "error", consumer: HOSTILE, text: HOSTILE, location }],
      assumptions: [HOSTILE],
      coverage: { consumers: 1, skipped: [{ path: HOSTILE, reason: HOSTILE }] },
    }),
    { name: HOSTILE, plans: [{ name: HOSTILE, from: "beside", lacking: [] }] },
  );
  return reportOf(board);
}

describe.each(formats.map((format) => [format.name, format] as const))("%s", (name, format) => {
  const printers = [format.printers.analyze, format.printers.tree, format.printers.map].flatMap((one) => one ?? []);
  it.each([200, 40])("says hostile names at width %i without obeying them", (columns) => {
    for (const print of printers) {
      const shown = print(hostileReport(), { columns, palette: plainPalette, verbose: true, viewer: noViewer });
      expect(shown.replace(/\n/g, "")).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
      expect(shown).not.toMatch(/\p{Cf}/u);
      if (name === "json") expect(JSON.parse(shown)).toEqual(hostileReport());
    }
  });
});

describe("markdown", () => {
  const shown = formats
    .find((format) => format.name === "markdown")
    ?.printers.analyze?.(hostileReport(), { columns: 100, palette: plainPalette, verbose: true });

  it("holds no HTML, link, mention or code of the input's", () => {
    expect(shown).toContain("&lt;script\\>");
    // A map stands in a fence, where nothing is obeyed, and which nothing within ends.
    const beside = (shown ?? "").replace(/^(`{3,})text\n[\s\S]*?\n\1$/gm, "");
    expect(beside).not.toMatch(/<|(?<!\\)[`[\]]|@/);
  });

  it("keeps every table row at its columns", () => {
    const rows = (shown ?? "").split("\n").filter((line) => line.startsWith("|"));
    const bars = rows.map((row) => row.match(/(?<!\\)\|/g)?.length);
    expect(new Set(bars.slice(0, 4)).size).toBe(1);
  });

  it("is cut below what GitHub takes, and says so", () => {
    const boards = Array.from({ length: 3000 }, (_, i) => ({ ...boardOf(), input: `board-${i}.dts` }));
    const long = formats
      .find((format) => format.name === "markdown")
      ?.printers.analyze?.(reportOf(...boards), { columns: 100, palette: plainPalette, verbose: false });
    expect(long?.length).toBeLessThan(65_000);
    expect(long).toContain("**Cut here:**");
  });
});
