/** Writes src/rule/engine/registry.ts from the files in src/rule: run it after adding a rule. */
import { readdirSync, writeFileSync } from "node:fs";

const folder = new URL("../src/rule/", import.meta.url);
const ids = readdirSync(folder)
  .filter((name) => name.endsWith(".ts"))
  .map((name) => name.slice(0, -".ts".length))
  .sort();
const variable = (id: string): string => id.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

const text = [
  "/** Every rule, in the order of their ids: made from the folder by `npx tsx scripts/rule-registry.ts`. */",
  ...ids.map((id) => `import { ${variable(id)} } from "../${id}.js";`),
  'import type { Rule } from "./model.js";',
  "",
  "export const rules: readonly Rule[] = [",
  ...ids.map((id) => `  ${variable(id)},`),
  "];",
  "",
  "export const ruleIds: readonly string[] = rules.map((rule) => rule.id);",
  "",
].join("\n");
writeFileSync(new URL("engine/registry.ts", folder), text);
