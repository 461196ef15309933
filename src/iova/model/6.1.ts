import { RememberedNodesSearch } from "../remembered-nodes.js";
import type { AllocatorModel } from "../search.js";

/** `MAX_GLOBAL_MAGS` of drivers/iommu/iova.c, 6.1. */
const DEPOT_MAGAZINES = 32;

/** A full depot sends its magazine back to the tree at once. */
export const linux6_1: AllocatorModel<"6.1"> = {
  id: "6.1",
  describes: "Linux 6.1: the cache's depot holds 32 magazines",
  experimental: false,
  depot: { capacity: DEPOT_MAGAZINES, flushes: "oldest-first" },
  search: (space, startPfn) => new RememberedNodesSearch(space, startPfn),
};
