import { RememberedNodesSearch } from "../remembered-nodes.js";
import type { AllocatorModel } from "../search.js";

/**
 * Linux 6.12: the depot has no limit. A job (`iova_depot_work_func`) that trims it to one magazine per online CPU, one
 * every 100 ms, is left out: offline there is no clock.
 */
export const linux6_12: AllocatorModel<"6.12"> = {
  id: "6.12",
  describes: "Linux 6.12: the cache's depot has no limit",
  experimental: false,
  depot: { capacity: Number.POSITIVE_INFINITY, flushes: "newest-first" },
  search: (space, startPfn) => new RememberedNodesSearch(space, startPfn),
};
