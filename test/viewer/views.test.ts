/** The pages of `diff`, `simulate` and `verify`: what they say is the JSON's. */
import { describe, expect, it } from "vitest";
import type { DiffReport } from "../../src/report/diff/schema.js";
import type { SimulateReport } from "../../src/report/simulate/schema.js";
import type { VerifyReport } from "../../src/report/verify/schema.js";
import { virtualFiles } from "../cli/virtual-host.js";
import { boardFiles, grepDump, recorded } from "../verify/recordings.js";
import { browser, expectQuiet, inBrowser, textsOf, valuesOf } from "./browser.js";

const CHANGED = ["diff", "test/cases/10-children-share-largest.dts", "test/cases/11-children-own.dts"];

describe("pages of the other commands", inBrowser, () => {
  const { show } = browser();

  it("shows a comparison's changes, and spaces before over after", async () => {
    const shown = await show(CHANGED);
    const { page, json } = shown;
    const { changes }: DiffReport = JSON.parse(json);
    expect(await page.locator('section[aria-label="Changes"] tbody tr').count()).toBe(changes.length);
    const deltas = changes.flatMap(({ usableBelow4GDelta }) => usableBelow4GDelta ?? []);
    expect(await valuesOf(page, 'section[aria-label="Changes"] td:nth-child(4) data')).toEqual(deltas.map(String));
    const usable = changes.find((change) => change.kind === "usable");
    const drawn = await page
      .locator("figure.bars")
      .first()
      .locator("rect[data-start]")
      .evaluateAll((all) =>
        all.map((rect) => ["bar", "start", "end"].map((name) => rect.getAttribute(`data-${name}`))),
      );
    const ranges = (["before", "after"] as const).flatMap(
      (side) => usable?.[side].ranges.map(({ start, end }) => [side, start, end]) ?? [],
    );
    expect(drawn).toEqual(ranges);
    expectQuiet(shown);
  });

  it("says first that a side could not be compared", async () => {
    const { page } = await show(["diff", "examples/dts/buffers.dts", "examples/dts/none.dts"]);
    expect((await textsOf(page, "[role=alert]"))[0]).toContain("could not be compared");
  });

  it("shows a simulation's figures and every sample of its series", async () => {
    const shown = await show(["simulate", "examples/dts/buffers.dts"]);
    const { page, json } = shown;
    const { boards }: SimulateReport = JSON.parse(json);
    const [first] = boards[0]?.simulations ?? [];
    expect(await page.locator(".headline").innerText()).toBe("1 of 1 consumer does not fit as the tree is written");
    await page.locator("figure.chart summary").first().click();
    const values = await page
      .locator("figure.chart")
      .first()
      .locator("td data")
      .evaluateAll((all) => all.map((one) => one.getAttribute("value")));
    const samples = first?.series.flatMap(({ event, live, free, largestFree }) => [event, live, free, largestFree]);
    expect(values).toEqual(samples?.map(String));
    expectQuiet(shown);
  });

  it("shows what differs from a running kernel, predicted over listed", async () => {
    const copy = structuredClone(recorded("c12_child"));
    const region = copy.groups[0]?.sysfs.find(({ type }) => type === "reserved");
    if (region !== undefined) region.end = "0x10001fff";
    const reader = virtualFiles({ ...boardFiles("c12_child"), "changed.txt": grepDump(copy) });
    const shown = await show(["verify", "board.dts", "changed.txt"], "", { reader });
    const { page, json } = shown;
    const { differences, groups }: VerifyReport = JSON.parse(json);
    expect(await page.locator('section[aria-label="Differences"] tbody tr').count()).toBe(differences.length);
    const ends = (bar: string) =>
      page
        .locator("figure.bars")
        .first()
        .locator(`rect[data-bar="${bar}"]`)
        .evaluateAll((all) => all.map((rect) => rect.getAttribute("data-end")));
    expect(await ends("predicted")).toEqual(groups[0]?.predictedRegions.map(({ end }) => end));
    expect(await ends("listed")).toContain("0x10001fff");
    expectQuiet(shown);
  });
});
