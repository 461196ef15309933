/** Every layout there is, in the order of reports. A new one is a file named after its id, and a line here. */
import { asWritten } from "./as-written.js";
import { childNodes } from "./child-nodes.js";
import { dmaWindow } from "./dma-window.js";
import { iommuRanges } from "./iommu-ranges.js";
import type { Layout } from "./model.js";
import { runtime } from "./runtime.js";
import { shared } from "./shared.js";

export const layouts: readonly Layout[] = Object.freeze([
  asWritten,
  shared,
  runtime,
  childNodes,
  iommuRanges,
  dmaWindow,
]);
