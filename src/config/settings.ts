/** What a config says for one board. */
import { type BoardSettings, type Budgets, type Config, defaultSettings } from "./model.js";
import { matchesPattern } from "./pattern.js";

/**
 * The settings for a board: the config's own, then those of every `paths` entry that matches, later ones winning key
 * by key.
 *
 * @param path of the board, relative to the config file's folder
 */
export function settingsFor(config: Config | null, path: string): BoardSettings {
  if (config === null) return defaultSettings;
  const parts = [config, ...config.overrides.filter((o) => o.files.some((pattern) => matchesPattern(path, pattern)))];
  let settings = defaultSettings;
  for (const part of parts) {
    settings = {
      levels: new Map([...settings.levels, ...part.levels]),
      budgets: mergeBudgets(settings.budgets, part.budgets),
      spaceLow: part.spaceLow ?? settings.spaceLow,
      profiles: [...settings.profiles, ...part.profiles],
      plans: [...part.plans, ...settings.plans],
      expectations: [...settings.expectations, ...part.expectations],
    };
  }
  return settings;
}

function mergeBudgets(base: Budgets, over: Budgets): Budgets {
  const named = new Set(over.consumers.map((budget) => budget.consumer));
  return {
    maxWaste: over.maxWaste ?? base.maxWaste,
    maxFamilyWaste: over.maxFamilyWaste ?? base.maxFamilyWaste,
    maxBoardWaste: over.maxBoardWaste ?? base.maxBoardWaste,
    consumers: [...base.consumers.filter((budget) => !named.has(budget.consumer)), ...over.consumers],
  };
}
