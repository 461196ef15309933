/** Every key of `expect`: what holds says nothing, what does not says by how much. */
import { expect, test } from "vitest";
import { SourceFile } from "../../src/base/source.js";
import { defaultSettings } from "../../src/config/model.js";
import { kernelOf } from "../../src/kernel/kernel.js";
import { evaluateLayouts } from "../../src/layout/engine/evaluate.js";
import { parsePlan } from "../../src/plan/parse.js";
import { expectationKinds } from "../../src/rule/expectation/registry.js";
import { expectationFailed } from "../../src/rule/expectation-failed.js";
import { simulate, workloadScript } from "../../src/simulate/simulate.js";
import { buildSystem, defaultSystemOptions } from "../../src/system/build.js";
import { treeOf } from "../system/boards.js";

/** 512 MiB are kept from /a: at 1 GiB. /b has the same stream, /c none that Linux knows. */
const BOARD = `/dts-v1/; / { #address-cells = <1>; #size-cells = <1>;
  smmu: iommu { compatible = "arm,mmu-500"; #iommu-cells = <1>; };
  a: a { iommus = <&smmu 1>; memory-region = <&hole>; };
  b { iommus = <&smmu 1>; };
  c { iommus = <&smmu 2>; };
  off: off { compatible = "arm,mmu-500"; #iommu-cells = <1>; status = "disabled"; };
  d { iommus = <&off 1>; };
  reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges;
    hole: hole { iommu-addresses = <&a 0x40000000 0x20000000>; }; }; };`;

const failed = (node: string, keys: string, more = ""): readonly string[] => {
  const text = `version: 1\ndevices:\n  - node: ${node}\n    expect: { ${keys} }\n${more}`;
  const { value: plan, diagnostics } = parsePlan(new SourceFile("board.iova.yaml", text));
  if (plan === null) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  const { system } = buildSystem(treeOf(BOARD), plan, { ...defaultSystemOptions, kernel: kernelOf("6.12") });
  const families = evaluateLayouts(system);
  const { simulations } = simulate(system, families, workloadScript());
  const found = expectationFailed.check({ system, families, plan, simulations, settings: defaultSettings });
  return found.map(({ message }) => message);
};

test.each([
  ["usable", "/a", "usable: 3583M", "usable: 3584M"],
  ["usable", "/a", "usable: { at-least: 1023M, below: 1G }", "usable: { at-least: 1G, below: 1G }"],
  ["largest-block", "/a", "largest-block: 2560M", "largest-block: 2561M"],
  ["aligned", "/a", "aligned: 2G", "aligned: 2049M"],
  ["max-waste", "/a", "max-waste: 0", ""],
  ["within", "/a", "within: [[0, 4G]]", "within: [[0, 2G]]"],
  ["reserves", "/a", "reserves: [[1G, 1536M]]", "reserves: [[1G, 1537M]]"],
  // Page 0 is never handed out, so it is kept free of everybody.
  ["reserves", "/c", "reserves: [[0, 4K]]", "reserves: [[0, 8K]]"],
  ["never-shares-with", "/a", 'never-shares-with: ["/c"]', 'never-shares-with: ["/b"]'],
  ["never-shares-with", "/c", 'never-shares-with: ["&a"]', 'never-shares-with: ["/nowhere"]'],
  ["group", "/a", "group: true", "group: false"],
  ["group", "/d", "group: false", "group: true"],
])("%s of %s: %s, not %s", (_, node, holds, fails) => {
  expect(failed(node, holds)).toEqual([]);
  if (fails !== "") expect(failed(node, fails)).toHaveLength(1);
});

test("whether a workload fits is played", () => {
  const workload = (count: number) => `    workload: [{ size: 1G, count: ${count} }]\n`;
  expect(failed("/a", "fits: true", workload(2))).toEqual([]);
  expect(failed("/a", "fits: false", workload(3))).toEqual([]);
  expect(failed("/a", "fits: true", workload(3))).toEqual(["the workload of /a does not fit, but is expected to"]);
  expect(failed("/a", "fits: false", workload(2))).toEqual(["the workload of /a fits, but is expected not to"]);
  expect(failed("/a", "fits: true")).toEqual(["whether /a fits is unknown: it has no workload"]);
});

test("a failure says what there is and what was expected", () => {
  expect(failed("/a", "usable: 4G, within: [[2G, 3G]], never-shares-with: [b], group: false, aligned: 3G")).toEqual([
    "the largest aligned allocation of /a is 2 GiB; expected is at least 3 GiB",
    "/a is in an IOMMU group, but none is expected",
    "/a shares its address space with /b, but is expected not to",
    "usable by /a: 3584 MiB − 4 KiB; expected is at least 4 GiB",
    "/a can be handed addresses outside of the expected ranges: [0x00001000-0x3fffffff], [0x60000000-0x7fffffff], [0xc0000000-0xffffffff]",
  ]);
});

test("the keys are sorted, and each is named once", () => {
  const keys = expectationKinds.map(({ key }) => key);
  expect(keys).toEqual([...new Set(keys)].sort());
});
