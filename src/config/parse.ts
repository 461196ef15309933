/** Reads the config file: YAML, the schema, then the model with a location for every budget. */
import type { Outcome } from "../base/diagnostic.js";
import { dirname, isAbsolute, join } from "../base/file-path.js";
import { isYamlPath } from "../base/path.js";
import type { Location, SourceFile } from "../base/source.js";
import { plannedExpectation } from "../plan/expectation.js";
import { byHand, type Place, placeAt } from "../yaml/read.js";
import { readValidated } from "../yaml/validated.js";
import type {
  Budgets,
  Config,
  ConfigExpectation,
  ConfigOverride,
  ConfigPlan,
  ConfigProfile,
  ConsumerBudget,
  Limit,
  RuleLevel,
} from "./model.js";
import { type ConfigValues, configJsonSchema, configSchema } from "./schema.js";

type Path = readonly PropertyKey[];
type BudgetValues = NonNullable<ConfigValues["budgets"]>;

/**
 * The config, and every error in the file at the key or value that it is about; null when there is one.
 *
 * @param ruleIds the rules that exist
 */
export function parseConfig(source: SourceFile, ruleIds: readonly string[]): Outcome<Config> {
  const { value, diagnostics } = readValidated(source, {
    kind: { code: "config", one: "config file", many: "config files", ...byHand },
    schema: configSchema(ruleIds),
    jsonSchema: () => configJsonSchema(ruleIds),
  });
  return { value: value === null ? null : configOf(source.path, value.values, value.root.place), diagnostics };
}

function configOf(file: string, values: ConfigValues, root: Place): Config {
  return {
    file,
    failOn: values["fail-on"] ?? null,
    showsNotes: values.show === "note",
    levels: levelsOf(values.rules),
    budgets: budgetsOf(values.budgets, ["budgets"], root),
    spaceLow: values["space-low"] ?? null,
    profiles: profilesOf(values.profiles, ["profiles"], file, root),
    plans: plansOf(values.plans, ["plans"], file, root),
    expectations: expectationsOf(values.expect, ["expect"], root),
    overrides: (values.paths ?? []).map(
      (override, i): ConfigOverride => ({
        files: override.files,
        levels: levelsOf(override.rules),
        budgets: budgetsOf(override.budgets, ["paths", i, "budgets"], root),
        spaceLow: override["space-low"] ?? null,
        profiles: profilesOf(override.profiles, ["paths", i, "profiles"], file, root),
        plans: plansOf(override.plans, ["paths", i, "plans"], file, root),
        expectations: expectationsOf(override.expect, ["paths", i, "expect"], root),
      }),
    ),
  };
}

/** Paths become paths from where the tool was started, as the config file's own is. */
const profilesOf = (
  names: readonly string[] | undefined,
  path: Path,
  file: string,
  root: Place,
): readonly ConfigProfile[] =>
  (names ?? []).map((name, i) => ({
    name: isYamlPath(name) ? besideConfig(file, name) : name,
    location: locationAt(root, [...path, i]),
  }));

const plansOf = (paths: readonly string[] | undefined, path: Path, file: string, root: Place): readonly ConfigPlan[] =>
  (paths ?? []).map((one, i) => ({ path: besideConfig(file, one), location: locationAt(root, [...path, i]) }));

const besideConfig = (file: string, path: string): string => (isAbsolute(path) ? path : join(dirname(file), path));

const expectationsOf = (values: ConfigValues["expect"], path: Path, root: Place): readonly ConfigExpectation[] =>
  (values ?? []).map(({ consumer, compatible, ...keys }, i) => ({
    of: consumer === undefined ? { by: "compatible", names: compatible ?? [] } : { by: "consumer", name: consumer },
    expect: plannedExpectation(keys),
    location: locationAt(root, [...path, i]),
  }));

function levelsOf(rules: ConfigValues["rules"]): ReadonlyMap<string, RuleLevel> {
  const levels = new Map<string, RuleLevel>();
  for (const [id, level] of Object.entries(rules ?? {})) if (level !== undefined) levels.set(id, level);
  return levels;
}

function budgetsOf(values: BudgetValues | undefined, path: Path, root: Place): Budgets {
  const limit = (key: "max-waste" | "max-family-waste" | "max-board-waste"): Limit | null => {
    const bytes = values?.[key];
    return bytes === undefined ? null : { bytes, location: locationAt(root, [...path, key]) };
  };
  return {
    maxWaste: limit("max-waste"),
    maxFamilyWaste: limit("max-family-waste"),
    maxBoardWaste: limit("max-board-waste"),
    consumers: Object.entries(values?.consumers ?? {}).map(
      ([consumer, budget]): ConsumerBudget => ({
        consumer,
        maxWaste: budget["max-waste"] ?? null,
        minUsable: budget["min-usable"] ?? null,
        location: placeAt(root, [...path, "consumers", consumer])?.key ?? locationAt(root, path),
      }),
    ),
  };
}

const locationAt = (root: Place, path: Path): Location => (placeAt(root, path) ?? root).value;
