/** One finding as the value that every format prints. */
import { type Location, spanPosition } from "../base/source.js";
import type { Finding } from "../rule/engine/model.js";
import { locationView, viaSteps } from "./location.js";
import type { FindingView } from "./schema.js";

export const findingView = (finding: Finding): FindingView => ({
  rule: finding.rule,
  severity: finding.severity,
  consumer: finding.consumer,
  message: finding.message,
  details: [...finding.details],
  help: finding.help,
  location: {
    ...locationView(finding.location),
    via: viaSteps(finding.location),
    endColumn: endColumn(finding.location),
  },
  snippet: snippetAt(finding.location),
  related: finding.related.map(({ message, location }) => ({ message, location: locationView(location) })),
  fingerprint: finding.fingerprint,
});

/** A hostile file may be one line of many megabytes. */
const MOST_CHARACTERS = 240;

function snippetAt(location: Location): FindingView["snippet"] {
  if (location.kind !== "source") return null;
  const { line, column } = spanPosition(location.span);
  const whole = location.span.source.lineText(line);
  const at = column - 1;
  const from = whole.length <= MOST_CHARACTERS ? 0 : Math.max(0, at - MOST_CHARACTERS / 2);
  const text = whole.slice(from, from + MOST_CHARACTERS);
  const length = Math.max(1, Math.min(lengthOf(location), text.length - (at - from)));
  return text.trim() === "" ? null : { text, start: at - from, length };
}

/** Null unless the place ends in the line that it begins in. */
function endColumn(location: Location): number | null {
  if (location.kind !== "source") return null;
  const { span } = location;
  const start = spanPosition(span);
  const end = span.source.positionAt(span.end);
  return end.line === start.line && end.column > start.column ? end.column : null;
}

const lengthOf = (location: Extract<Location, { kind: "source" }>): number => location.span.end - location.span.start;
