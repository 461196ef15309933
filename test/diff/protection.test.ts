/** What a change takes away from what protects a consumer. */
import { describe, expect, it } from "vitest";
import type { Change } from "../../src/diff/model.js";
import { kernelOf } from "../../src/kernel/kernel.js";
import { virtualFiles } from "../cli/virtual-host.js";
import { compareInputs } from "./boards.js";

const MIB = 1048576n;

const board = (device: string, region: string, compatible = "arm,mmu-500"): string => `/dts-v1/;
/ { #address-cells = <1>; #size-cells = <1>;
  reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges; ${region} };
  soc { compatible = "simple-bus"; #address-cells = <1>; #size-cells = <1>; ranges;
    smmu: iommu@8000 { compatible = "${compatible}"; reg = <0x8000 0x1000>; #iommu-cells = <1>; };
    a: a { iommus = <&smmu 1>; ${device} };
  };
};
`;

const withHole = "memory-region = <&hole>;";
const hole = (mib: number, more = "") =>
  `hole: hole { iommu-addresses = <&a 0x0 0x${(mib * 1048576).toString(16)}>; ${more} };`;
const asRanges = "iommu-ranges = <0x20000000 0xe0000000>;";

type Loss = Extract<Change, { kind: "protection-lost" }>;

async function loss(old: string, now: string, kernel = "7.3", more: Record<string, string> = {}): Promise<Loss | null> {
  const files = virtualFiles({ "old.dts": old, "new.dts": now, ...more });
  const { changes } = await compareInputs("old.dts", "new.dts", files, kernelOf(kernel));
  return changes?.find((change) => change.kind === "protection-lost") ?? null;
}

describe("a hole that is written as iommu-ranges", () => {
  const [old, now] = [board(withHole, hole(512)), board(asRanges, "")];

  it("is lost on a release, and not with the series that reads them", async () => {
    expect(await loss(old, now)).toMatchObject({
      before: { kept: [{ start: 4096n, end: 512n * MIB }], isTranslated: true },
      after: { kept: [], isTranslated: true },
      lost: [{ start: 4096n, end: 512n * MIB }],
      elsewhere: [{ kernel: "7.3+iommu-ranges", lost: [] }],
    });
  });

  it("is lost on the release where the series is asked for", async () => {
    expect(await loss(old, now, "7.3+iommu-ranges")).toMatchObject({
      lost: [],
      elsewhere: [{ kernel: "7.3", lost: [{ start: 4096n, end: 512n * MIB }] }],
    });
  });

  it("is lost on the first release that reads iommu-addresses where an older one is asked for", async () => {
    expect(await loss(old, now, "6.1")).toMatchObject({
      lost: [],
      elsewhere: [{ kernel: "6.3", lost: [{ start: 4096n, end: 512n * MIB }] }],
    });
  });
});

describe("a loss", () => {
  it("is what of a hole is left out, and nothing where a hole grows", async () => {
    const [small, large] = [board(withHole, hole(96)), board(withHole, hole(512))];
    expect(await loss(large, small)).toMatchObject({ lost: [{ start: 96n * MIB, end: 512n * MIB }] });
    expect(await loss(small, large)).toBeNull();
  });

  it("is of what a plan needs where one says so on both sides", async () => {
    const plan = (mib: number) => ({
      "old.iova.yaml": `version: 1\ndevices:\n  - { node: "&a", reserve: [[0, ${mib}M]] }\n`,
      "new.iova.yaml": `version: 1\ndevices:\n  - { node: "&a", reserve: [[0, ${mib}M]] }\n`,
    });
    const [old, now] = [board(withHole, hole(512)), board(withHole, hole(96))];
    expect(await loss(old, now, "7.3", plan(96))).toBeNull();
    expect(await loss(old, now, "7.3", plan(128))).toMatchObject({ lost: [{ start: 96n * MIB, end: 128n * MIB }] });
  });

  it("is an identity mapping that is not made any more", async () => {
    const region = (start: string) =>
      `hole: hole@80000000 { reg = <0x80000000 0x100000>; iommu-addresses = <&a ${start} 0x100000>; };`;
    const found = await loss(board(withHole, region("0x80000000")), board(withHole, region("0x80100000")));
    expect(found).toMatchObject({ unmapped: [{ start: 0x80000000n, end: 0x80100000n }] });
  });

  it("is the IOMMU itself, with what was kept from its consumer", async () => {
    const [old, now] = [board(withHole, hole(512)), board(withHole, hole(512), "vendor,new-iommu")];
    expect(await loss(old, now)).toMatchObject({
      before: { isTranslated: true },
      after: { isTranslated: false },
      lost: [{ start: 4096n, end: 512n * MIB }],
    });
    expect(await loss(now, old)).toBeNull();
  });
});
