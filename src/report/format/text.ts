/** Reports for people at a terminal. */

import { checkBlocks } from "../check/document.js";
import { diffBlocks } from "../diff/document.js";
import { analysisBlocks, inheritanceReportBlocks } from "../document.js";
import { faultBlocks } from "../fault/document.js";
import type { Format } from "../format.js";
import { mapBlocks } from "../map/document.js";
import { simulateBlocks } from "../simulate/document.js";
import { blocksAsText } from "../text.js";
import { verifyBlocks } from "../verify/document.js";
import { whyBlocks } from "../why/document.js";

export const text: Format = {
  name: "text",
  order: 10,
  summary: "for people, as wide as the terminal",
  printers: {
    analyze: (report, options) => blocksAsText(analysisBlocks(report, options.verbose, options), options),
    tree: (report, options) => blocksAsText(inheritanceReportBlocks(report, options.verbose), options),
    map: (report, options) => blocksAsText(mapBlocks(report, options.verbose), options),
    check: (report, options) => blocksAsText(checkBlocks(report, options), options),
    diff: (report, options) => blocksAsText(diffBlocks(report, options.verbose), options),
    why: (report, options) => blocksAsText(whyBlocks(report), options),
    fault: (report, options) => blocksAsText(faultBlocks(report, options.verbose), options),
    verify: (report, options) => blocksAsText(verifyBlocks(report, options.verbose), options),
    simulate: (report, options) => blocksAsText(simulateBlocks(report), options),
  },
};
