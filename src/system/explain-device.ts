/** Which consumer, or which device with its consumers, a few words mean: the one place where names are looked up. */
import { nearestName } from "../base/nearest.js";
import { compareText } from "../base/order.js";
import { platformDeviceName } from "../of/device-name.js";
import { baseName, type DtNode, nodeAt, nodesOf, pathOf } from "../tree/tree.js";
import type { Consumer, Family, System } from "./model.js";

export interface NotFound {
  readonly ok: false;
  /** With the candidates where several answer to the name, else with what is known. */
  readonly message: string;
  readonly hint: string | null;
}

export type FoundConsumer = { readonly ok: true; readonly consumer: Consumer } | NotFound;

/** A device, and all that is made of it. */
export type FoundDevice =
  | {
      readonly ok: true;
      /** Who answers to the name. */
      readonly named: readonly Consumer[];
      /** Theirs; null for a PCI function that no plan speaks of. */
      readonly family: Family | null;
    }
  | NotFound;

/** More candidates than these are counted. */
const MOST_LISTED = 8;

/**
 * By id, path, `&label` or `label` (with `#child` or `!00:04.1` behind it), Linux's device name, or the end of an id
 * from a `/`, `#` or `!` on, with or without the unit address; the first of these that anything answers to counts.
 */
export function findConsumer(system: System, text: string): FoundConsumer {
  const candidates = named(system, text);
  const [only, second] = candidates;
  if (only === undefined) return unknown(system, text);
  if (second === undefined) return { ok: true, consumer: only };
  const below = consumersBelow(system, candidates, text);
  return { ok: false, message: below ?? ambiguous(text, "consumers", candidates.map(idOf)), hint: null };
}

/** The same for a device, which need not be a consumer itself, and for each of those that are made of it. */
export function findDevice(system: System, text: string): FoundDevice {
  const candidates = named(system, text);
  if (candidates.length === 0) return unknown(system, text);
  const families = system.families.filter(({ members }) => members.some((member) => candidates.includes(member)));
  const alone = candidates.filter((one) => !families.some(({ members }) => members.includes(one)));
  if (families.length + alone.length > 1) {
    const names = [...families.map(({ parent }) => parent), ...alone.map(idOf)];
    return { ok: false, message: ambiguous(text, "devices", names), hint: null };
  }
  return { ok: true, named: candidates, family: families[0] ?? null };
}

const idOf = ({ id }: Consumer): string => id;

/** Why there is none, in a sentence. */
export const notFoundText = ({ message, hint }: NotFound): string => (hint === null ? message : `${message} (${hint})`);

function named(system: System, text: string): readonly Consumer[] {
  const wanted = text.length > 1 ? text.replace(/\/+$/, "") : text;
  for (const candidates of readings(system, wanted)) if (candidates.length > 0) return candidates;
  return [];
}

function* readings(system: System, text: string): Generator<readonly Consumer[]> {
  const { consumers } = system;
  const ofNodes = (nodes: readonly NamedNode[]): readonly Consumer[] => [
    ...new Set(nodes.flatMap(({ node, member }) => membersOf(system, node, member))),
  ];
  yield consumers.filter((consumer) => consumer.id === text);
  yield ofNodes(nodeWritten(system, text));
  yield consumers.filter((consumer) => consumer.deviceName === text);
  yield ofNodes(nodesCalled(system, text, (node) => platformDeviceName(node, system.options.kernel)));
  yield consumers.filter(({ pciFunction }) => pciFunction !== null && pciFunction === functionAddress(text));
  yield consumers.filter((consumer) => endsIn(consumer.id, text));
  yield consumers.filter((consumer) => endsIn(consumer.id.replace(/@[^/#!]*$/, ""), text));
  yield ofNodes(nodesCalled(system, text, ({ name }) => name));
  yield ofNodes(nodesCalled(system, text, baseName));
}

interface NamedNode {
  readonly node: DtNode;
  /** `#child`, `!00:04.1`, a path below a label, or nothing. */
  readonly member: string;
}

/** By path or by label; one or none. */
function nodeWritten({ tree }: System, text: string): readonly NamedNode[] {
  const { name, member } = parts(text);
  const byPath = nodeAt(tree, name);
  if (byPath !== null) return [{ node: byPath, member }];
  const [, label = "", behind = ""] = /^&?([^#!/]*)(.*)$/s.exec(text) ?? [];
  const byLabel = tree.labels.get(label);
  return byLabel === undefined ? [] : [{ node: byLabel, member: behind }];
}

/** By a name that nodes have without their parents. */
function nodesCalled({ tree }: System, text: string, nameOf: (node: DtNode) => string): readonly NamedNode[] {
  const { name, member } = parts(text);
  if (name === "" || /[/&]/.test(name)) return [];
  return nodesOf(tree).flatMap((node) => (node.parent !== null && nameOf(node) === name ? [{ node, member }] : []));
}

const parts = (text: string): { readonly name: string; readonly member: string } => {
  const [, name = "", member = ""] = /^([^#!]*)(.*)$/s.exec(text) ?? [];
  return { name, member };
};

/** The node that is meant where no consumer answers to a name. */
function nodeMeant(system: System, text: string): DtNode | null {
  const named = [
    ...nodeWritten(system, text),
    ...nodesCalled(system, text, (node) => platformDeviceName(node, system.options.kernel)),
  ];
  return named.find(({ member }) => member === "")?.node ?? null;
}

/** The consumers of a node, or those that it is the device of; of them, the one that is asked for. */
function membersOf({ consumers }: System, node: DtNode, member: string): readonly Consumer[] {
  const path = pathOf(node);
  if (member === "") return consumers.filter((consumer) => consumer.path === path || consumer.parent === path);
  const exact = consumers.filter((consumer) => consumer.id === `${path}${member}`);
  if (exact.length > 0 || !member.startsWith("!")) return exact;
  // A function that has a node of its own has that node's path.
  const address = functionAddress(member.slice(1));
  return consumers.filter((one) => one.pciFunction === address && one.path.startsWith(`${path}/`));
}

/** `01:00.0`, also of `0000:01:00.0`; null for what is none. */
const functionAddress = (text: string): string | null =>
  /^(?:[0-9a-f]{4}:)?([0-9a-f]{2}:[0-9a-f]{2}\.[0-7])$/i.exec(text)?.[1]?.toLowerCase() ?? null;

const endsIn = (id: string, text: string): boolean =>
  text !== "" && id.endsWith(text) && (/^[/#!]/.test(text) || /[/#!]$/.test(id.slice(0, id.length - text.length)));

const listed = (names: readonly string[]): string => {
  const shown = names.slice(0, MOST_LISTED).join(", ");
  return names.length > MOST_LISTED ? `${shown} and ${names.length - MOST_LISTED} more` : shown;
};

const ambiguous = (text: string, what: string, names: readonly string[]): string =>
  `'${text}' is ambiguous, it matches ${names.length} ${what}: ${listed(names)}`;

function unknown(system: System, text: string): NotFound {
  const { tree, consumers, coverage } = system;
  const meant = nodeMeant(system, text);
  const full = meant === null ? text : pathOf(meant);
  const skipped = coverage.skipped.find(({ path }) => path === full || endsIn(path, text));
  if (skipped !== undefined) {
    return { ok: false, message: `'${skipped.path}' is not a consumer: ${skipped.reason}`, hint: null };
  }
  const below = consumersBelow(system, consumers, text);
  if (below !== null) return { ok: false, message: below, hint: null };
  const isLabel = text.startsWith("&");
  const ids = consumers.map(({ id }) => id);
  const devices = system.families.map(({ parent }) => parent);
  const labels = [...tree.labels.keys()].map((label) => (isLabel ? `&${label}` : label));
  const names = isLabel ? labels : [...ids, ...devices, ...ids.map(lastPart), ...labels];
  const near = nearestName(text, names);
  const known = ids.length === 0 ? "the board has none" : `known are: ${listed([...ids].sort(compareText))}`;
  return {
    ok: false,
    message: `this board has no consumer '${text}'; ${known}`,
    hint: near === null || near === text ? null : `did you mean '${near}'?`,
  };
}

/** A node that masters nothing itself, but others below it do: which of them is meant, only the user knows. */
function consumersBelow(system: System, consumers: readonly Consumer[], text: string): string | null {
  const node = nodeMeant(system, text);
  const path = node === null ? "" : pathOf(node);
  if (path === "/" || path === "") return null;
  const below = consumers.filter((consumer) => consumer.path.startsWith(`${path}/`));
  if (below.length === 0) return null;
  const mapped = below.filter((consumer) => !hasIommus(consumer)).length;
  const what =
    mapped === 0
      ? ""
      : mapped === below.length
        ? " streams of an 'iommu-map'"
        : " 'iommus' or streams of an 'iommu-map'";
  return `'${text}' has no 'iommus' of its own, but its children have${what}: ${listed(below.map(idOf))}`;
}

/** A PCI function, and a runtime child with an id, have their streams from the map of another node. */
const hasIommus = ({ kind, node }: Consumer): boolean =>
  (kind === "node" || kind === "child-node") && node?.properties.has("iommus") === true;

const lastPart = (id: string): string => id.slice(id.lastIndexOf("/") + 1);
