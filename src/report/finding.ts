/** One finding as the value that every format prints. */
import type { PlainLocation } from "../base/place.js";
import type { Finding } from "../rule/engine/model.js";
import type { FindingView, Location } from "./schema.js";

export function findingView(finding: Finding): FindingView {
  const { place } = finding;
  return {
    rule: finding.rule,
    severity: finding.severity,
    consumer: finding.consumer,
    message: finding.message,
    details: [...finding.details],
    help: finding.help,
    location: {
      ...locationView(place),
      via: place.via.map(({ kind, name, file, line }) => ({ kind, name, file, line })),
      endColumn: place.endColumn,
    },
    snippet: snippetOf(finding),
    related: finding.related.map((one) => ({ message: one.message, location: locationView(one.place) })),
    fingerprint: finding.fingerprint,
  };
}

/** Without what else is known of a place. */
export const locationView = ({ file, line, column, node, property }: PlainLocation): Location => ({
  file,
  line,
  column,
  node,
  property,
});

/** A report holds no hostile line of many megabytes. */
const MOST_CHARACTERS = 240;

function snippetOf({ place: { excerpt } }: Finding): FindingView["snippet"] {
  if (excerpt === null) return null;
  const from = excerpt.text.length <= MOST_CHARACTERS ? 0 : Math.max(0, excerpt.start - MOST_CHARACTERS / 2);
  const text = excerpt.text.slice(from, from + MOST_CHARACTERS);
  const start = excerpt.start - from;
  return text.trim() === ""
    ? null
    : { text, start, length: Math.max(1, Math.min(excerpt.length, text.length - start)) };
}
