/** What somebody expects of consumers: their plans and profiles, and the config. */
import type { Severity } from "../../base/diagnostic.js";
import { type Place, placeOf } from "../../base/place.js";
import type { Location } from "../../base/source.js";
import type { BoardSettings, ConfigExpectation, ExpectedOf, RuleLevel } from "../../config/model.js";
import type { PlannedExpectation } from "../../plan/expectation.js";
import { findConsumer, notFoundText } from "../../system/explain-device.js";
import type { Consumer, System } from "../../system/model.js";
import { textList } from "../../tree/value.js";

export interface Expected {
  readonly consumer: Consumer;
  readonly expect: PlannedExpectation;
  readonly location: Location;
  /** What tells it from others about the same consumer; empty: its plan's. */
  readonly from: string;
}

export interface Missing {
  readonly expectation: ConfigExpectation;
  /** Why there is no such consumer. */
  readonly message: string;
}

interface Expectations {
  readonly expected: readonly Expected[];
  /** Consumers that the board lacks, though the config names them. */
  readonly missing: readonly Missing[];
}

export function expectationsOn(system: System, { expectations }: Pick<BoardSettings, "expectations">): Expectations {
  const planned = system.consumers.flatMap((consumer): readonly Expected[] => {
    const expect = consumer.planned?.expect ?? null;
    return expect === null ? [] : [{ consumer, expect: expect.value, location: expect.location, from: "" }];
  });
  const missing: Missing[] = [];
  const configured = expectations.flatMap((expectation): readonly Expected[] => {
    const { of, expect, location } = expectation;
    const from = `${nameOf(of)} `;
    if (of.by === "compatible") {
      return withCompatible(system, of.names).map((consumer) => ({ consumer, expect, location, from }));
    }
    const found = findConsumer(system, of.name);
    if (found.ok) return [{ consumer: found.consumer, expect, location, from }];
    missing.push({ expectation, message: notFoundText(found) });
    return [];
  });
  return { expected: [...planned, ...configured], missing };
}

/** What the config says that a failed expectation counts as; null if it says nothing. */
export const expectationLevel = ({ levels }: Pick<BoardSettings, "levels">): RuleLevel | null =>
  levels.get("expectation-failed") ?? null;

/** What a change may take from a consumer. */
export interface AllowedDrop {
  readonly bytes: bigint;
  readonly place: Place;
  /** What the config says that it counts as if more is lost; null: the rule's own severity. */
  readonly level: Severity | null;
}

/** By consumer's id, the strictest of those who expect anything; of nobody where the config has expectations off. */
export function allowedDrops(
  system: System,
  settings: Pick<BoardSettings, "expectations" | "levels">,
): ReadonlyMap<string, AllowedDrop> {
  const drops = new Map<string, AllowedDrop>();
  const level = expectationLevel(settings);
  if (level === "off") return drops;
  for (const { consumer, expect, location } of expectationsOn(system, settings).expected) {
    const known = drops.get(consumer.id);
    if (expect.maxDrop === null || (known !== undefined && known.bytes <= expect.maxDrop)) continue;
    drops.set(consumer.id, { bytes: expect.maxDrop, place: placeOf(location), level });
  }
  return drops;
}

/** As the config writes it. */
export const nameOf = (of: ExpectedOf): string => (of.by === "consumer" ? of.name : of.names.join(", "));

const withCompatible = ({ consumers }: System, names: readonly string[]): readonly Consumer[] =>
  consumers.filter(({ node }) => node !== null && textList(node, "compatible").some((one) => names.includes(one)));

/** Where the config expects something of every consumer with a `compatible`: whether the board has one. */
export const matchesOn = (
  system: System,
  { expectations }: Pick<BoardSettings, "expectations">,
): readonly ExpectationMatch[] =>
  expectations.flatMap(({ of, location }) =>
    of.by === "compatible"
      ? [{ place: placeOf(location), names: of.names, isMatched: withCompatible(system, of.names).length > 0 }]
      : [],
  );

/** Plain, for it outlives the board. */
export interface ExpectationMatch {
  readonly place: Place;
  readonly names: readonly string[];
  readonly isMatched: boolean;
}
