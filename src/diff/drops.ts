/** `max-drop`: what a change may take from a consumer at most. No board alone can tell. */

import { fingerprintOf } from "../base/fingerprint.js";
import { expectationFailed } from "../rule/expectation-failed.js";
import type { AllowedDrop } from "../rule/facts/expected.js";
import { sizeText } from "../rule/facts/words.js";
import { byId } from "./consumers.js";
import type { BoardFacts, ConsumerFacts } from "./facts.js";
import type { Change } from "./model.js";

/** What the new side expects counts; of a consumer that it lacks, what the old one did. */
export function dropChanges(before: BoardFacts, after: BoardFacts): Change[] {
  const news = byId(after.consumers);
  return before.consumers.flatMap((was): Change[] => {
    const is = news.get(was.id) ?? null;
    const expected = is === null ? was.maxDrop : is.maxDrop;
    const drop = was.usable.bytes - (is?.usable.bytes ?? 0n);
    if (expected === null || drop <= expected.bytes) return [];
    return [brokenDrop(was, is, drop, expected)];
  });
}

function brokenDrop(
  { id, name, usable }: ConsumerFacts,
  is: ConsumerFacts | null,
  drop: bigint,
  { bytes, place, level }: AllowedDrop,
): Change {
  const identity = [expectationFailed.id, id, "max-drop"];
  const fingerprint = fingerprintOf(identity);
  const message =
    is === null
      ? `${id} is gone; expected is a drop of at most ${sizeText(bytes)}`
      : `${id} loses ${sizeText(drop)}; expected is a drop of at most ${sizeText(bytes)}`;
  const left = is === null ? "nothing" : sizeText(is.usable.bytes);
  const finding = {
    rule: expectationFailed.id,
    severity: level ?? expectationFailed.severity,
    consumer: id,
    message,
    place,
    details: [`usable before: ${sizeText(usable.bytes)}, now: ${left}`],
    help: null,
    related: [],
    identity,
    fingerprint,
    kin: fingerprint,
  };
  return { consumer: id, name, kind: "finding-new", before: null, after: finding };
}
