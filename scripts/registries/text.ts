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
    folder: path("src/iommu/drivers"),
    output: path("src/iommu/registry.ts"),
    prefix: "./drivers/",
    imports: ['import type { IommuDriver } from "./driver.js";'],
    doc: `Every IOMMU driver: ${MADE}`,
    open: "const found: readonly (readonly IommuDriver[])[] = [",
    close: "];",
    after: [
      "",
      "/** Variants stand before the driver they vary: the first row that fits counts. */",
      "export const iommuDrivers: readonly IommuDriver[] = found",
      "  .flat()",
      "  .toSorted((a, b) => Number(a.variantPrefix === null) - Number(b.variantPrefix === null));",
    ],
  },
  {
    folder: path("src/report/format"),
    output: path("src/report/formats.ts"),
    prefix: "./format/",
    imports: ['import type { Format, Printables } from "./format.js";'],
    doc: `Every format, in the order of the help: ${MADE}`,
    open: "const found: readonly Format[] = [",
    close: "];",
    after: [
      "",
      "export const formats: readonly Format[] = found.toSorted((a, b) => a.order - b.order);",
      "",
      "/** The names that a command can be asked for, in the registry's order. */",
      "export const formatNames = (command: keyof Printables): readonly string[] =>",
      "  formats.filter((format) => format.printers[command] !== undefined).map((format) => format.name);",
    ],
  },
  {
    folder: path("src/fault/format"),
    output: path("src/fault/formats.ts"),
    prefix: "./format/",
    imports: ['import type { FaultFormat } from "./format.js";'],
    doc: `Every driver's fault messages: ${MADE}`,
    open: "export const faultFormats: readonly FaultFormat[] = [",
    close: "];",
    after: [],
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
  // As the linter orders imports: a folder before a file of its name.
  const key = (path: string): string => path.replace(/^\.\//, "").replaceAll("/", "\0");
  const isBefore = (line: string): boolean => key(/"(.*)"/.exec(line)?.[1] ?? "") < key(prefix);
  const lines = [
    `/** ${doc} */`,
    ...imports.filter(isBefore),
    ...ids.map((id) => `import { ${variable(id)} } from "${prefix}${id}.js";`),
    ...imports.filter((line) => !isBefore(line)),
    "",
    open,
    ...ids.map((id) => `  ${variable(id)},`),
    close,
    ...after,
    "",
  ];
  return lines.join("\n");
}
