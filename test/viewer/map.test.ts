/** The map of a page: every edge that is drawn is the report's, and it can be zoomed to by mouse and by keyboard. */
import { describe, expect, it } from "vitest";
import type { Consumer, Report } from "../../src/report/schema.js";
import { browser, expectQuiet, inBrowser, type Shown } from "./browser.js";

interface Drawn {
  readonly start: string;
  readonly end: string;
  readonly kind: string;
  readonly lane: string;
  readonly tiny: boolean;
}

const drawnOn = (page: Shown["page"]): Promise<Drawn[]> =>
  page.locator("rect[data-start][data-lane]").evaluateAll((all) =>
    all.map((rect) => {
      const { start = "", end = "", kind = "", lane = "" } = (rect as SVGElement).dataset;
      return { start, end, kind, lane, tiny: rect.hasAttribute("data-tiny") };
    }),
  );

const consumersOf = ({ json }: Shown): readonly Consumer[] => (JSON.parse(json) as Report).boards[0]?.consumers ?? [];

const windowOf = (page: Shown["page"]): Promise<string> => page.locator(".map-tools output").innerText();

/** Addresses that a reader of the JSON can name: ends, the next address, and both rounded to the consumer's granule. */
function edgesOf({ granule, reach, usable, reservations, allocator, need }: Consumer): ReadonlySet<bigint> {
  const page = BigInt(granule);
  const ranges = [
    ...(reach === null ? [] : [reach]),
    ...usable.ranges,
    ...reservations,
    ...allocator,
    ...(need?.ranges ?? []),
  ];
  const edges = ranges.flatMap(({ start, end }) => [BigInt(start), BigInt(end) + 1n]);
  return new Set([
    0n,
    page,
    ...edges,
    ...edges.flatMap((edge) => [(edge / page) * page, ((edge + page - 1n) / page) * page]),
  ]);
}

describe("the map", inBrowser, () => {
  const { show } = browser();

  it("draws the JSON's edges and no others, and what is usable whole", async () => {
    const shown = await show(["analyze", "examples/dts/video-codec.dts"]);
    await shown.page.locator("rect[data-lane]").first().waitFor();
    const drawn = await drawnOn(shown.page);
    const consumers = consumersOf(shown);
    const extent = consumers.reduce(
      (most, { reach }) => (reach && BigInt(reach.end) > most ? BigInt(reach.end) : most),
      0n,
    );
    for (const consumer of consumers) {
      const edges = edgesOf(consumer);
      const own = drawn.filter(({ lane }) => lane === consumer.id);
      for (const { start, end } of own) {
        expect(edges.has(BigInt(start)), start).toBe(true);
        expect(edges.has(BigInt(end) + 1n) || BigInt(end) === extent, end).toBe(true);
      }
      const bytes = own
        .filter(({ kind }) => kind === "usable" || kind === "short")
        .reduce((sum, { start, end }) => sum + BigInt(end) - BigInt(start) + 1n, 0n);
      expect(bytes).toBe(BigInt(consumer.usable.bytes));
    }
    expectQuiet(shown);
  });

  it("draws what is below a pixel and says so, and shows page 0 when zoomed to", async () => {
    const { page } = await show(["analyze", "examples/dts/video-codec.dts"]);
    await page.locator("rect[data-tiny]").first().waitFor();
    const first = page.locator('rect[data-kind="first-page"]').first();
    expect(await first.getAttribute("data-tiny")).toBe("");
    expect(await page.locator("g.mark:has(rect[data-tiny]) title").first().textContent()).toContain(
      "less than a pixel",
    );
    await page.evaluate("location.hash = '#map=0x0-0x3fff'");
    await page.locator('rect[data-kind="first-page"]:not([data-tiny])').first().waitFor();
    expect(await first.getAttribute("data-end")).toBe("0xfff");
  });

  it("draws a page in 48 bits, says that it is below a pixel, and shows it with its rounding when zoomed to", async () => {
    const { page, json, ...rest } = await show(["map", "test/report/map/page-in-48-bits.dts"]);
    const [board] = (JSON.parse(json) as Report).boards;
    const consumer = board?.consumers.find(({ reach }) => BigInt(reach?.end ?? 0) === (1n << 48n) - 1n);
    const hole = consumer?.reservations.find(({ origin }) => origin.kind === "iommu-addresses");
    const lane = `rect[data-lane="${consumer?.id}"]`;
    await page.locator(lane).first().waitFor();
    const drawn = page.locator(`${lane}[data-start="${hole?.start}"]`);
    expect(await drawn.getAttribute("data-tiny")).toBe("");
    expect(BigInt(hole?.end ?? 0) - BigInt(hole?.start ?? 0)).toBe(0xfffn);
    const title = page.locator(`g.mark:has(> ${lane}[data-start="${hole?.start}"]) > title`);
    expect(await title.textContent()).toContain("less than a pixel at this zoom, drawn wider");
    // It is in the overview, and a step goes there.
    await page.getByRole("button", { name: "Next range" }).click();
    await page.getByRole("button", { name: "Next range" }).click();
    await page.evaluate(`location.hash = "#map=${hole?.start}-${hole?.end}"`);
    await page.locator(`${lane}[data-start="${hole?.start}"]:not([data-tiny])`).waitFor();
    expect(await title.textContent()).not.toContain("less than a pixel");
    await page.evaluate("location.hash = '#map=0x0-0x1fff'");
    const first = page.locator(`${lane}[data-kind="first-page"]:not([data-tiny])`);
    await first.waitFor();
    expect(await first.getAttribute("data-end")).toBe("0xfff");
    const other = board?.consumers.find(({ id }) => id !== consumer?.id);
    const rounded = page.locator(`rect[data-lane="${other?.id}"][data-kind="rounding"]`);
    const written = other?.reservations.find(({ origin }) => origin.kind === "iommu-addresses");
    await page.evaluate(`location.hash = "#map=${other?.allocator[0]?.start}-${other?.allocator[0]?.end}"`);
    await rounded.first().waitFor();
    const starts = await rounded.evaluateAll((all) => all.map((rect) => rect.getAttribute("data-start")));
    expect(starts[0]).toBe(other?.allocator[0]?.start);
    expect(written?.start).not.toBe(starts[0]);
    expectQuiet({ page, ...rest });
  });

  it("opens with the layouts that map was asked for", async () => {
    const { page } = await show(["map", "examples/dts/three-children.dts", "--layout", "runtime"]);
    await page.locator('rect[data-layout="runtime"]').first().waitFor();
    expect(await page.getByLabel("runtime", { exact: true }).isChecked()).toBe(true);
    await page.getByLabel("runtime", { exact: true }).uncheck();
    await expect.poll(() => page.url()).toContain("layouts=");
    await page.reload();
    await page.locator("rect[data-lane]").first().waitFor();
    expect(await page.locator('rect[data-layout="runtime"]').count()).toBe(0);
  });

  it("is printed in black and white, as wide as the paper", async () => {
    const { page } = await show(["analyze", "examples/dts/video-codec.dts"]);
    await page.locator("rect[data-lane]").first().waitFor();
    await page.setViewportSize({ width: 718, height: 1000 });
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    const wide = await page.evaluate("document.documentElement.scrollWidth");
    expect(wide).toBeLessThanOrEqual(718);
    const colours = await page.evaluate(`[...document.querySelectorAll("pattern rect, pattern path")].flatMap((one) => {
      const { fill, stroke } = getComputedStyle(one);
      return [fill, stroke];
    })`);
    expect(new Set(colours as string[])).toEqual(new Set(["rgb(0, 0, 0)", "rgb(255, 255, 255)", "none"]));
    for (const name of ["header", ".map-tools", ".table-head"]) {
      expect(await page.locator(name).first().isVisible()).toBe(false);
    }
  });

  it("is zoomed and moved by keys, wheel, drag and buttons, and the address says what is seen", async () => {
    const { page } = await show(["analyze", "examples/dts/video-codec.dts"]);
    const lanes = page.locator(".lanes");
    await page.locator("rect[data-lane]").first().waitFor();
    const all = await windowOf(page);
    const settled = async (before: string) => {
      await expect.poll(() => windowOf(page)).not.toBe(before);
      return await windowOf(page);
    };
    await lanes.focus();
    await page.keyboard.press("+");
    const closer = await settled(all);
    await page.keyboard.press("ArrowRight");
    const moved = await settled(closer);
    // The address follows a little later: of the move, not of the zoom before it.
    await expect.poll(() => page.url()).toContain(`map=${moved.slice(1).split("-")[0]}-`);
    await page.reload();
    expect(await windowOf(page)).toBe(moved);
    await lanes.focus();
    await page.keyboard.press("0");
    expect(await settled(moved)).toBe(all);
    await lanes.hover({ position: { x: 400, y: 60 } });
    await page.mouse.wheel(0, -240);
    const wheeled = await settled(all);
    await page.mouse.down();
    const box = await lanes.boundingBox();
    await page.mouse.move(600, (box?.y ?? 0) + 60, { steps: 4 });
    await page.mouse.up();
    const dragged = await settled(wheeled);
    await lanes.dblclick({ position: { x: 400, y: 10 } });
    expect(await settled(dragged)).toBe(all);
    await page.getByRole("button", { name: "Next range" }).click();
    await settled(all);
  });

  it("shows layouts beside each other, and chooses what is clicked", async () => {
    const { page } = await show(["analyze", "examples/dts/video-codec.dts"]);
    await page.getByLabel("child-nodes").check();
    await page.locator('rect[data-layout="child-nodes"]').first().waitFor();
    await expect.poll(() => page.url()).toContain("layouts=child-nodes");
    await page.locator('rect[data-start="0xe0000000"][data-layout="as-written"]').first().click();
    expect(await page.locator("aside h3").first().innerText()).toBe("[0xe0000000-0xffffffff]");
    expect(await page.locator(".ranges [data-selected]").count()).toBeGreaterThan(0);
  });
});
