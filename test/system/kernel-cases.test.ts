/** Every board that was booted: what the model says must be what that kernel printed. */
import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import { kernelOf } from "../../src/kernel/kernel.js";
import { built, treesOf } from "./boards.js";
import { knownDifferences } from "./known-differences.js";
import { recordedComparisons } from "./recorded-comparisons.js";
import { recordings } from "./recordings.js";

const known = new Map(
  Object.entries(knownDifferences).flatMap(([cause, keys]) => keys.map((key): [string, string] => [key, cause])),
);

test("all recordings are here", () => expect(recordings).toHaveLength(75));

test("known differences are of recordings", () => {
  const names = new Set(recordings.map((recording) => recording.name));
  expect([...known.keys()].filter((key) => !names.has(key.split(" ")[0] ?? ""))).toEqual([]);
});

describe.each(recordings)("$name", (recording) => {
  const { name, source, plan, release } = recording;
  test.each(treesOf(source))("from $from", ({ tree }) => {
    const { system, diagnostics } = built(tree, plan, { kernel: kernelOf(release) });
    expect(diagnostics).toEqual([]);
    const comparisons = recordedComparisons(recording, system);
    const differ = comparisons.filter(({ ours, theirs }) => !isDeepStrictEqual(ours, theirs));
    const keyOf = (what: string) => `${name} ${what}`;
    expect(differ.filter(({ what }) => !known.has(keyOf(what)))).toEqual([]);
    const keys = new Set(differ.map(({ what }) => keyOf(what)));
    const stale = [...known.keys()].filter((key) => key.startsWith(`${name} `) && !keys.has(key));
    expect(stale, "mended: take these out of the list of known differences").toEqual([]);
  });
});
