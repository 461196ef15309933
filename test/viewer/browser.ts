/** Pages in a real browser: one for the tests of a file, without any network. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";
import { nodeFiles } from "../../src/cli/files.js";
import type { Viewer } from "../../src/index.js";
import { runCli, type World } from "../cli/virtual-host.js";
import { commandOf, needs } from "../oracles.js";

/** What the build made. */
export const builtViewer = (): Viewer => JSON.parse(readFileSync("dist/viewer/viewer.json", "utf8"));

const QUIET = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Options of tests in a browser: on a machine that others use, it takes its time. */
export const inBrowser = { ...needs("chromium"), timeout: 300_000 };

export interface Opened {
  readonly page: Page;
  /** What the page said on its console, and what it threw. */
  readonly complaints: readonly string[];
}

export interface Shown extends Opened {
  /** What `--format json` prints of the same run. */
  readonly json: string;
}

/** @returns ways to open pages, which are closed with the browser when the file's tests are done */
export function browser() {
  let chrome: Browser | null = null;
  const folder = mkdtempSync(join(tmpdir(), "iova-plan-pages-"));
  // A loaded machine takes its time to start a browser.
  beforeAll(async () => {
    const executablePath = commandOf("chromium") === null ? null : "/usr/bin/chromium";
    if (executablePath !== null) chrome = await chromium.launch({ executablePath, args: QUIET });
  }, 120_000);
  afterAll(async () => {
    await chrome?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const open = async (html: string, fragment = "", options: BrowserContextOptions = {}): Promise<Opened> => {
    if (chrome === null) throw new Error("no browser");
    const file = join(folder, `${crypto.randomUUID()}.html`);
    writeFileSync(file, html);
    const context = await chrome.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => {
      if (!/^(file|data|blob):/.test(request.url())) complaints.push(`asked for ${request.url()}`);
    });
    page.setDefaultTimeout(60_000);
    await page.goto(`file://${file}${fragment}`);
    await page.waitForSelector("h1, [role=alert]");
    return { page, complaints };
  };
  const show = async (argv: readonly string[], fragment = "", world: World = {}): Promise<Shown> => {
    const { html, json } = await pageOf(argv, world);
    return { ...(await open(html, fragment)), json };
  };
  return { open, show, pageOf };
}

/** The page of a run on the project's files, and its JSON. */
async function pageOf(argv: readonly string[], world: World = {}): Promise<{ html: string; json: string }> {
  const formats = ["--format", "html=page.html", "--format", "json"];
  const run = await runCli([...argv, ...formats], { reader: nodeFiles, ...world, viewer: builtViewer() });
  const html = run.written["page.html"];
  if (html === undefined) throw new Error(run.err);
  return { html, json: run.out };
}

/** Texts of the elements, without spaces around. */
export const textsOf = async (page: Page, selector: string): Promise<string[]> =>
  (await page.locator(selector).allInnerTexts()).map((text) => text.trim());

/** What is shown of a size or a range, exactly as the JSON has it. */
export const valuesOf = (page: Page, selector: string): Promise<string[]> =>
  page.locator(selector).evaluateAll((found) => found.map((one) => one.getAttribute("value") ?? ""));

export const expectQuiet = ({ complaints }: Opened): void => expect(complaints).toEqual([]);
