/** Registries that are made from folders: the file's name is the id, and the value's name in camel case. */
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

export interface Registry {
  /** The folder whose files are the values; folders below it are passed over. */
  readonly folder: string;
  readonly output: string;
  /** From the output to the folder. */
  readonly prefix: string;
  readonly imports: readonly string[];
  /** What the file says first, and what stands around the list of values. */
  readonly doc: string;
  readonly open: string;
  readonly close: string;
  readonly after: readonly string[];
}

const path = (relative: string): string => fileURLToPath(new URL(`../../${relative}`, import.meta.url));

const MADE = "made from the folder by `npm run registries`.";

export const registries: readonly Registry[] = [
  {
    folder: path("src/rule"),
    output: path("src/rule/engine/registry.ts"),
    prefix: "../",
    imports: ['import type { Rule } from "./model.js";'],
    doc: `Every rule, in the order of their ids: ${MADE}`,
    open: "export const rules: readonly Rule[] = [",
    close: "];",
    after: ["", "export const ruleIds: readonly string[] = rules.map((rule) => rule.id);"],
  },
  {
    folder: path("src/layout"),
    output: path("src/layout/engine/registry.ts"),
    prefix: "../",
    imports: ['import type { Layout } from "./model.js";'],
    doc: `Every layout, in the order of reports: ${MADE}`,
    open: "const found: readonly Layout[] = [",
    close: "];",
    after: ["", "export const layouts: readonly Layout[] = found.toSorted((a, b) => a.order - b.order);"],
  },
];

const variable = (id: string): string => id.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** What the registry's file has to say. */
export function registryText({ folder, prefix, imports, doc, open, close, after }: Registry): string {
  const ids = readdirSync(folder)
    .filter((name) => name.endsWith(".ts"))
    .map((name) => name.slice(0, -".ts".length))
    .sort();
  const lines = [
    `/** ${doc} */`,
    ...ids.map((id) => `import { ${variable(id)} } from "${prefix}${id}.js";`),
    ...imports,
    "",
    open,
    ...ids.map((id) => `  ${variable(id)},`),
    close,
    ...after,
    "",
  ];
  return lines.join("\n");
}
