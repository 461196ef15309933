/** The allocator models there are, read from here by everyone: a new one is a file in `model/` and a line here. */
import { linux6_1 } from "./model/6.1.js";
import { linux6_12 } from "./model/6.12.js";
import { maple2026 } from "./model/maple-2026.js";
import type { AllocatorModel } from "./search.js";

export const allocatorModels = [linux6_1, linux6_12, maple2026] as const;

export type AllocatorModelId = (typeof allocatorModels)[number]["id"];

export const DEFAULT_MODEL: AllocatorModelId = "6.12";

/** Null for an id that no model has. */
export const allocatorModel = (id: string): AllocatorModel<AllocatorModelId> | null =>
  allocatorModels.find((model) => model.id === id) ?? null;
