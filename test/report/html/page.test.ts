/** The page as a file: its data, its policy, and how it is read back. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { print, type Viewer } from "../../../src/index.js";
import { base64, fromBase64 } from "../../../src/report/html/base64.js";
import { isPage, readPage } from "../../../src/report/html/read-page.js";
import { joinedPieces } from "../../../src/report/pieces.js";
import { reportJsonPieces } from "../../../src/report/report-json.js";
import type { Report } from "../../../src/report/schema.js";
import { runOnFiles } from "../../cli/virtual-host.js";

const SMALL: Report = JSON.parse(readFileSync("examples/dts/video-codec.json", "utf8"));

/** More than a mebibyte: the same board under many names. */
const large = (boards = 60): Report => ({
  ...SMALL,
  boards: Array.from({ length: boards }, (_, i) =>
    SMALL.boards.map((board) => ({ ...board, input: `board-${i}.dts`, model: "</script><img src=x>" })),
  ).flat(),
});

const viewer: Viewer = { script: "0", style: "p{}", scriptHash: "sha256-a", styleHash: "sha256-b" };

const pageOf = (report: Report): string => print("check", report, "html", { viewer });

const MANY = 1 << 30;

describe("a page's data", () => {
  it.each([
    ["a short report", SMALL, "application/json"],
    ["a long one", large(), "application/json+gzip"],
    ["one without boards", { ...SMALL, boards: [] }, "application/json"],
  ])("of %s parses to what the JSON format prints", (_, report, type) => {
    const page = pageOf(report);
    expect(page).toContain(`<script id="report" data-command="check" type="${type}">`);
    const read = readPage(page, MANY);
    expect(read).toMatchObject({ ok: true, command: "check" });
    const json = joinedPieces(reportJsonPieces(report));
    expect(JSON.parse(read.ok ? read.json : "")).toEqual(JSON.parse(json));
    if (type.endsWith("gzip")) expect(read.ok && read.json).toBe(json);
  });

  it("is one gzip file in one base64 text, when it is long", () => {
    const report = large();
    const [, data = ""] = /<script id="report"[^>]*>([^<]*)</.exec(pageOf(report)) ?? [];
    const lines = data.trim().split("\n");
    expect(lines.length).toBeGreaterThan(4);
    expect(gunzipSync(Buffer.from(data.replace(/\s/g, ""), "base64")).toString()).toBe(
      joinedPieces(reportJsonPieces(report)),
    );
  });

  it("lists which of its lines has which boards", () => {
    const [, list = ""] = /<script id="report-parts"[^>]*>([^<]*)</.exec(pageOf(large())) ?? [];
    const { boardsOfLine, rows } = JSON.parse(list);
    expect(boardsOfLine.at(0)).toBe(0);
    expect(boardsOfLine.at(-1)).toBe(0);
    expect(boardsOfLine.reduce((sum: number, count: number) => sum + count, 0)).toBe(60);
    expect(rows[7]).toEqual({
      input: "board-7.dts",
      model: "</script><img src=x>",
      analysed: true,
      consumers: 4,
      skipped: 0,
      errors: 1,
      warnings: 1,
      notes: 3,
    });
  });

  it("is the same bytes for the same report", () => {
    expect(pageOf(large())).toBe(pageOf(large()));
  });

  it("ends no element, whatever a name holds", () => {
    const report = { ...SMALL, boards: SMALL.boards.map((board) => ({ ...board, model: "<!--<script></script>" })) };
    const page = pageOf(report);
    expect(page.match(/<\/script>/g)).toHaveLength(2);
    expect(page).not.toContain("<!--");
    const read = readPage(page, MANY);
    expect(JSON.parse(read.ok ? read.json : "").boards[0].model).toBe("<!--<script></script>");
  });
});

describe("a page", () => {
  it("lets its own script and style run and nothing else", () => {
    const built: Viewer = JSON.parse(readFileSync("dist/viewer/viewer.json", "utf8"));
    const page = print("analyze", SMALL, "html", { viewer: built });
    const [, policy = ""] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    const hash = (text: string) => `sha256-${createHash("sha256").update(text).digest("base64")}`;
    expect(policy.split("; ")).toEqual([
      "default-src 'none'",
      `script-src '${hash(/<script>([\s\S]*?)<\/script>/.exec(page)?.[1] ?? "")}'`,
      `style-src '${hash(/<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? "")}'`,
      "img-src data:",
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ]);
  });

  it("says in its title what it is of, with nothing of a name's obeyed", () => {
    const boards = SMALL.boards.map((board) => ({ ...board, input: "</title><b>'\u202e&" }));
    expect(pageOf({ ...SMALL, boards })).toContain("<title>check: &lt;/title&gt;&lt;b&gt;&#39;\\u202e&amp;</title>");
  });

  it("cannot be printed without its viewer", () => {
    expect(() => print("analyze", SMALL, "html")).toThrow("'html' needs the viewer");
  });

  it("keeps the viewer small: 120 kB by gzip -9, script and style together", () => {
    const { script, style }: Viewer = JSON.parse(readFileSync("dist/viewer/viewer.json", "utf8"));
    expect(gzipSync(script + style, { level: 9 }).length).toBeLessThanOrEqual(120_000);
  });

  it.each(["analyze", "check"])("is what `%s --format html=FILE` writes", async (command) => {
    const run = await runOnFiles([command, "examples/dts", "--format", "html=x.html", "--format", "json", "--quiet"]);
    const read = readPage(run.written["x.html"] ?? "", MANY);
    expect(read).toMatchObject({ ok: true, command });
    expect(JSON.parse(read.ok ? read.json : "")).toEqual(JSON.parse(run.out));
  });

  it("is no format of commands that have no view", async () => {
    const run = await runOnFiles(["tree", "examples/dts/buffers.dts", "--format", "html"]);
    expect(run.status).toBe(2);
  });
});

describe("reading a page back", () => {
  it.each([
    ["no page", "{}", "no-report"],
    ["a page of another program", "<!DOCTYPE html><script>1</script>", "no-report"],
    ["a page that is cut", pageOf(SMALL).slice(0, 9000), "damaged"],
    ["data that is no base64", pageOf(large()).replace("H4sI", "H4s!"), "damaged"],
    ["data that is no gzip", pageOf(large()).replaceAll("H4sI", "AAAA"), "damaged"],
    ["data of another kind", pageOf(SMALL).replace('type="application/json"', 'type="text/plain"'), "damaged"],
  ])("says that %s is none", (_, page, reason) => {
    expect(readPage(page, MANY)).toEqual({ ok: false, reason });
  });

  it("unpacks no more than it is told to", () => {
    const longPage = pageOf(large());
    const length = Buffer.byteLength(joinedPieces(reportJsonPieces(large())));
    expect(readPage(longPage, length - 1)).toEqual({ ok: false, reason: "too-large" });
    expect(readPage(longPage, length)).toMatchObject({ ok: true });
    expect(readPage(pageOf(SMALL), 100)).toEqual({ ok: false, reason: "too-large" });
  });

  it("knows a page by its beginning", () => {
    expect(isPage(pageOf(SMALL))).toBe(true);
    expect(isPage('{"schemaVersion": 1}')).toBe(false);
  });
});

describe("base64", () => {
  it("is Node's, both ways", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = new TextDecoder().decode(base64(bytes));
        expect(text).toBe(Buffer.from(bytes).toString("base64"));
        expect(fromBase64(text)).toEqual(bytes);
      }),
    );
  });
});
