/** The page to try it, as its users see it. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { formatApproximateSize } from "../../src/index.js";
import { runOnFiles } from "../cli/virtual-host.js";
import { needs } from "../oracles.js";
import { ownBlob } from "../own-blob.js";
import { browser, expectQuiet, PAGE, pageText, settled } from "./browser.js";

const LIMIT = 400_000;

describe("the file", () => {
  it("is small, and the document says how small", () => {
    const bytes = gzipSync(readFileSync(PAGE), { level: 9 }).length;
    expect(bytes).toBeLessThanOrEqual(LIMIT);
    const [, stated = "0"] = /about (\d+) kB by `gzip -9`/.exec(readFileSync("docs/playground.md", "utf8")) ?? [];
    expect(Math.abs(Number(stated) - bytes / 1000)).toBeLessThan(15);
  });

  it("lets nothing run but what lies in it, and asks for nothing", () => {
    const [, policy = ""] = /Content-Security-Policy" content="([^"]*)"/.exec(pageText()) ?? [];
    const rules = new Map(policy.split("; ").map((rule) => [rule.split(" ", 1)[0], rule.replace(/^\S+ ?/, "")]));
    expect(rules.get("default-src")).toBe("'none'");
    expect(rules.get("worker-src")).toBe("blob:");
    expect(rules.get("script-src")).toMatch(/^'sha256-[\w+/=]+'$/);
    expect(rules.get("style-src")).toMatch(/^'sha256-[\w+/=]+'$/);
    expect([...rules.keys()]).not.toContain("connect-src");
    expect(pageText()).not.toMatch(/\b(src|href)="(?!data:,)/);
  });
});

const boards = readdirSync("examples/dts").filter((name) => name.endsWith(".dts"));

/** What the patch's place shows, once it is there. */
async function suggested(page: Page): Promise<{ text: string; notes: string[] }> {
  await page.waitForSelector(".notes");
  const [text = ""] = await page.locator(".patch pre").allTextContents();
  return { text, notes: await page.locator(".notes li").allTextContents() };
}

const chooser = (page: Page, label: string) => page.locator(`label:has(> span:text-is("${label}")) select`);

describe("in a browser", needs("chromium"), () => {
  const open = browser();
  const folder = mkdtempSync(join(tmpdir(), "iova-plan-playground-"));
  const write = (files: Readonly<Record<string, string | Uint8Array>>): string => {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    return folder;
  };
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  let bounds: Awaited<ReturnType<typeof open>>;
  beforeAll(async () => {
    if (needs("chromium").skip) return;
    bounds = await open();
  }, 120_000);

  it.each(boards)(
    "suggests and draws of %s what the command line does",
    async (board) => {
      const { page } = bounds;
      await chooser(page, "Example").selectOption(board.replace(".dts", ""));
      const cli = await runOnFiles(["suggest", `examples/dts/${board}`]);
      const { text, notes } = await suggested(page);
      expect(text).toBe(cli.out);
      expect(notes).toEqual(cli.err.trimEnd().split("\n"));
      const drawn = await runOnFiles(["map", `examples/dts/${board}`, "-o", "map.svg"]);
      const href = await page.getAttribute("a[download='map.svg']", "href");
      const [, svg = ""] = /^data:image\/svg\+xml,(.*)/.exec(href ?? "") ?? [];
      expect(decodeURIComponent(svg)).toBe(drawn.written["map.svg"]);
      // In the page it is elements, each range with its title.
      const titles = [...svg.matchAll(/%3Ctitle%3E/g)].length;
      expect(titles).toBeGreaterThan(3);
      expect(await page.locator(".map svg g > title").count()).toBe(titles);
      expectQuiet(bounds);
    },
    120_000,
  );

  it("answers while one types, with the errors where they are", async () => {
    const opened = await open("#example=three-children");
    const { page } = opened;
    expect(await page.locator(".verdict").textContent()).toContain("432 MiB are wasted");
    const area = page.locator("textarea");
    const text = await area.inputValue();
    await area.fill(text.replace("0x25800000", "0x35800000"));
    await page.waitForSelector(`text=${formatApproximateSize(1200n << 20n)} are wasted`);
    const broken = text.replace("no memory behind it. */", "*/ oops");
    await area.fill(broken);
    await page.waitForSelector(".verdict.bad >> text=Not analysed");
    const first = page.locator("article.card.error").first();
    const line = broken.split("\n").findIndex((one) => one.includes("oops")) + 1;
    const place = first.locator("button.place");
    const [, at = "", column = ""] = /:(\d+):(\d+)$/.exec((await place.textContent()) ?? "") ?? [];
    expect([line, line + 1]).toContain(Number(at));
    const [shown = "", carets = ""] = ((await first.locator("pre").textContent()) ?? "").split("\n");
    expect(shown).toBe(broken.split("\n")[Number(at) - 1]);
    expect(carets.indexOf("^")).toBe(Number(column) - 1);
    await place.click();
    const caret = await area.evaluate((element) => element instanceof HTMLTextAreaElement && element.selectionStart);
    const before =
      broken
        .split("\n")
        .slice(0, Number(at) - 1)
        .join("\n").length + 1;
    expect(caret).toBe(before + Number(column) - 1);
    await page.click("text=Undo my changes");
    await page.waitForSelector("text=432 MiB are wasted");
    expectQuiet(opened);
  }, 180_000);

  it("applies what it suggests, and has nothing left to suggest", async () => {
    const { page } = await open("#example=three-children");
    await suggested(page);
    await page.click("text=Apply it here");
    await page.waitForSelector("text=nothing to suggest");
    expect(await page.locator("textarea").inputValue()).toContain("codec_b_iova");
  }, 120_000);

  it("reads a folder that lies like Linux's tree, a kernel's includes and the plan beside the board", async () => {
    const include = '#include <dt-bindings/codec.h>\n#include "soc.dtsi"\n';
    const [, body = ""] = readFileSync("examples/dts/three-children.dts", "utf8").split("/dts-v1/;");
    write({
      "linux/arch/arm64/boot/dts/vendor/board.dts": `/dts-v1/;\n${include}`,
      "linux/arch/arm64/boot/dts/vendor/soc.dtsi": body.replace("0x0 0x25800000>", "0x0 KEPT>"),
      "linux/include/dt-bindings/codec.h": "#define KEPT 0x25800000\n",
      "linux/scripts/dtc/README": "",
      "linux/drivers/codec.c": "int main;",
      "linux/arch/arm64/boot/dts/vendor/board.iova.yaml": readFileSync("examples/dts/three-children.iova.yaml"),
    });
    const opened = await open();
    const { page } = opened;
    await page.setInputFiles("#folder", join(folder, "linux"));
    await page.waitForSelector("text=432 MiB are wasted");
    const files = await chooser(page, "File").locator("option").allTextContents();
    expect(files).toContain("linux/include/dt-bindings/codec.h");
    expect(files).not.toContain("linux/drivers/codec.c");
    expect((await suggested(page)).text).toContain("a/linux/arch/arm64/boot/dts/vendor/soc.dtsi");
    expectQuiet(opened);
  }, 120_000);

  it("takes what is dropped: a board alone, and then the plan for it", async () => {
    const opened = await open();
    const { page } = opened;
    const drop = (name: string, text: string) =>
      page.evaluate(
        ([called = "", content = ""]) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([content], called));
          document.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
        },
        [name, text],
      );
    await drop("mine.dts", readFileSync("examples/dts/three-children.dts", "utf8"));
    await page.waitForSelector("text=Three children of one codec: 3 DMA masters behind IOMMUs, 0 skipped, no plan");
    await drop("needs.iova.yaml", readFileSync("examples/dts/three-children.iova.yaml", "utf8"));
    await page.waitForSelector("text=plan needs.iova.yaml");
    await page.waitForSelector("text=432 MiB are wasted");
    expectQuiet(opened);
  }, 120_000);

  it("shows a blob as source, and says what an overlay for it cannot do", async () => {
    const blob = await ownBlob("examples/dts/video-codec.dts", true);
    write({ "codec.dtb": blob });
    const opened = await open("#as=overlay");
    const { page } = opened;
    await page.setInputFiles("#files", [join(folder, "codec.dtb"), "examples/dts/video-codec.iova.yaml"]);
    await page.waitForSelector("text=a blob, shown as source");
    expect(await page.locator("textarea").inputValue()).toContain("video-codec@aa00000 {");
    expect(await page.locator("textarea").isEditable()).toBe(false);
    await chooser(page, "Plan").selectOption("video-codec.iova.yaml");
    await page.waitForSelector(".notes >> text=not suggested: an overlay cannot remove anything");
    expectQuiet(opened);
  }, 120_000);

  it("keeps in the address what is asked, and nothing of a file", async () => {
    const { page } = await open("#example=video-codec&kernel=6.1");
    await page.waitForSelector("text=Linux 6.1, analysed");
    expect(await page.locator("textarea").inputValue()).toContain("Video codec with four streams");
    await page.fill("#kernel", "six");
    await page.waitForSelector("#setting-problem >> text=7.3 or 6.6.30");
    await page.fill("#kernel", "6.6");
    await chooser(page, "Layout").selectOption("child-nodes");
    await settled(page);
    await expect.poll(() => new URL(page.url()).hash).toBe("#example=video-codec&kernel=6.6&layout=child-nodes");
    await page.setInputFiles("#files", "examples/dts/boot-splash.dts");
    await page.waitForSelector("text=Boot splash: 1 DMA master");
    await expect.poll(() => new URL(page.url()).hash).toBe("#kernel=6.6");
  }, 120_000);

  it("asks with the options of the command line, and says which of them cannot be used", async () => {
    const opened = await open("#example=three-children&dma-mask=36&granule=16K");
    const { page } = opened;
    const shown = async (args: readonly string[]) => {
      const drawn = await runOnFiles(["map", "examples/dts/three-children.dts", "-o", "map.svg", ...args]);
      const inPage = async () => {
        const href = await page.getAttribute("a[download='map.svg']", "href");
        return decodeURIComponent(href?.replace("data:image/svg+xml,", "") ?? "");
      };
      await expect.poll(inPage, { timeout: 30_000 }).toBe(drawn.written["map.svg"]);
    };
    await shown(["--dma-mask", "36", "--granule", "16K"]);
    await page.fill("#dma-mask", "");
    await page.fill("#dma-limit", "0xbfffffff");
    await chooser(page, "Granule").selectOption("");
    await chooser(page, "IOMMU mode").selectOption("lazy");
    await shown(["--dma-limit", "0xbfffffff", "--iommu-mode", "lazy"]);
    await expect.poll(() => new URL(page.url()).hash).toBe("#example=three-children&dma-limit=0xbfffffff&mode=lazy");
    await page.fill("#dma-mask", "99");
    await page.waitForSelector("#setting-problem >> text=from 1 to 64");
    expect(await page.getAttribute("#dma-mask", "aria-invalid")).toBe("true");
    await page.fill("#dma-mask", "");
    await page.waitForSelector(".verdict");
    expect(await chooser(page, "Profile").locator("option").allTextContents()).toEqual([
      "none",
      "host1x",
      "qcom-fastrpc",
      "qcom-video",
    ]);
    expectQuiet(opened);
  }, 120_000);

  it("lets hostile names do nothing", async () => {
    const name = "<img src=x onerror=alert(1)>";
    const source = readFileSync("examples/dts/boot-splash.dts", "utf8")
      .replace("Boot splash", `${name}\u202e`)
      .replace("display: display-controller@ae00000", "display: d,_+.-@ae00000");
    write({ [`${name}.dts`]: source, "<b>.dts": "/dts-v1/;\n/ { a = <\u202e; };\n" });
    const opened = await open();
    const { page } = opened;
    await page.setInputFiles("#files", [join(folder, `${name}.dts`), join(folder, "<b>.dts")]);
    await page.waitForSelector(".verdict");
    await chooser(page, "Board").selectOption("<b>.dts");
    await page.waitForSelector(".verdict.bad");
    expect(await page.locator(".answers").textContent()).not.toContain("\u202e");
    await chooser(page, "Board").selectOption(`${name}.dts`);
    await page.waitForSelector("text=1 DMA master");
    expect(await page.locator('img[src="x"], b').count()).toBe(0);
    expectQuiet(opened);
  }, 120_000);

  it.each([
    { width: 1280, colorScheme: "light" },
    { width: 400, colorScheme: "dark" },
  ] as const)(
    "is accessible at $width pixels, $colorScheme",
    async ({ width, colorScheme }) => {
      // The page's policy forbids what is not its own, such as this test's program.
      const { page } = await open("#example=video-codec", {
        viewport: { width, height: 900 },
        colorScheme,
        bypassCSP: true,
      });
      await suggested(page);
      await page.addScriptTag({ path: "node_modules/axe-core/axe.min.js" });
      const violations = await page.evaluate("axe.run().then(({ violations }) => JSON.stringify(violations))");
      expect(JSON.parse(String(violations))).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    },
    120_000,
  );
});
