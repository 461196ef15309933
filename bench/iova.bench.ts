/** The allocator core against the plain linear model of it (test/iova/linear-model.ts), in one run. */
import { churnRows } from "./iova-churn.js";
import { reserveRows } from "./iova-reserve.js";
import { adversarialRows, memoryRows } from "./iova-space.js";
import type { Bench } from "./rows.js";

export const bench: Bench = {
  title: "IOVA allocator: the domain against the linear walk",
  run: (options) => [
    ...churnRows(options),
    ...reserveRows(options),
    ...memoryRows(options),
    ...adversarialRows(options),
  ],
};
