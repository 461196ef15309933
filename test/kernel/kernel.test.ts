import { describe, expect, test } from "vitest";
import {
  type Behaviour,
  type BehaviourId,
  behaviourIds,
  behaviours,
  type ReleasedBehaviourId,
} from "../../src/kernel/behaviours.js";
import { defaultKernel, kernelOf, otherSideOf, parseKernel, sinceOf } from "../../src/kernel/kernel.js";
import { compareReleases, releaseOf } from "../../src/kernel/release.js";

describe("what a kernel does", () => {
  test.each<[BehaviourId, string, string]>([
    ["limitsByBusDmaLimit", "5.4", "5.5"],
    ["readsIommuAddresses", "6.2", "6.3"],
    ["choosesMediatekRegionByPort", "6.3", "6.4"],
    ["growsDepot", "6.6", "6.7"],
    ["skipsZeroLength", "6.7", "6.8"],
    ["skipsZeroLength", "6.7.12", "6.8"],
    ["skipsZeroLength", "6.6", "6.6.14"],
    ["skipsZeroLength", "6.6.13", "6.6.30"],
    ["skipsZeroLength", "6.1.140", "6.12.107"],
    ["ignoresDmaRangesBase", "6.9.12", "6.10"],
    ["wantsOwnAddressCells", "6.12.107", "6.16"],
    ["wantsOwnAddressCells", "6.15", "7.3"],
    ["losesIommuToOneDevice", "6.12", "6.16"],
    ["readsExynosIommuAddresses", "6.16", "6.17"],
    ["survivesVirtioDirectRegions", "6.12", "6.18"],
    ["takesThreeDarts", "6.12", "7.0"],
    ["takesThreeDarts", "6.19", "7.0"],
    ["readsIommuMapByCells", "7.1", "7.2"],
    ["takesOneRegPerRegion", "7.1.9", "7.2"],
    ["readsIommuRanges", "7.3", "7.3+iommu-ranges"],
    ["readsIommuRanges", "9.0", "6.18+iommu-ranges"],
    ["wantsRegForIommuAddresses", "7.3", "7.3+iommu-ranges"],
  ])("%s: not in %s, in %s", (id, without, with_) => {
    expect([kernelOf(without)[id], kernelOf(with_)[id]]).toEqual([false, true]);
  });

  test("is plain data, which crosses a worker's boundary as it is", () => {
    const kernel = kernelOf("7.3+iommu-ranges");
    expect(structuredClone(kernel)).toEqual(kernel);
    expect(kernel.text).toBe("7.3+iommu-ranges");
    expect(kernelOf("6.12.0").text).toBe("6.12");
  });
});

describe("a spelling that cannot be", () => {
  test.each(["six", "6", "6.20", "v7.3", "7.3-rc1", "7.3 ", "+iommu-ranges"])("%s: the form is said", (text) => {
    const parsed = parseKernel(text);
    expect(parsed.ok ? "" : parsed.problem).toMatch(/such as 7\.3 or 6\.6\.30.*7\.3\+iommu-ranges/);
  });
  test.each(["7.3+", "7.3+iommu", "7.3+iommu-ranges+x", "7.3+iommu-ranges,x"])("%s: the series are said", (text) => {
    const parsed = parseKernel(text);
    expect(parsed.ok ? "" : parsed.problem).toContain("+iommu-ranges");
  });
});

describe("what is not known of a kernel", () => {
  test.each(["6.1", "6.12", "6.12.107", "6.16", "6.18", "7.0", "7.3", "7.3.4", "7.3+iommu-ranges"])(
    "nothing of what follows is said of %s",
    (text) =>
      expect(kernelOf(text).assumptions.filter((said) => !said.includes("DARTs"))).toHaveLength(
        text === "6.16" ? 1 : 0,
      ),
  );
  test("above the newest that was measured, it counts as that one", () => {
    expect(kernelOf("7.4").assumptions).toEqual(["Linux 7.4 is treated as 7.3, the newest measured release"]);
    for (const id of behaviourIds) expect(kernelOf("9.1")[id]).toBe(kernelOf("7.3")[id]);
  });
  test("below the oldest that was read", () => {
    expect(kernelOf("5.4").assumptions).toEqual([expect.stringContaining("older than 6.1")]);
  });
  test("between a release that does not and one that does, it is taken not to, and that is said", () => {
    const said = kernelOf("6.14").assumptions;
    expect(said).toContainEqual(
      expect.stringMatching(/^Linux 6\.14 is assumed to behave as 6\.12 here; 6\.16 .*#address-cells/),
    );
    expect(said).toContainEqual(expect.stringMatching(/^Linux 6\.14 is assumed to behave as 6\.12 here; 7\.0 .*DARTs/));
    expect(kernelOf("6.16").assumptions).not.toContainEqual(expect.stringContaining("#address-cells"));
  });
  test("the number of a stable release is approximate", () => {
    expect(kernelOf("6.6.14").assumptions).toContainEqual(
      expect.stringMatching(/^Linux 6\.6\.y .* about 6\.6\.14: .*length 0/),
    );
    expect(kernelOf("6.6").assumptions).not.toContainEqual(expect.stringContaining("6.6.14"));
  });
});

describe("the other side of a release", () => {
  test.each<[string, ReleasedBehaviourId, string]>([
    ["6.12", "readsIommuMapByCells", "7.2"],
    ["7.1", "readsIommuMapByCells", "7.2"],
    ["7.3", "readsIommuMapByCells", "7.1"],
    ["7.3", "takesThreeDarts", "6.12"],
    ["6.12+iommu-ranges", "takesThreeDarts", "7.0+iommu-ranges"],
  ])("of %s for %s is %s", (text, id, other) => {
    const side = otherSideOf(kernelOf(text), id);
    expect(side.text).toBe(other);
    expect(side[id]).toBe(!kernelOf(text)[id]);
  });
});

describe("the table", () => {
  const rows: readonly [string, Behaviour][] = Object.entries(behaviours);
  test("is ordered by release, posted series last", () => {
    const releases = rows.map(([, { since }]) => ("series" in since ? "999.0" : since.release));
    expect(releases).toEqual([...releases].sort((a, b) => compareReleases(releaseOf(a), releaseOf(b))));
  });
  test("says what, by whose authority, and until when it is known not to hold", () => {
    for (const [, { since, what, authority }] of rows) {
      expect(what).toMatch(/^[a-z#].*[^.]$/);
      expect(authority).not.toBe("");
      if ("series" in since || since.lastWithout === undefined) continue;
      expect(compareReleases(releaseOf(since.lastWithout), releaseOf(since.release))).toBeLessThan(0);
    }
  });
  test("answers for the release it names", () => {
    expect(sinceOf("skipsZeroLength")).toBe("6.8");
    expect(defaultKernel.text).toBe("7.3");
  });
});
