import { describe, expect, test } from "vitest";
import { compareReleases, formatRelease, parseRelease, releaseBefore, releaseOf } from "../../src/kernel/release.js";

describe("a release", () => {
  test.each([
    ["6.12", "6.12"],
    ["6.12.0", "6.12"],
    ["6.6.30", "6.6.30"],
    ["7.31", "7.31"],
    ["4.20", "4.20"],
    ["10.0.4", "10.0.4"],
  ])("%s is written %s", (text, written) => expect(formatRelease(releaseOf(text))).toBe(written));

  test.each([
    "",
    "6",
    "six",
    "6.",
    ".6",
    "v6.12",
    "6.12-rc1",
    "6.12.1.2",
    "06.1",
    "6.01",
    "6.12 ",
    "6,12",
    "2.6",
    "0.0",
    "6.20",
    "6.120",
    "5.20",
    "4.21",
    "3.20",
    "1000.1",
  ])("'%s' is none", (text) => expect(parseRelease(text)).toBeNull());

  test.each([
    ["6.12", "6.7"],
    ["6.12.107", "6.12"],
    ["6.10", "6.9.99"],
    ["7.0", "6.19.12"],
    ["10.0", "9.9"],
  ])("%s comes after %s", (later, earlier) => {
    expect(compareReleases(releaseOf(later), releaseOf(earlier))).toBeGreaterThan(0);
    expect(compareReleases(releaseOf(earlier), releaseOf(later))).toBeLessThan(0);
  });

  test.each([
    ["7.2", "7.1"],
    ["7.0", "6.19"],
    ["6.0", "5.19"],
    ["5.0", "4.20"],
  ])("before %s was %s", (release, before) => expect(formatRelease(releaseBefore(releaseOf(release)))).toBe(before));
});
