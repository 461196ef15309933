/** Nodes under other names or at other places: one consumer each, and told as such. */
import { describe, expect, it } from "vitest";
import type { Change } from "../../src/diff/model.js";
import { virtualFiles } from "../cli/virtual-host.js";
import { compareInputs } from "./boards.js";

const board = (soc: string, regions = ""): string => `/dts-v1/;
/ { #address-cells = <1>; #size-cells = <1>;
  reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges; ${regions} };
  soc { compatible = "simple-bus"; #address-cells = <1>; #size-cells = <1>; ranges;
    smmu: iommu@8000 { compatible = "arm,mmu-500"; reg = <0x8000 0x1000>; #iommu-cells = <1>; };
    ${soc}
  };
};
`;

async function changes(old: string, now: string, more: Record<string, string> = {}): Promise<readonly Change[]> {
  const files = virtualFiles({ "old.dts": old, "new.dts": now, ...more });
  const result = await compareInputs("old.dts", "new.dts", files);
  if (result.changes === null) throw new Error(JSON.stringify([result.old?.problems, result.new?.problems]));
  return result.changes;
}

const outline = (found: readonly Change[]): string[] => found.map(({ kind, consumer }) => `${kind} ${consumer}`);

const hole = (label: string, mib: number) =>
  `hole: hole { iommu-addresses = <&${label} 0x0 0x${(mib * 1048576).toString(16)}>; };`;

describe("a node with another name", () => {
  const codec = (name: string, more = "") =>
    `iris: ${name} { reg = <0xa0000 0x1000>; iommus = <&smmu 7>; memory-region = <&hole>; ${more} };`;

  it("is known by its label, and its space and findings are those of one consumer", async () => {
    const old = board(codec("video-codec@a0000"), hole("iris", 96));
    const found = await changes(old, board(codec("codec@a0000"), hole("iris", 96)));
    expect(outline(found)).toEqual(["consumer-moved /soc/codec@a0000"]);
    expect(found[0]).toMatchObject({
      before: { consumer: "/soc/video-codec@a0000" },
      after: { consumer: "/soc/codec@a0000" },
      how: "renamed",
      matchedBy: "label",
    });
  });

  it("loses what it loses under both names", async () => {
    const old = board(codec("video-codec@a0000"), hole("iris", 96));
    const found = await changes(old, board(codec("codec@a0000"), hole("iris", 16)));
    expect(outline(found)).toEqual([
      "consumer-moved /soc/codec@a0000",
      "protection-lost /soc/codec@a0000",
      "usable /soc/codec@a0000",
      "reservation /soc/codec@a0000",
    ]);
  });

  it("takes those below it along, and their groups", async () => {
    const child = "firmware { iommus = <&smmu 7>; };";
    const old = board(codec("video-codec@a0000", child), hole("iris", 96));
    const found = await changes(old, board(codec("codec@a0000", child), hole("iris", 96)));
    expect(outline(found)).toEqual(["consumer-moved /soc/codec@a0000", "consumer-moved /soc/codec@a0000/firmware"]);
    expect(found[1]).toMatchObject({ how: "parent" });
  });

  it("keeps what a plan says of its children, and only that it is called otherwise is told", async () => {
    const plan = (name: string) =>
      `version: 1\ndevices:\n  - node: /soc/${name}\n    children:\n      - { name: pixel, reserve: [[0, 1M]] }\n`;
    const plans = { "old.iova.yaml": plan("video-codec@a0000"), "new.iova.yaml": plan("codec@a0000") };
    const old = board(codec("video-codec@a0000"), hole("iris", 96));
    const found = await changes(old, board(codec("codec@a0000"), hole("iris", 96)), plans);
    expect(outline(found)).toEqual(["consumer-moved /soc/codec@a0000", "consumer-moved /soc/codec@a0000#pixel"]);
  });
});

describe("a node at another place", () => {
  const usb = (name: string, address: string, stream = 9) =>
    `${name} { reg = <${address} 0x1000>; iommus = <&smmu ${stream}>; };`;
  const wrapped = (inner: string) =>
    `wrapper@c0000 { compatible = "simple-bus"; reg = <0xc0000 0x100>; #address-cells = <1>; #size-cells = <1>; ranges; ${inner} };`;

  it("is known by its streams and where its registers begin", async () => {
    const found = await changes(board(wrapped(usb("usb@c1000", "0xc1000"))), board(usb("dwc3@c1000", "0xc1000")));
    expect(outline(found)).toEqual(["consumer-moved /soc/dwc3@c1000"]);
    expect(found[0]).toMatchObject({ how: "moved", matchedBy: "streams" });
  });

  it("is another one with other registers", async () => {
    const found = await changes(board(wrapped(usb("usb@c1000", "0xc1000"))), board(usb("dwc3@d1000", "0xd1000")));
    expect(outline(found)).toEqual([
      "consumer-removed /soc/wrapper@c0000/usb@c1000",
      "consumer-added /soc/dwc3@d1000",
      "streams-handed-over /soc/dwc3@d1000",
    ]);
  });

  it("is not guessed where two could be it", async () => {
    const two = `${usb("one@c1000", "0xc1000")} ${usb("two@c1000", "0xc1000")}`;
    const found = await changes(board(wrapped(usb("usb@c1000", "0xc1000"))), board(two));
    expect(outline(found)).not.toContain("consumer-moved /soc/one@c1000");
    expect(outline(found)).toContain("consumer-removed /soc/wrapper@c0000/usb@c1000");
  });

  it("does not need its IOMMU to be where it was", async () => {
    const old = board(`dma: dma@e000 { reg = <0xe000 0x10>; iommus = <&smmu 3>; };`);
    const found = await changes(old, old.replaceAll("soc {", "soc@0 {").replaceAll("dma: ", ""));
    expect(outline(found)).toEqual(["consumer-moved /soc@0/dma@e000"]);
  });
});
