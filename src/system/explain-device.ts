/** Which consumer a few words on a command line mean. */
import { nearestName } from "../base/nearest.js";
import { compareText } from "../base/order.js";
import { nodeAt, pathOf } from "../tree/tree.js";
import type { Consumer, System } from "./model.js";

export type FoundConsumer =
  | { readonly ok: true; readonly consumer: Consumer }
  | { readonly ok: false; readonly message: string };

/** More candidates than these are counted. */
const MOST_LISTED = 8;

/**
 * By id, path, `&label` or `label` (with `#child` or `!00:04.1` behind it), Linux's device name, or the end of an id
 * from a `/`, `#` or `!` on, with or without the unit address; the first of these that anything answers to counts.
 */
export function findConsumer(system: System, text: string): FoundConsumer {
  const wanted = text.length > 1 ? text.replace(/\/+$/, "") : text;
  for (const candidates of readings(system, wanted)) {
    const [only, second] = candidates;
    if (only !== undefined && second === undefined) return { ok: true, consumer: only };
    if (only !== undefined) {
      const below = consumersBelow(system.tree, candidates, text);
      return { ok: false, message: below ?? ambiguous(text, candidates) };
    }
  }
  return { ok: false, message: unknown(system, text) };
}

function* readings(system: System, text: string): Generator<readonly Consumer[]> {
  const { consumers } = system;
  yield consumers.filter((consumer) => consumer.id === text);
  yield consumers.filter((consumer) => consumer.path === text);
  yield labelled(system, text);
  yield consumers.filter((consumer) => consumer.deviceName === text);
  yield consumers.filter((consumer) => endsIn(consumer.id, text));
  yield consumers.filter((consumer) => endsIn(consumer.id.replace(/@[^/#!]*$/, ""), text));
}

function labelled({ tree, consumers }: System, text: string): readonly Consumer[] {
  const [, label = "", member = ""] = /^&?([^#!/]*)(.*)$/s.exec(text) ?? [];
  const node = tree.labels.get(label);
  if (node === undefined) return [];
  const path = pathOf(node);
  const exact = consumers.filter((consumer) => consumer.id === `${path}${member}`);
  if (exact.length > 0 || member !== "") return exact;
  return consumers.filter((consumer) => consumer.path === path || consumer.parent === path);
}

const endsIn = (id: string, text: string): boolean =>
  text !== "" && id.endsWith(text) && (/^[/#!]/.test(text) || /[/#!]$/.test(id.slice(0, id.length - text.length)));

const listed = (names: readonly string[]): string => {
  const shown = names.slice(0, MOST_LISTED).join(", ");
  return names.length > MOST_LISTED ? `${shown} and ${names.length - MOST_LISTED} more` : shown;
};

const ambiguous = (text: string, candidates: readonly Consumer[]): string =>
  `'${text}' can mean ${candidates.length} consumers: ${listed(candidates.map(({ id }) => id))}`;

function unknown({ tree, consumers, coverage }: System, text: string): string {
  const skipped = coverage.skipped.find(({ path }) => path === text || endsIn(path, text));
  if (skipped !== undefined) return `'${skipped.path}' is no consumer: ${skipped.reason}`;
  const below = consumersBelow(tree, consumers, text);
  if (below !== null) return below;
  const isLabel = text.startsWith("&");
  const ids = consumers.map(({ id }) => id);
  const labels = [...tree.labels.keys()].map((label) => (isLabel ? `&${label}` : label));
  const names = isLabel ? labels : [...ids, ...ids.map(lastPart), ...labels];
  const near = nearestName(text, names);
  const suggestion = near === null || near === text ? "" : ` (did you mean '${near}'?)`;
  const known = ids.length === 0 ? "the board has none" : `known are: ${listed([...ids].sort(compareText))}`;
  return `'${text}' is no consumer of this board${suggestion}; ${known}`;
}

/** A node that masters nothing itself, but whose children do: which of them is meant, only the user knows. */
function consumersBelow(tree: System["tree"], consumers: readonly Consumer[], text: string): string | null {
  const node = tree.labels.get(text.replace(/^&/, "")) ?? nodeAt(tree, text);
  const path = node === null ? text : pathOf(node);
  if (path === "/" || path === "") return null;
  const below = consumers.filter((consumer) => consumer.path.startsWith(`${path}/`)).map(({ id }) => id);
  if (below.length === 0) return null;
  return `'${text}' has no 'iommus' of its own, but its children have: ${listed(below)}`;
}

const lastPart = (id: string): string => id.slice(id.lastIndexOf("/") + 1);
