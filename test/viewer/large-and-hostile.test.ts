/** A page of very many boards, and one whose names are an attack. */
import { describe, expect, it } from "vitest";
import { print } from "../../src/index.js";
import type { Board, Report } from "../../src/report/schema.js";
import { runOnFiles } from "../cli/virtual-host.js";
import { browser, builtViewer, expectQuiet, inBrowser } from "./browser.js";

const reportOf = async (path: string): Promise<Report> =>
  JSON.parse((await runOnFiles(["check", path, "--format", "json"])).out);

const many = (report: Report, count: number): Report => ({
  ...report,
  boards: Array.from({ length: count }, (_, i) =>
    report.boards.map((board) => ({ ...board, input: `b/${i}.dts`, families: [] })),
  ).flat(),
});

const HOSTILE = `</script><img src=x onerror="document.title='obeyed'"><b>\u202e\x1b[2J\u0000"'`;

/** Every text of a value that is no address, rule, kind or fingerprint, with an attack behind it. */
function attacked<T>(value: T, name = ""): T {
  if (Array.isArray(value)) return value.map((one) => attacked(one, name)) as T;
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, attacked(one, key)])) as T;
  }
  return (typeof value === "string" && TEXTS.has(name) ? `${value}${HOSTILE}` : value) as T;
}

const TEXTS: ReadonlySet<string> = new Set(
  "input model plan file id path name parent members consumer consumers message details help text node region labels".split(
    " ",
  ),
);

describe("pages", inBrowser, () => {
  const { open } = browser();

  it("open at once with 1,500 boards, and unpack those that are looked at", async () => {
    const report = many(await reportOf("examples/dts/video-codec.dts"), 1500);
    const opened = await open(print("check", report, "html", { viewer: builtViewer() }));
    const { page } = opened;
    expect(await page.locator("h1").innerText()).toBe("Check of 1500 boards");
    const rows = page.locator('section[aria-label="Boards"] tbody tr[data-row]');
    expect(await rows.count()).toBeLessThan(200);
    await rows.first().focus();
    await page.keyboard.press("End");
    const last = page.locator('section[aria-label="Boards"] tbody tr[data-row="1499"]');
    await last.waitFor();
    await last.click();
    await page.locator("h1", { hasText: "b/1499.dts" }).waitFor();
    await page.locator("rect[data-lane]").first().waitFor();
    expectQuiet(opened);
  });

  it("obey no name", async () => {
    const report = attacked(await reportOf("examples/dts/video-codec.dts"));
    const [board]: readonly Board[] = report.boards;
    const opened = await open(print("check", report, "html", { viewer: builtViewer() }));
    const { page } = opened;
    expect(await page.locator("h1").innerText()).toContain("</script><img src=x onerror=");
    await page.locator("article.card").first().click();
    await page.locator(".as-text summary").first().click();
    await page.locator(".as-text h3, .as-text p").first().waitFor();
    expect(await page.locator("img, b:empty").count()).toBe(0);
    expect(await page.title()).toContain("</script>");
    const shown = await page.locator("body").innerText();
    expect(["\u202e", "\x1b", "\0"].filter((one) => shown.includes(one))).toEqual([]);
    expect(shown).toContain("\\u202e");
    expect(board?.consumers[0]?.id).toContain(HOSTILE);
    expectQuiet(opened);
  });
});
