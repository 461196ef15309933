/** Who the changes of a board are about, in parts: nobody has to take an id apart to name its consumer. */
import type { ConsumerFacts } from "./facts.js";
import type { Change, ConsumerName } from "./model.js";

/** Those that `changes` name, each once, in the order of `known`. */
export function namedIn(changes: readonly Change[], known: readonly ConsumerFacts[]): ConsumerName[] {
  const mentioned = new Set(changes.flatMap(idsIn));
  const named = new Map<string, ConsumerName>();
  for (const { id, path, name, pciFunction } of known) {
    if (mentioned.has(id) && !named.has(id)) named.set(id, { id, path, name, pciFunction });
  }
  return [...named.values()];
}

function idsIn(change: Change): string[] {
  const about = change.consumer === null ? [] : [change.consumer];
  switch (change.kind) {
    case "group":
      return [...about, ...sharers(change.before), ...sharers(change.after)];
    case "consumer-added":
      return [...about, ...sharers(change.after)];
    case "consumer-removed":
      return [...about, ...sharers(change.before)];
    case "consumer-moved":
    case "streams-handed-over":
      return [...about, change.before.consumer];
    default:
      return about;
  }
}

const sharers = ({ members, first }: { members: readonly string[] | null; first: string | null }): string[] => [
  ...(members ?? []),
  ...(first === null ? [] : [first]),
];
