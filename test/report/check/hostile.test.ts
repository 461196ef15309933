/** Names and paths of a stranger's board in every format of `check`: shown, never obeyed. */

import { describe, expect, it } from "vitest";
import { formats, plainPalette, rules } from "../../../src/index.js";
import { failuresOf } from "../../../src/report/failures.js";
import type { FindingView, Report } from "../../../src/report/schema.js";
import { boardOf } from "../hand-made.js";
import { noViewer } from "../no-viewer.js";

const HOSTILE =
  "/soc/<script>alert(1)</script>&amp;]]>\u001b[31m\u202eevil\n::error::owned\r%0A\u0000\ufeff|`*_[x](http://e)@me#1\ud800\"'";

const finding = (severity: FindingView["severity"], rule: string): FindingView => ({
  rule,
  severity,
  consumer: HOSTILE,
  message: `message ${HOSTILE}`,
  details: [HOSTILE],
  help: HOSTILE,
  location: {
    file: `dir, with:odd/${HOSTILE}.dts`,
    line: 3,
    column: 2,
    endColumn: 5,
    node: HOSTILE,
    property: HOSTILE,
    via: [{ kind: "include", name: HOSTILE, file: HOSTILE, line: 1 }],
  },
  snippet: { text: `a${HOSTILE}`, start: 1, length: 3 },
  related: [{ message: HOSTILE, location: { file: HOSTILE, line: null, column: null, node: HOSTILE, property: null } }],
  fingerprint: "0123456789abcdef0123456789abcdef",
});

const unusable = {
  severity: "error" as const,
  code: "input-bad",
  message: HOSTILE,
  location: { file: HOSTILE, line: 1, column: 1, node: null, property: null },
  hint: HOSTILE,
};

function hostileReport(): Report {
  const board = boardOf(null, { name: HOSTILE });
  const findings = [
    finding("error", "reservation-cells-short"),
    finding("warning", "space-low"),
    finding("note", "reservation-unaligned"),
  ];
  return {
    schemaVersion: 1,
    tool: { name: "iova-plan", version: "0.0.0" },
    command: "check",
    judgement: { failOn: "error", showsNotes: false },
    shard: null,
    failures: failuresOf([{ board: HOSTILE, side: null, error: unusable }]),
    findings: findings.map((one) => ({ ...one, boards: [HOSTILE, HOSTILE] })),
    kernelVersion: "6.12",
    kernelCountsAs: null,
    options: { iommuMode: "strict", granule: null, dmaMask: null, dmaLimit: null, layouts: null, device: null },
    boards: [
      {
        ...board,
        analysed: true,
        findings,
        skippedChecks: [{ rule: "space-low", because: "space-exhausted", subject: HOSTILE }],
        assumptions: [HOSTILE],
        coverage: { consumers: 1, skipped: [{ path: HOSTILE, reason: HOSTILE }] },
      },
      {
        ...board,
        analysed: false,
        errors: [unusable],
      },
    ],
    fixes: [
      {
        rule: "reservation-cells-short",
        fingerprint: finding("error", "reservation-cells-short").fingerprint,
        boards: [HOSTILE],
        edits: [{ file: HOSTILE, line: 1, column: 1, endLine: 1, endColumn: 1, text: HOSTILE }],
      },
    ],
    passedOver: [{ input: HOSTILE, reason: "overlay" }],
  };
}

function printed(name: string): string {
  const print = formats.find((format) => format.name === name)?.printers.check;
  if (print === undefined) throw new Error(`no format ${name}`);
  return print(hostileReport(), {
    columns: 80,
    palette: plainPalette,
    verbose: true,
    showsNotes: true,
    rules,
    viewer: noViewer,
  });
}

describe.each(formats.filter((f) => f.printers.check !== undefined).map((f) => f.name))("%s", (name) => {
  it("lets no control, no direction mark and no half character through", () => {
    expect(printed(name).replace(/\n/g, "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  });
});

describe("github", () => {
  const lines = printed("github").trimEnd().split("\n");

  it("is one command a line and no other", () => {
    expect(lines).toHaveLength(5);
    expect(lines.at(-1)).toBe("::notice title=iova-plan::1 error, 1 warning, 1 note on 1 board, for Linux 6.12");
    for (const line of lines.slice(0, -1)) expect(line).toMatch(/^::(error|warning|notice) file=[^:]*?,[^:]*::/);
  });

  it("escapes what ends a property or a command", () => {
    expect(lines[1]).toContain("file=dir%2C with%3Aodd/");
    expect(lines[1]).toContain("%250A");
  });
});

describe("junit", () => {
  it("is well-formed", () => {
    const xml = printed("junit");
    const open: string[] = [];
    for (const [, slash, name = "", selfClosed] of xml.matchAll(/<(\/?)([a-z-]+)(?:\s[^<>]*?)?(\/?)>/g)) {
      if (slash === "/") expect(open.pop()).toBe(name);
      else if (selfClosed !== "/") open.push(name);
    }
    expect(open).toEqual([]);
    const text = xml.replace(/<\?xml[^>]*\?>/, "").replace(/<\/?[a-z-]+(?:\s[a-z]+="[^"<>]*")*\s*\/?>/g, "");
    expect(text).not.toMatch(/[<>"]|&(?!#\d+;)/);
  });

  it("fails for errors alone", () => {
    expect(printed("junit")).toMatch(/<testsuites name="iova-plan" tests="\d+" failures="1" errors="1">/);
  });
});

describe("markdown", () => {
  it("holds no HTML, link or mention of the input's", () => {
    const shown = printed("markdown").replace(/<!-- iova-plan check -->|<\/?(details|summary)>|<br>/g, "");
    expect(shown).not.toMatch(/<|(?<!\\)[`[\]]|@/);
    expect(shown).toContain("&lt;script\\>");
  });
});

describe.each(["sarif", "gitlab", "json"])("%s", (name) => {
  it("is JSON", () => {
    expect(() => JSON.parse(printed(name))).not.toThrow();
  });
});

describe("gitlab", () => {
  it("tells the findings of two boards apart", () => {
    const report = hostileReport();
    const [board] = report.boards;
    const print = formats.find((format) => format.name === "gitlab")?.printers.check;
    if (board === undefined || print === undefined) throw new Error("no board, or no format");
    const twice: Report = {
      ...report,
      boards: [
        { ...board, input: "a.dts" },
        { ...board, input: "b.dts" },
      ],
    };
    const entries: { fingerprint: string }[] = JSON.parse(
      print(twice, { columns: 80, palette: plainPalette, verbose: false }),
    );
    // One fingerprint in this report, on two boards, and what could not be checked.
    expect(new Set(entries.map((entry) => entry.fingerprint)).size).toBe(3);
  });
});
