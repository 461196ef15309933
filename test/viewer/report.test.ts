/** The pages of `analyze` and `check` in a real browser. */
import { describe, expect, it } from "vitest";
import type { Report } from "../../src/report/schema.js";
import { browser, expectQuiet, inBrowser, textsOf, valuesOf } from "./browser.js";

const CODEC = "examples/dts/video-codec.dts";

describe("the page of one board", inBrowser, () => {
  const { show } = browser();

  it("says the verdict and the worst first, with the source line", async () => {
    const { page, ...rest } = await show(["check", CODEC]);
    expect(await page.title()).toBe(`check: ${CODEC}`);
    expect(await textsOf(page, ".counts button")).toEqual(["1 error", "1 warning", "3 notes"]);
    const [worst = ""] = await textsOf(page, ".worst article");
    expect(worst).toContain("need-not-met");
    expect(worst).toContain("- name: non-pixel");
    expect(await page.locator(".worst mark").first().innerText()).toBe("name: non-pixel");
    expectQuiet({ page, ...rest });
  });

  it("shows every consumer's figures as the JSON has them", async () => {
    const { page, json, ...rest } = await show(["analyze", CODEC]);
    const [board]: Report["boards"] = JSON.parse(json).boards;
    const rows = page.locator('section[aria-label="Consumers"] tbody tr');
    expect(await rows.count()).toBe(4);
    for (const [i, { reach, reserved, usable, need }] of (board?.consumers ?? []).entries()) {
      const values = await rows
        .nth(i)
        .locator("data")
        .evaluateAll((all) => all.map((one) => one.getAttribute("value")));
      const { bytes, below4G, largestBlock, largestAligned, blocks } = usable;
      const figures = [reserved, bytes, below4G, largestBlock, largestAligned, blocks, need?.bytes];
      expect(values).toEqual([`${reach?.start}-${reach?.end}`, ...figures.map(String)]);
    }
    expectQuiet({ page, ...rest });
  });

  it("sorts by mouse and filters by words, and the address says so", async () => {
    const { page } = await show(["analyze", CODEC]);
    const consumers = page.locator('section[aria-label="Consumers"]');
    await consumers.getByRole("button", { name: "Must avoid" }).click();
    const needs = await valuesOf(page, 'section[aria-label="Consumers"] tbody td:last-child data');
    expect(needs.map(BigInt)).toEqual(needs.map(BigInt).toSorted((a, b) => (a < b ? 1 : -1)));
    await page.getByLabel("Filter Consumers").fill("secure consumer:non-pixel");
    expect(await consumers.locator("tbody tr").count()).toBe(1);
    await expect.poll(() => decodeURIComponent(page.url())).toContain("t.consumers=-need~secure+consumer:non-pixel");
    await page.reload();
    expect(await consumers.locator("tbody tr").count()).toBe(1);
    await page.getByRole("button", { name: "1 error" }).click();
    expect(await page.locator('section[aria-label="Findings"] tbody tr').count()).toBe(1);
  });

  it("lights up what belongs to what is pointed at, and shows all on what is chosen", async () => {
    const { page } = await show(["analyze", CODEC]);
    await page.locator('section[aria-label="Consumers"] tbody tr').nth(1).hover();
    const hot = await textsOf(page, "[data-hot].node");
    expect(hot).toHaveLength(1);
    expect(hot[0]).toContain("non-pixel");
    await page.locator("article.card").first().click();
    expect(await page.locator("aside h3").first().innerText()).toContain("need-not-met");
    expect(await page.locator("aside").innerText()).toContain("Must avoid");
    expect(await page.locator("tr[data-selected]").count()).toBeGreaterThanOrEqual(2);
    await page.reload();
    expect(await page.locator("aside h3").first().innerText()).toContain("need-not-met");
    await page.getByRole("button", { name: "Close" }).click();
    expect(await page.locator("aside").count()).toBe(0);
    expect(page.url()).not.toContain("#");
  });

  it("goes from row to row and chooses one by keyboard alone", async () => {
    const { page } = await show(["analyze", CODEC]);
    await page.locator('section[aria-label="Consumers"] tbody tr').first().focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    expect(await textsOf(page, "[data-hot].node")).toEqual([expect.stringContaining("secure-non-pixel")]);
    await page.keyboard.press("Enter");
    expect(await page.locator("aside h3").first().innerText()).toContain("#secure-non-pixel");
  });

  it("searches with / and goes through what it found with Enter, and round", async () => {
    const { page } = await show(["analyze", CODEC]);
    await page.keyboard.press("/");
    await page.keyboard.type("secure");
    const status = page.locator("search output");
    await status.getByText("found: Enter").waitFor();
    await page.keyboard.press("Enter");
    expect(await status.innerText()).toMatch(/^1 of \d$/);
    const [, all = ""] = / of (\d)$/.exec(await status.innerText()) ?? [];
    expect(await page.locator("[data-selected]").count()).toBeGreaterThan(0);
    await page.keyboard.press("Shift+Enter");
    expect(await status.innerText()).toBe(`${all} of ${all}`);
    await page.keyboard.press("Enter");
    expect(await status.innerText()).toBe(`1 of ${all}`);
    await page.locator("search input").fill("0xe0001000");
    await page.keyboard.press("Enter");
    await page.locator("aside").waitFor();
    expect(await page.locator("aside h3").first().innerText()).toBe("[0xe0000000-0xffffffff]");
  });

  it("has the words of the text report behind it", async () => {
    const { page } = await show(["analyze", CODEC]);
    await page.locator(".as-text summary").first().click();
    await page.locator(".as-text", { hasText: "Coverage: 4 consumers examined, 0 skipped" }).waitFor();
  });
});

describe("the page of several boards", inBrowser, () => {
  const { show } = browser();

  it("says first what could not be done, and leads to each board and back", async () => {
    const { page, ...rest } = await show(["check", "examples/dts", "test/golden/failures", "--quiet"]);
    const [alert = ""] = await textsOf(page, "[role=alert]");
    expect(alert).toMatch(/^\d+ of \d+ boards could not be checked/);
    await page.getByLabel("Filter Boards").fill("boot-splash");
    await page.locator('section[aria-label="Boards"] tbody tr').first().click();
    expect(await page.locator("h1").innerText()).toBe("examples/dts/boot-splash.dts");
    await page.goBack();
    expect(await page.locator("h1").innerText()).toMatch(/^Check of \d+ boards$/);
    await page.getByLabel("Search names").fill("secure-pixel");
    await page.keyboard.press("Enter");
    await page.locator("h1", { hasText: CODEC }).waitFor();
    await page.locator("[data-selected]").first().waitFor();
    expectQuiet({ page, ...rest });
  });
});
