/** The page in a real browser. */
import { readFileSync } from "node:fs";
import type { BrowserContextOptions, Page } from "playwright-core";
import { browser as anyBrowser, type Opened } from "../viewer/browser.js";

export { expectQuiet } from "../viewer/browser.js";

export const PAGE = "dist/playground/playground.html";

export const pageText = (): string => readFileSync(PAGE, "utf8");

type Open = (hash?: string, options?: BrowserContextOptions) => Promise<Opened>;

/** @returns a way to open the page, which waits for its first answer */
export function browser(): Open {
  const { open } = anyBrowser();
  return async (hash = "", options = {}) => {
    const opened = await open(pageText(), hash, options);
    await opened.page.waitForSelector(".verdict");
    return opened;
  };
}

/** Until the page has answered for what was last typed or chosen. */
export const settled = async (page: Page): Promise<void> => {
  await page.waitForSelector('.answers[aria-busy="false"]');
};
