/** The pages of `diff`, `simulate` and `verify`: what they say is the JSON's. */
import type { Locator, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { DiffReport } from "../../src/report/diff/schema.js";
import type { SimulateReport } from "../../src/report/simulate/schema.js";
import type { VerifyReport } from "../../src/report/verify/schema.js";
import { virtualFiles } from "../cli/virtual-host.js";
import { boardFiles, grepDump, recorded } from "../verify/recordings.js";
import { browser, expectQuiet, inBrowser, textsOf, valuesOf } from "./browser.js";

const CHANGED = ["diff", "test/cases/10-children-share-largest.dts", "test/cases/11-children-own.dts"];

interface Drawn {
  readonly bar: string;
  readonly start: string;
  readonly end: string;
  readonly kind: string;
}

const drawnIn = (part: Locator): Promise<Drawn[]> =>
  part.locator("rect[data-bar]").evaluateAll((all) =>
    all.map((rect) => {
      const { bar = "", start = "", end = "", kind = "" } = (rect as SVGElement).dataset;
      return { bar, start, end, kind };
    }),
  );

/** Searches, and goes from hit to hit with Enter until it is round. */
async function hitsOf(page: Page, query: string): Promise<string[]> {
  await page.locator("search input").fill(query);
  const status = page.locator("search output");
  await status.getByText(/found/).waitFor();
  const count = Number(/^\d+/.exec(await status.innerText())?.[0] ?? 0);
  const titles: string[] = [];
  for (let i = 0; i <= count; i++) {
    await page.keyboard.press("Enter");
    await status.getByText(`${(i % count) + 1} of ${count}`, { exact: true }).waitFor();
    titles.push(await page.locator("aside h3").first().innerText());
  }
  expect(titles.at(-1)).toBe(titles[0]);
  return titles.slice(0, -1);
}

describe("pages of the other commands", inBrowser, () => {
  const { show } = browser();

  it("shows a comparison's changes, and spaces before over after, edge by edge", async () => {
    const shown = await show(CHANGED);
    const { page, json } = shown;
    const { changes }: DiffReport = JSON.parse(json);
    expect(await page.locator('section[aria-label="Changes"] tbody tr').count()).toBe(changes.length);
    const deltas = changes.flatMap(({ usableBelow4GDelta }) => usableBelow4GDelta ?? []);
    expect(await valuesOf(page, 'section[aria-label="Changes"] td:nth-child(4) data')).toEqual(deltas.map(String));
    const usable = changes.filter((change) => change.kind === "usable");
    const cards = page.locator("article:has(figure.bars)");
    expect(await cards.count()).toBe(usable.length);
    for (const [i, change] of usable.entries()) {
      expect(await cards.nth(i).locator("b").innerText()).toBe(change.consumer);
      const drawn = await drawnIn(cards.nth(i));
      for (const side of ["before", "after"] as const) {
        const { ranges, reach } = change[side];
        const own = drawn.filter(({ bar }) => bar === side);
        expect(own.filter(({ kind }) => kind === "usable").map(({ start, end }) => ({ start, end }))).toEqual(ranges);
        // Without gaps, from the first address of its reach to the last.
        expect(own[0]?.start).toBe(reach?.start);
        expect(own.at(-1)?.end).toBe(reach?.end);
        const steps = own.slice(1).map(({ start }, at) => BigInt(start) - BigInt(own[at]?.end ?? 0));
        expect(steps.every((step) => step === 1n)).toBe(true);
      }
    }
    expectQuiet(shown);
  });

  it("says all on the change that is chosen, as the JSON has it", async () => {
    const { page, json } = await show(CHANGED);
    const { changes }: DiffReport = JSON.parse(json);
    const index = changes.findIndex(({ kind }) => kind === "usable");
    const change = changes[index];
    if (change?.kind !== "usable") throw new Error("no such change");
    await page.locator('section[aria-label="Changes"] tbody tr').nth(index).click();
    const values = await valuesOf(page, "aside dl data");
    const figures = [change.before, change.after].flatMap((side) => [
      ...[side.reach].flatMap((reach) => (reach === null ? [] : [`${reach.start}-${reach.end}`])),
      String(side.bytes),
      String(side.below4G),
      ...side.ranges.map(({ start, end }) => `${start}-${end}`),
      String(side.largestBlock),
      String(side.largestAligned),
    ]);
    expect(values).toEqual(figures);
    expect(await textsOf(page, "aside .boards li")).toEqual([...change.boards]);
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
    const rows = page.locator('section[aria-label="Simulations"] tbody tr');
    for (const [i, { failures, peak, headroom, fragmentation, rounding, cached }] of (
      boards[0]?.simulations ?? []
    ).entries()) {
      const figures = await rows
        .nth(i)
        .locator("data")
        .evaluateAll((all) => all.map((one) => one.getAttribute("value")));
      const said = [...(failures > 0 ? [failures] : []), peak, headroom, fragmentation, rounding, cached];
      expect(figures).toEqual(said.map(String));
    }
    expectQuiet(shown);
  });

  it("finds changes by words and by addresses, simulations by layout", async () => {
    const compared = await show(CHANGED);
    expect(await hitsOf(compared.page, "context-b")).toEqual(Array(2).fill("/soc/engine@aa00000/context-b"));
    const { changes }: DiffReport = JSON.parse(compared.json);
    const at = 0x18000000n;
    const holds = ({ before, after }: DiffReport["changes"][number]) =>
      [before, after].some((side) => {
        const ranges =
          side === null ? [] : "ranges" in side ? side.ranges : "reservations" in side ? side.reservations : [];
        const reach = side !== null && "reach" in side && side.reach !== null ? [side.reach] : [];
        return [...ranges, ...reach].some(({ start, end }) => BigInt(start) <= at && at <= BigInt(end));
      });
    expect(await hitsOf(compared.page, "0x18000000")).toHaveLength(changes.filter(holds).length);
    expectQuiet(compared);
    const simulated = await show(["simulate", "examples/dts/buffers.dts"]);
    expect(await hitsOf(simulated.page, "runtime-alloc")).toEqual(["/accelerator@1000000"]);
    expect(await simulated.page.locator("aside b").first().innerText()).toBe("runtime-alloc");
    expectQuiet(simulated);
  });

  it("says that nothing is found where nothing is", async () => {
    const { page } = await show(CHANGED);
    await page.locator("search input").fill("no such name");
    await page.locator("search output").getByText("nothing found").waitFor();
    expect(await page.locator("aside").count()).toBe(0);
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
    await page.locator("search input").fill("0x10001800");
    await page.keyboard.press("Enter");
    await page.locator("aside h3").first().waitFor();
    expect(await page.locator("aside").innerText()).toContain(differences[0]?.message);
    expectQuiet(shown);
  });
});
