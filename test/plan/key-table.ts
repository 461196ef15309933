/** The tables of docs/plan.md, from the JSON Schema that is published beside it. */

interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly propertyNames?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
}

interface Row {
  readonly where: string;
  readonly key: string;
  readonly value: string;
  readonly meaning: string;
}

/** Both tables, with a line between. */
export function keyTables(schema: JsonSchema): string {
  const keys = merged(rows(schema, "plan")).map(({ where, key, value, meaning }) => [
    where,
    `\`${key}\``,
    value,
    meaning,
  ]);
  const values = Object.entries(schema.$defs ?? {}).map(([name, { description }]) => [name, description ?? ""]);
  return [table(["in", "key", "value", "meaning"], keys), table(["value", "written"], values)].join("\n");
}

function rows(schema: JsonSchema, where: string): readonly Row[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, value]): Row[] => {
    const required = schema.required?.includes(key) === true && value.default === undefined;
    const inner = innerMap(value);
    return [
      {
        where,
        key,
        value: `${described(value)}${required ? ", required" : ""}`,
        meaning: `${value.description ?? ""}${value.default === undefined ? "" : ` Default: \`${value.default}\`.`}`,
      },
      ...(inner === null ? [] : rows(inner, WHERE[key] ?? key)),
    ];
  });
}

/** What an entry of a list is called. */
const WHERE: Readonly<Record<string, string>> = {
  devices: "device",
  children: "child",
  pci: "bridge",
  iommus: "iommu",
};

const innerMap = (schema: JsonSchema): JsonSchema | null =>
  schema.properties !== undefined ? schema : schema.items?.properties !== undefined ? schema.items : null;

/** A key that stands in two places with one meaning is one row. */
function merged(all: readonly Row[]): readonly Row[] {
  const seen = new Map<string, Row>();
  for (const row of all) {
    const id = [row.key, row.value, row.meaning].join("\n");
    const before = seen.get(id);
    const where =
      before === undefined || before.where.split(", ").includes(row.where)
        ? row.where
        : `${before.where}, ${row.where}`;
    seen.set(id, { ...row, where: before === undefined ? row.where : where });
  }
  return [...seen.values()];
}

function described(schema: JsonSchema): string {
  const { $ref, type, items, anyOf, prefixItems } = schema;
  if ($ref !== undefined) return $ref.replace("#/$defs/", "");
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.enum !== undefined) return schema.enum.map((word) => `\`${word}\``).join(" or ");
  if (anyOf !== undefined) return anyOf.map(described).join(" or ");
  if (prefixItems !== undefined) return `[${prefixItems.map(described).join(", ")}]`;
  if (type === "array") return items === undefined ? "list" : `list of ${plural(items)}`;
  if (type === "integer") return numbers(schema);
  if (type === "object" && schema.properties === undefined && typeof schema.additionalProperties === "object") {
    return `map of ${described(schema.propertyNames ?? {})} to ${described(schema.additionalProperties)}`;
  }
  return { object: "map", string: "text", boolean: "`true` or `false`" }[type ?? ""] ?? type ?? "";
}

function plural(schema: JsonSchema): string {
  const name = described(schema);
  if (name.startsWith("list of")) return name.replace("list", "lists");
  return name.endsWith("s") ? `${name}es` : `${name}s`;
}

const numbers = ({ minimum, maximum }: JsonSchema): string =>
  minimum === undefined || maximum === undefined ? "whole number" : `${minimum} to ${maximum}`;

const table = (head: readonly string[], body: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...body].map((cells) => `| ${cells.join(" | ")} |\n`).join("");
