/** Device trees of the oracle: plain nodes with cells, printed as source. Nothing here comes from the project's own rooms. */

/** Cells, text, or null for a property without a value. */
export type OracleValue = readonly number[] | string | null;

export interface OracleNode {
  readonly name: string;
  readonly properties: Map<string, OracleValue>;
  readonly children: OracleNode[];
  readonly parent: OracleNode | null;
}

export function addNode(
  parent: OracleNode | null,
  name: string,
  properties: Readonly<Record<string, OracleValue>>,
): OracleNode {
  const node: OracleNode = { name, properties: new Map(Object.entries(properties)), children: [], parent };
  parent?.children.push(node);
  return node;
}

export const pathText = (node: OracleNode): string =>
  node.parent === null ? "/" : `${node.parent.parent === null ? "" : pathText(node.parent)}/${node.name}`;

/** In document order. */
export function* allNodes(node: OracleNode): Generator<OracleNode> {
  yield node;
  for (const child of node.children) yield* allNodes(child);
}

export function cellsOf(node: OracleNode, name: string): readonly number[] | null {
  const value = node.properties.get(name);
  return Array.isArray(value) ? value : null;
}

export const textOf = (node: OracleNode, name: string): string | null => {
  const value = node.properties.get(name);
  return typeof value === "string" ? value : null;
};

export const sourceOf = (root: OracleNode): string => `/dts-v1/;\n${printed(root, "")}`;

function printed(node: OracleNode, indent: string): string {
  const inner = `${indent}\t`;
  const lines = [...node.properties].map(([name, value]) => `${inner}${name}${valueText(value)};\n`);
  const children = node.children.map((child) => printed(child, inner));
  return `${indent}${node.parent === null ? "/" : node.name} {\n${lines.join("")}${children.join("")}${indent}};\n`;
}

function valueText(value: OracleValue): string {
  if (value === null) return "";
  if (typeof value === "string") return ` = "${value}"`;
  return ` = <${value.map((cell) => `0x${cell.toString(16)}`).join(" ")}>`;
}
