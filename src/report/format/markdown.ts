/** Reports as Markdown: pages, and comments on pull requests. */

import { checkBlocks } from "../check/document.js";
import { diffBlocks } from "../diff/document.js";
import { analysisBlocks, inheritanceReportBlocks } from "../document.js";
import { faultBlocks } from "../fault/document.js";
import type { Format } from "../format.js";
import { mapBlocks } from "../map/document.js";
import { blocksAsComment, blocksAsMarkdown } from "../markdown.js";
import { simulateBlocks } from "../simulate/document.js";
import { verifyBlocks } from "../verify/document.js";
import { whyBlocks } from "../why/document.js";

const CHECK_MARKER = "<!-- iova-plan check -->";

const DIFF_MARKER = "<!-- iova-plan diff -->";

export const markdown: Format = {
  name: "markdown",
  order: 30,
  summary: "for a web page or a comment",
  printers: {
    analyze: (report, options) => blocksAsMarkdown(analysisBlocks(report, options.verbose, options)),
    tree: (report, options) => blocksAsMarkdown(inheritanceReportBlocks(report, options.verbose)),
    map: (report, options) => blocksAsMarkdown(mapBlocks(report, options.verbose)),
    check: (report, options) => blocksAsComment(CHECK_MARKER, checkBlocks(report, options)),
    diff: (report, options) => blocksAsComment(DIFF_MARKER, diffBlocks(report, options.verbose)),
    why: (report) => blocksAsMarkdown(whyBlocks(report)),
    fault: (report, options) => blocksAsMarkdown(faultBlocks(report, options.verbose)),
    verify: (report, options) => blocksAsMarkdown(verifyBlocks(report, options.verbose)),
    simulate: (report) => blocksAsMarkdown(simulateBlocks(report)),
  },
};
