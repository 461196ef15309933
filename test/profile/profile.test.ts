/** Profiles: what they match on a board, and who wins where a plan speaks too. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { SourceFile } from "../../src/base/source.js";
import { kernelOf } from "../../src/kernel/kernel.js";
import type { Plan, PlannedSpace } from "../../src/plan/model.js";
import { parsePlan } from "../../src/plan/parse.js";
import { withProfiles } from "../../src/profile/apply.js";
import type { Profile } from "../../src/profile/model.js";
import { parseProfile } from "../../src/profile/parse.js";
import { shippedProfiles } from "../../src/profile/profiles.js";
import { shippedTexts } from "../../src/profile/shipped.js";
import { buildSystem, defaultSystemOptions } from "../../src/system/build.js";
import { treesOf } from "../system/boards.js";

const PROFILE = `
version: 1
name: codec
title: A codec
devices:
  - compatible: ["acme,codec"]
    sources: [{ file: drivers/acme.c, release: "6.12" }]
    reserve: [[0, 600M]]
    dma-limit: 0xdfffffff
    children:
      - { function-id: 0, name: non-pixel, reserve: [[0, 600M]] }
      - { function-id: 7, name: absent, reserve: [[0, 1M]] }
      - { stream-id: 0x1947, name: banked, inherits: streams, dma-mask: 36 }
      - { sub-node: firmware, usable: [[0, 600M]] }
`;

const profile = (text = PROFILE): Profile => {
  const { value, diagnostics } = parseProfile(new SourceFile("codec.iova-profile.yaml", text));
  if (value === null) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return value;
};

const board = (codec: string) => `/dts-v1/; / { #address-cells = <1>; #size-cells = <1>;
  smmu: iommu@1 { compatible = "arm,mmu-500"; reg = <1 1>; #iommu-cells = <1>; };
  other { compatible = "acme,other"; iommus = <&smmu 1>; };
  codec@2 { compatible = "acme,codec-v2", "acme,codec"; reg = <2 1>; ${codec} }; };`;

const spaceOf = ({ reserve, usable, dmaMaskBits, dmaLimit }: PlannedSpace) => ({
  reserve: reserve?.map(({ value }) => value.end) ?? null,
  usable: usable?.map(({ value }) => value.end) ?? null,
  mask: dmaMaskBits?.value ?? null,
  limit: dmaLimit?.value ?? null,
});

const brief = (plan: Plan | null) =>
  plan?.devices.map((device) => ({
    node: device.node.value,
    ...spaceOf(device),
    children: device.children.map((child) => ({ name: child.name, ...spaceOf(child) })),
  }));

const NOTHING = { reserve: null, usable: null, mask: null, limit: null };
const M600 = 600n << 20n;

describe.each(["DTS", "DTB"])("from %s", (from) => {
  const applied = (codec: string, plan: Plan | null = null) => {
    const tree = treesOf(board(codec)).find((one) => one.from === from)?.tree;
    if (tree === undefined) throw new Error("no tree");
    const merged = withProfiles(tree, plan, [profile()], kernelOf("6.12"));
    // What a profile makes must fit the board it was made for.
    expect(buildSystem(tree, merged, defaultSystemOptions).diagnostics).toEqual([]);
    return brief(merged);
  };

  test("a node is matched by any of its compatible strings, children by what the board has", () => {
    expect(applied("iommu-map = <0 &smmu 0x1940 2>;")).toEqual([
      {
        node: "/codec@2",
        reserve: [M600],
        usable: null,
        mask: null,
        limit: 0xdfffffffn,
        children: [{ name: "non-pixel", ...NOTHING, reserve: [M600] }],
      },
    ]);
    expect(applied("iommus = <&smmu 0x1940>, <&smmu 0x1947>;")?.[0]?.children).toEqual([
      { name: "banked", ...NOTHING, mask: 36 },
    ]);
  });

  test("a sub-node is a device of its own, and its parent need be none", () => {
    expect(applied("firmware { iommus = <&smmu 9>; }; pixel { iommus = <&smmu 8>; };")).toEqual([
      { node: "/codec@2/firmware", ...NOTHING, usable: [M600], children: [] },
    ]);
  });

  test.each([
    ["disabled", 'iommus = <&smmu 1>; status = "disabled";'],
    ["without an IOMMU", ""],
    ["with a disabled sub-node", 'firmware { iommus = <&smmu 9>; status = "disabled"; };'],
  ])("a node that is %s gets nothing", (_, codec) => {
    expect(applied(codec)).toBeUndefined();
  });
});

describe("a plan wins, key by key", () => {
  const plan = (text: string): Plan => {
    const { value } = parsePlan(new SourceFile("board.iova.yaml", `version: 1\ndevices:\n${text}`));
    if (value === null) throw new Error("no plan");
    return value;
  };
  const merged = (text: string, codec = "iommu-map = <0 &smmu 0x1940 2>;") => {
    const [one] = treesOf(board(codec).replace("codec@2", "codec: codec@2"));
    return one === undefined ? undefined : brief(withProfiles(one.tree, plan(text), [profile()], kernelOf("6.12")));
  };

  test("the need of the plan, the limit of the profile", () => {
    const [device] = merged('  - { node: "&codec", usable: [[1G, 2G]] }') ?? [];
    expect(device).toMatchObject({ node: "&codec", reserve: null, usable: [2n << 30n], limit: 0xdfffffffn });
  });

  test("a child is the same by its function id, whatever the plan calls it", () => {
    const [device] = merged('  - { node: "&codec", children: [{ name: np, function-id: 0, dma-mask: 34 }] }') ?? [];
    expect(device?.children).toEqual([{ name: "np", ...NOTHING, mask: 34, reserve: [M600] }]);
  });

  test("other devices of the plan stay", () => {
    expect(merged("  - { node: /other, reserve: [] }")?.map(({ node }) => node)).toEqual(["/other", "/codec@2"]);
  });

  test("of two profiles the first one given", () => {
    const [one] = treesOf(board("iommus = <&smmu 1>;"));
    const second = profile(PROFILE.replace("600M", "700M").replace("dma-limit: 0xdfffffff", "dma-mask: 40"));
    const result = one === undefined ? null : withProfiles(one.tree, null, [profile(), second], kernelOf("6.12"));
    expect(brief(result)?.[0]).toMatchObject({ reserve: [M600], limit: 0xdfffffffn, mask: 40 });
  });
});

test("the driver's limit bounds the reach", () => {
  const [one] = treesOf(board("iommus = <&smmu 1>;"));
  if (one === undefined) throw new Error("no tree");
  const plan = withProfiles(one.tree, null, [profile()], kernelOf("6.12"));
  const { system } = buildSystem(one.tree, plan, defaultSystemOptions);
  expect(system.consumers.find(({ id }) => id === "/codec@2")).toMatchObject({
    reach: { start: 0x1000n, end: 0xe0000000n },
    firstPage: 0xdffff000n,
    dmaMaskBits: 32,
  });
});

describe("errors are told at the key", () => {
  test.each([
    [
      "two ways to tell a child",
      "name: non-pixel,",
      "stream-id: 1, name: non-pixel,",
      "a child is identified by one of",
    ],
    ["a child without a name", "name: non-pixel, ", "", "'name' is missing"],
    ["no source", 'sources: [{ file: drivers/acme.c, release: "6.12" }]', "sources: []", ""],
    ["an unknown key", "dma-limit:", "dma-limits:", "unknown key 'dma-limits'"],
    ["two needs", "reserve: [[0, 600M]]\n    dma", "reserve: [[0, 600M]]\n    usable: []\n    dma", "together"],
  ])("%s", (_, from, to, message) => {
    const { value, diagnostics } = parseProfile(new SourceFile("p", PROFILE.replace(from, to)));
    expect(value).toBeNull();
    expect(diagnostics.map((d) => d.message).join("\n")).toContain(message);
    expect(diagnostics.every(({ location }) => location.kind === "source")).toBe(true);
  });
});

describe("those that come with the tool", () => {
  const folder = join(import.meta.dirname, "../../profiles");

  test("are the files of the folder, to the byte (npm run profile-registry)", () => {
    const files = readdirSync(folder).sort();
    expect(shippedTexts.map(({ file }) => file)).toEqual(files.map((name) => `profiles/${name}`));
    for (const { file, text } of shippedTexts) {
      expect(text).toBe(readFileSync(join(folder, "..", file), "utf8"));
    }
  });

  test("have the name of their file, and say where every number was read", () => {
    for (const { name, file, devices } of shippedProfiles) {
      expect(file).toBe(`profiles/${name}.iova-profile.yaml`);
      for (const { sources } of devices) expect(sources.length).toBeGreaterThan(0);
    }
  });

  test.each<[string, string, string, readonly string[]]>([
    [
      "kaanapali as posted in February 2026",
      "qcom,kaanapali-iris",
      "iommu-map = <0x100 &smmu 4 1>, <0x101 &smmu 0 1>, <0x102 &smmu 3 1>, <0x201 &smmu 1 1>;",
      ["bitstream", "non-pixel 0x0", "pixel", "secure-non-pixel 0x0 0x25800000"],
    ],
    [
      "kaanapali as posted in March 2026",
      "qcom,kaanapali-iris",
      "iommu-map = <0 &smmu 4 1>, <1 &smmu 0 1>, <2 &smmu 3 1>, <4 &smmu 1 1>;",
      ["bitstream", "non-pixel 0x0", "pixel", "secure-non-pixel 0x0 0x25800000"],
    ],
    [
      "sm8550 in Qualcomm's tree",
      "qcom,sm8550-iris",
      "iommu-map = <0 &smmu 0 1>, <1 &smmu 7 1>;",
      ["non-pixel 0x0", "pixel"],
    ],
    ["glymur's firmware", "qcom,glymur-iris", "iommus = <&smmu 0>; iommu-map = <0 &smmu 9 1>;", ["firmware"]],
  ])("function ids: %s", (_, compatible, properties, expected) => {
    const [one] = treesOf(board(properties).replace('"acme,codec-v2", "acme,codec"', `"${compatible}"`));
    if (one === undefined) throw new Error("no tree");
    const plan = withProfiles(one.tree, null, shippedProfiles, kernelOf("7.3"));
    const { system, diagnostics } = buildSystem(one.tree, plan, defaultSystemOptions);
    expect(diagnostics).toEqual([]);
    const children = system.consumers.filter(({ name }) => name !== null);
    const needs = children.map(({ name, need }) =>
      [
        name,
        ...(need?.ranges.ranges ?? []).map(({ start }) => `0x${(start <= 0x1000n ? 0n : start).toString(16)}`),
      ].join(" "),
    );
    expect(needs).toEqual(expected);
  });

  test("no compatible string is in two of them, or twice in one", () => {
    const all = shippedProfiles.flatMap(({ devices }) => devices.flatMap(({ compatible }) => compatible));
    expect([...new Set(all)]).toEqual(all);
  });
});
