/**
 * A tree as device-tree source (DTS v1) that reads back as the same tree: same nodes, properties, bytes and memory
 * reservations. What the source called things is kept where the tree has markers; where it has none, a value's form
 * is guessed as dtc does.
 *
 * Three things DTS cannot say, whoever prints it: names with characters that dtc refuses (printed with the character
 * spelled out and the true name in a comment), a `name` property equal to its node's name (dtc drops it), and a boot
 * CPU other than the first below /cpus.
 *
 * The output is printable ASCII, tabs and line feeds, whatever the tree holds.
 */
import { isNodeName, isPropertyName } from "./names.js";
import { printValue, type ValueContext } from "./print-value.js";
import { childNamed, type DeviceTree, type DtNode, type Property } from "./tree.js";
import { walk } from "./walk.js";

const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Deeper nodes are not indented further: in a hostile tree the tabs alone would be most of the text. */
const DEEPEST_INDENT = 40;

export function printDts(tree: DeviceTree): string {
  const labels = labelsByNode(tree);
  const context: ValueContext = { tree, keepReferences: !hasFixupNodes(tree.root) };
  const out = ["/dts-v1/;\n", tree.isOverlay ? "/plugin/;\n" : "", "\n"];
  for (const { address, size, labels: own } of tree.memoryReservations) {
    out.push(`${labelPrefix(own)}/memreserve/ 0x${address.toString(16)} 0x${size.toString(16)};\n`);
  }
  walk(tree.root, {
    enter(node, depth) {
      const indent = indentOf(depth);
      if (node.parent !== null) out.push("\n", ...nameComment(indent, node.name, isNodeName));
      // The grammar has no place for a label before the root.
      const name = node.parent === null ? "/" : labelPrefix(labels.get(node) ?? []) + spelled(node.name, isNodeName);
      out.push(indent, name, " {\n");
      for (const property of node.properties.values())
        out.push(...propertyLines(property, indentOf(depth + 1), context));
    },
    leave(_node, depth) {
      out.push(indentOf(depth), "};\n");
    },
  });
  return out.join("");
}

function* propertyLines(property: Property, indent: string, context: ValueContext): Generator<string> {
  yield* nameComment(indent, property.name, isPropertyName);
  yield `${indent}${labelPrefix(property.labels)}${spelled(property.name, isPropertyName)}`;
  const value = printValue(property, context);
  yield value === "" ? ";\n" : ` = ${value};\n`;
}

/**
 * The references of a tree whose fixup nodes are spelled out are printed as the numbers they are: from a reference
 * dtc would make the same fixup a second time.
 */
const hasFixupNodes = (root: DtNode): boolean =>
  childNamed(root, "__fixups__") !== null || childNamed(root, "__local_fixups__") !== null;

/** A node's own labels, or those that its blob's `__symbols__` give it. */
function labelsByNode(tree: DeviceTree): ReadonlyMap<DtNode, readonly string[]> {
  const byNode = new Map<DtNode, string[]>();
  for (const [label, node] of tree.labels) {
    if (!LABEL.test(label) || node.labels.length > 0) continue;
    const labels = byNode.get(node);
    if (labels === undefined) byNode.set(node, [label]);
    else labels.push(label);
  }
  walk(tree.root, {
    enter(node) {
      if (node.labels.length > 0) byNode.set(node, [...node.labels]);
    },
    leave() {},
  });
  return byNode;
}

const labelPrefix = (labels: readonly string[]): string => labels.map((label) => `${label}: `).join("");

const indentOf = (depth: number): string => "\t".repeat(Math.min(depth, DEEPEST_INDENT));

/** `+1b` for an escape character: `+` and hexadecimal digits are legal in every name. */
const spelled = (name: string, isLegal: (name: string) => boolean): string =>
  isLegal(name) ? name : name.replace(/[^a-zA-Z0-9,._-]/gu, (character) => `+${character.charCodeAt(0).toString(16)}`);

const nameComment = (indent: string, name: string, isLegal: (name: string) => boolean): readonly string[] =>
  isLegal(name) ? [] : [`${indent}/* DTS cannot spell this name: ${commentText(name)} */\n`];

/** Quoted, and unable to end the comment. */
const commentText = (name: string): string =>
  JSON.stringify(name)
    .replaceAll("*/", "*\\/")
    .replace(/[^ -~]/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
