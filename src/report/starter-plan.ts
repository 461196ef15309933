/**
 * A plan to begin with: every family of a board, and nothing that the board does not say. What its devices need stands
 * there as comments to fill in, so that the plan is valid, and the figures stay what they were, until someone does.
 */

import { pathFromRoot } from "../base/path.js";
import { visible } from "../base/visible.js";
import type { Consumer, Family, Group, Stream, System } from "../system/model.js";
import { streamText } from "./amount.js";

export interface StarterBoard {
  /** Of the board without a plan. */
  readonly system: System;
  readonly model: string | null;
  /** Ids of those to plan for; null for all. */
  readonly only: ReadonlySet<string> | null;
  /** A function below a host bridge, by the bridge's path, that its map leads to an IOMMU and that has no node. */
  readonly exampleFunction: (bridge: string) => string;
}

export function starterPlan({ system, model, only, exampleFunction }: StarterBoard, input: string): string {
  const labels = new Map([...system.tree.labels].map(([label, node]) => [pathFromRoot(node), label]));
  const isMeant = ({ id }: Consumer): boolean => only?.has(id) !== false;
  const devices = system.families.flatMap((family) => familyLines(meantOf(family, isMeant), labels));
  const order = orderLines(system.groups.filter(({ members }) => members.some((id) => only?.has(id) !== false)));
  const lines = [
    `# A plan for ${comment(input)}${model === null ? "" : ` (${comment(model)})`}: what the device tree does not say.`,
    "# Lines behind a '#' are comments. Where neither 'usable' nor 'reserve' is given, the need is what the device",
    "# tree reserves; for a device that a driver creates it is unknown. Give one of the two:",
    "#   usable: [[600M, 3584M]]    the only addresses that it may get; the end is exclusive",
    "#   reserve: [[0, 600M]]       the addresses that it must never get; [] for none",
    "version: 1",
    ...headingOf(devices, order),
    ...devices,
    ...order,
    ...pciLines(system.consumers.filter(isMeant), system.consumers, exampleFunction),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function headingOf(devices: readonly string[], order: readonly string[]): string[] {
  if (devices.some((line) => line.startsWith("  - "))) return ["devices:"];
  return order.length > 0 ? ["# devices:"] : ["# No device to plan for:"];
}

/** A plan's children are all there are: of those that a driver makes, all are named or none. */
function meantOf(family: Family, isMeant: (member: Consumer) => boolean): Family {
  const isChild = ({ kind }: Consumer): boolean => kind === "runtime-child";
  const hasChildren = family.members.some((member) => isChild(member) && isMeant(member));
  return { ...family, members: family.members.filter((one) => (isChild(one) ? hasChildren : isMeant(one))) };
}

/** A comment ends with its line, so what comes from a device tree must not end it. */
const comment = (text: string): string => visible(text);

function familyLines(family: Family, labels: ReadonlyMap<string, string>): string[] {
  if (family.members.length === 0) return [];
  const strange = [family.parent, ...family.members.map((member) => member.path)].find((path) => !isNameable(path));
  if (strange !== undefined) return [`  # ${comment(strange)}: no plan can name it`];
  const children = family.members.filter((member) => member.kind === "runtime-child");
  // A PCI function without a node has no path that is its own.
  const nodes = family.members.filter((member) => member.node !== null && member.kind !== "runtime-child");
  const head = nodes.find((member) => member.path === family.parent);
  const own = head === undefined && children.length === 0 ? [] : headLines(family.parent, head, children, labels);
  return [...own, ...nodes.filter((member) => member !== head).flatMap((member) => nodeLines(member, labels))];
}

function headLines(
  path: string,
  head: Consumer | undefined,
  children: readonly Consumer[],
  labels: ReadonlyMap<string, string>,
): string[] {
  const first = head === undefined ? [entry(path, labels)] : nodeLines(head, labels);
  return children.length === 0 ? first : [...first, ...childrenLines(children)];
}

const entry = (path: string, labels: ReadonlyMap<string, string>): string => {
  const label = labels.get(path);
  return `  - node: ${scalar(path)}${label === undefined ? "" : ` # or "&${comment(label)}"`}`;
};

const nodeLines = (consumer: Consumer, labels: ReadonlyMap<string, string>): string[] => [
  entry(consumer.path, labels),
  `    # ${streamsText(consumer.streams)}; reserved today: ${counted(consumer)}`,
  ...placeholders("    "),
];

/**
 * As they are found in an `iommu-map`, one for each function id. Where an entry stands for more ids than anyone lists,
 * or is broken, none is named: a plan's children are all there are.
 */
function childrenLines(children: readonly Consumer[]): string[] {
  const isListed = children.every(({ name, streams }) => /^0x[0-9a-f]+$/.test(name ?? "") && streams.length > 0);
  const lines = ["    children:", ...children.flatMap(childLines)];
  if (isListed) return ["    # Devices that its driver creates, from its iommu-map: give each a name.", ...lines];
  return [
    "    # Devices that its driver creates. Its iommu-map does not tell which function ids are used:",
    "    # children:",
    '    #   - name: ""',
    "    #     function-id: ",
  ];
}

function childLines(child: Consumer): string[] {
  const inherits = child.node === null ? "streams" : "node";
  const isAssumed = child.assumes.includes("inherits-node");
  const why = isAssumed
    ? " # assumed; write 'streams' for a child without the node, whose DMA is only configured from it"
    : "";
  return [
    `      - name: ${JSON.stringify(child.name ?? "")}`,
    `        function-id: ${Number(child.name)} # ${streamsText(child.streams)}`,
    `        inherits: ${inherits}${why}`,
    ...placeholders("        "),
  ];
}

const placeholders = (indent: string): string[] => [`${indent}# usable: [[START, END]]`];

function streamsText(streams: readonly Stream[]): string {
  if (streams.length === 0) return "no stream";
  const [first] = streams;
  const iommu = first === undefined ? "" : ` of ${comment(pathFromRoot(first.iommu))}`;
  const ids = streams.map((stream) => streamText(stream)).join(", ");
  return `stream ${ids}${iommu}`;
}

function counted({ reservations }: Consumer): string {
  const count = reservations.filter(({ inAllocator }) => inAllocator).length;
  return count === 0 ? "nothing" : `${count} ${count === 1 ? "range" : "ranges"}`;
}

/** What the plan's schema takes as a path. */
const isNameable = (path: string): boolean => /^\/[^\s!]*$/.test(path);

/** YAML takes a path as it is, but for one with signs of YAML's own; JSON's strings are YAML as well. */
const scalar = (path: string): string => (/^\/[A-Za-z0-9@,._+/-]*$/.test(path) ? path : JSON.stringify(path));

/** Of bridges that may have more functions than the tree says: those that are known, or one that could be there. */
function pciLines(
  meant: readonly Consumer[],
  all: readonly Consumer[],
  exampleFunction: (bridge: string) => string,
): string[] {
  const bridges = new Set(
    meant
      .filter(isAnyFunction)
      .map(({ path }) => path)
      .filter(isNameable),
  );
  if (bridges.size === 0) return [];
  return [
    "# The device tree does not have all functions below these bridges. List them as lspci does:",
    "# pci:",
    ...[...bridges].flatMap((path) => {
      const known = all.flatMap(({ pciFunction, path: own }) =>
        pciFunction !== null && own.startsWith(`${path}/`) ? [pciFunction] : [],
      );
      const functions = known.length === 0 ? [exampleFunction(path)] : known;
      return [`#   - bridge: ${scalar(path)}`, `#     functions: [${functions.map((one) => `"${one}"`).join(", ")}]`];
    }),
  ];
}

const isAnyFunction = ({ pciFunction }: Consumer): boolean => pciFunction === "*";

/** Where it matters who comes first. */
function orderLines(groups: readonly Group[]): string[] {
  const open = groups.filter(({ domain }) => domain.ifFirst.length > 0);
  if (open.length === 0) return [];
  return [
    "  # The device that sets up the domain of its group decides what is reserved there. If it is not the first:",
    ...open.flatMap(({ iommu, members, domain }) => {
      const other = domain.ifFirst.map(({ member }) => member).find(isNameable) ?? "ONE";
      return [
        `#   - node: ${comment(scalar(iommu))}`,
        `#     first: [${scalar(other)}] # of ${members.map(comment).join(", ")}`,
      ];
    }),
  ];
}
