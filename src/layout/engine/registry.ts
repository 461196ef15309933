/** Every layout, in the order of reports: made from the folder by `npm run registries`. */
import { asWritten } from "../as-written.js";
import { childNodes } from "../child-nodes.js";
import { dmaWindow } from "../dma-window.js";
import { iommuRanges } from "../iommu-ranges.js";
import { runtime } from "../runtime.js";
import { runtimeAlloc } from "../runtime-alloc.js";
import { shared } from "../shared.js";
import type { Layout } from "./model.js";

const found: readonly Layout[] = [asWritten, childNodes, dmaWindow, iommuRanges, runtime, runtimeAlloc, shared];

export const layouts: readonly Layout[] = found.toSorted((a, b) => a.order - b.order);
