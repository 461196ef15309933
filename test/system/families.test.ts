import { describe, expect, test } from "vitest";
import { isBus } from "../../src/system/buses.js";
import { node, treeOf } from "../of/tree-of-source.js";
import { systemOf } from "./boards.js";
import { board } from "./small-board.js";

describe("what is a bus", () => {
  const tree =
    treeOf(`soc { compatible = "simple-bus"; }; mfd { compatible = "x,y", "simple-mfd"; }; bus@0 { compatible = "x,de2"; };
    target-module@1 { compatible = "ti,sysc-omap2", "ti,sysc"; }; noc { compatible = "ti,omap4-l3-noc"; }; pcie@2 { };
    plain { ranges; }; empty { }; device { compatible = "x,y"; };`);
  test.each([
    ["/", true],
    ["/soc", true],
    ["/bus@0", true],
    ["/target-module@1", true],
    ["/noc", true],
    ["/pcie@2", true],
    ["/plain", true],
    ["/empty", false],
    ["/mfd", false],
    ["/device", false],
  ])("%s: %s", (path, expected) => expect(isBus(node(tree, path))).toBe(expected));
});

describe("families", () => {
  const system = systemOf(
    board(`host: host@1 { compatible = "small,host"; iommus = <&smmu 1>;
        a { iommus = <&smmu 2>; };
        hub { compatible = "small,hub"; b { iommus = <&smmu 3>; }; };
        c: c { iommus = <&smmu 4>; }; };
      wrapper@2 { compatible = "small,wrapper"; d { iommus = <&smmu 5>; }; };
      alone@3 { iommus = <&smmu 6>; };
      off@4 { compatible = "small,off"; status = "disabled"; e { iommus = <&smmu 7>; }; };`),
    `version: 1\ndevices: [{ node: "&c", children: [{ name: k }] }]`,
  );

  test("a device, its own nodes with iommus, and what drivers make of it; the device need not master DMA", () => {
    expect(system.families.map((family) => [family.parent, family.members.map((member) => member.id)])).toEqual([
      ["/host@1", ["/host@1", "/host@1/a"]],
      ["/host@1/hub", ["/host@1/hub/b"]],
      ["/host@1/c", ["/host@1/c", "/host@1/c#k"]],
      ["/wrapper@2", ["/wrapper@2/d"]],
      ["/alone@3", ["/alone@3"]],
    ]);
  });

  test("kinds and parents", () => {
    expect(system.consumers.map((c) => [c.id, c.kind, c.parent])).toEqual([
      ["/host@1", "node", null],
      ["/host@1/a", "child-node", "/host@1"],
      ["/host@1/hub/b", "child-node", "/host@1/hub"],
      ["/host@1/c", "child-node", null],
      ["/host@1/c#k", "runtime-child", "/host@1/c"],
      ["/wrapper@2/d", "child-node", "/wrapper@2"],
      ["/alone@3", "node", null],
    ]);
  });

  test("every consumer is in one family at most, and those left out are counted", () => {
    const members = system.families.flatMap((family) => family.members.map((member) => member.id));
    expect(new Set(members).size).toBe(members.length);
    expect(system.coverage).toEqual({
      consumers: 7,
      skipped: [{ path: "/off@4/e", reason: "below /off@4, which is disabled" }],
    });
  });
});
