/**
 * The cases of test/cases and the public reports of test/reports: exactly these errors and warnings, at least these notes; and what a real kernel was seen to
 * do with the boards of test/kernel-cases, as findings.
 */
import { describe, expect, it } from "vitest";
import { defaultSettings, noBudgets } from "../../src/config/model.js";
import { kernelOf } from "../../src/kernel/kernel.js";
import type { Finding } from "../../src/rule/engine/model.js";
import { checkBlob, checkSource, pathOf, type RunOptions } from "./board.js";

interface Expected {
  /** `error rule consumer`, without those of notes. */
  readonly grave: readonly string[];
  readonly notes: readonly string[];
  readonly options?: RunOptions;
}

const noWaste: RunOptions = {
  settings: {
    ...defaultSettings,
    budgets: { ...noBudgets, maxWaste: { bytes: 0n, location: { kind: "input", file: "--max-waste" } } },
  },
};

const cases: Readonly<Record<string, Expected>> = {
  "cases/01-splash-identity": { grave: [], notes: ["reservation-unaligned"] },
  "cases/02-vpu-one-carveout": {
    grave: [
      "warning reservation-open-top /soc/video-codec@aa00000#non-pixel",
      "warning reservation-open-top /soc/video-codec@aa00000#pixel",
    ],
    notes: ["iova-only-in-reserved-memory", "group-several-streams", "child-inherits-all"],
  },
  "cases/04-vpu-streams-ranges": {
    grave: ["non-pixel", "pixel", "secure-non-pixel", "secure-pixel"].map(
      (name) => `warning ranges-unsupported /soc/video-codec@aa00000/${name}`,
    ),
    notes: [],
  },
  "cases/06-wrong-cells": {
    grave: [
      "error reservation-cells-misaligned /soc/dma-controller@30010000",
      "error reservation-cells-short /soc/dma-controller@30000000",
    ],
    notes: [],
  },
  "cases/08-missing-parent-cells": {
    grave: [
      "warning ranges-unsupported /soc/video-codec@aa00000/pixel",
      "warning reservation-parent-cells-missing /soc/video-codec@aa00000/non-pixel",
      "warning reservation-parent-cells-missing /soc/video-codec@aa00000/pixel",
    ],
    notes: [],
    options: { system: { kernel: kernelOf("6.12") } },
  },
  "cases/10-children-share-largest": {
    grave: [
      "warning waste-over-budget /soc/engine@aa00000/context-a",
      "warning waste-over-budget /soc/engine@aa00000/context-b",
    ],
    notes: [],
    options: noWaste,
  },
  "cases/11-children-own": { grave: [], notes: [], options: noWaste },
  "cases/12-unlinked": {
    grave: [
      "error reservation-target-unlinked /soc/gpu@3d00000",
      "error reservation-target-unlinked /soc/gpu@3d00000",
      "warning reservation-disabled-region /soc/isp@c000000",
      "warning reservation-region-unmatched /soc/display@ae00000",
    ],
    notes: ["reservation-outside-reserved-memory"],
  },
  "cases/14-shared-streams": {
    grave: [
      "error group-reservations-differ /soc/dma-controller@1dc4000",
      "error group-stream-overlap /soc/compute@30001000",
    ],
    notes: ["group-shared-stream"],
  },
  "cases/16-pcie-host": {
    grave: ["error reservation-host-bridge-only /soc/pcie@40000000"],
    notes: ["iommu-map-legacy-cells"],
  },
  "cases/18-not-identity": {
    grave: Array(3).fill("warning reservation-not-identity /soc/display-coprocessor@31c00000"),
    notes: [],
  },
  "cases/19-zero-and-full": {
    grave: [
      "error space-exhausted /soc/dsp@15300000",
      "warning reservation-zero-length /soc/display@15200000",
      "warning space-low /soc/adc@15400000",
    ],
    notes: [],
  },
  "kernel-cases/c01_only": { grave: [], notes: ["iova-only-in-reserved-memory"] },
  "kernel-cases/c02_direct": { grave: [], notes: [] },
  "kernel-cases/c03_nondirect": {
    grave: ["c03a@c102000", "c03b@c103000", "c03c@c104000", "c03e@c106000", "c03f@c107000"].map(
      (name) => `warning reservation-not-identity /${name}`,
    ),
    notes: ["reservation-region-no-static-reg"],
  },
  "kernel-cases/c05_refs": {
    grave: [
      "error reservation-target-unlinked /c05a@c111000",
      "error reservation-target-unlinked /c05a@c111000",
      "warning reservation-region-unmatched /c05b@c112000",
    ],
    notes: ["reservation-overlap", "reservation-outside-reserved-memory"],
  },
  "kernel-cases/c06_zero": { grave: ["warning reservation-zero-length /c06a@c118000"], notes: [] },
  "kernel-cases/c07_unaligned": { grave: [], notes: ["reservation-unaligned"] },
  "kernel-cases/c09_samesid": {
    grave: ["error group-shared-stream /c09b@c129000", "error group-shared-stream /c09d@c12b000"],
    notes: [],
  },
  "kernel-cases/c10_overlap": { grave: [], notes: ["reservation-overlap"] },
  "reports/r18-polarity-silences-siblings": {
    grave: [
      "error need-not-met /codec@2000#a",
      "error polarity-inverted /codec@2000#b",
      "warning reservation-open-top /codec@2000#b",
    ],
    notes: ["child-inherits-all", "iova-only-in-reserved-memory"],
  },
  "kernel-cases/c12_child": {
    grave: ["error reservation-target-unlinked /c12p@c13a000/c12a@c137000"],
    notes: [],
  },
  "kernel-cases/c13_status": {
    grave: [
      "error reservation-target-no-iommu /c13b@c13c000",
      "error reservation-target-no-iommu /c13d@c13e000",
      "warning reservation-disabled-region /c13a@c13b000",
      "warning reservation-disabled-region /c13f@c140000",
    ],
    notes: [],
  },
};

const grave = (findings: readonly Finding[]): readonly string[] =>
  findings
    .filter(({ severity }) => severity !== "note")
    .map(({ severity, rule, consumer }) => `${severity} ${rule} ${consumer}`)
    .sort();

const rulesOf = (findings: readonly Finding[]): ReadonlySet<string> => new Set(findings.map(({ rule }) => rule));

describe.each(Object.entries(cases))("%s", (name, expected) => {
  const path = pathOf(`../${name}.dts`);

  it("gives exactly its errors and warnings, and at least its notes", async () => {
    const { analysis } = await checkSource(path, expected.options);
    expect(grave(analysis.findings)).toEqual(expected.grave);
    for (const note of expected.notes) expect(rulesOf(analysis.findings)).toContain(note);
  });

  it("gives the same as a blob", async () => {
    const source = await checkSource(path, expected.options);
    const blob = await checkBlob(path, expected.options);
    const fingerprints = (findings: readonly Finding[]) => findings.map((finding) => finding.fingerprint).sort();
    expect(fingerprints(blob.analysis.findings)).toEqual(fingerprints(source.analysis.findings));
  });
});

describe("the cases told otherwise", () => {
  const only = async (name: string, options: RunOptions) =>
    grave((await checkSource(pathOf(`../cases/${name}.dts`), options)).analysis.findings);

  it("from 6.16 on a parent without cells ends the boot", async () => {
    expect(await only("08-missing-parent-cells", { system: { kernel: kernelOf("7.3") } })).toEqual([
      "error reservation-parent-cells-missing /soc/video-codec@aa00000/non-pixel",
      "error reservation-parent-cells-missing /soc/video-codec@aa00000/pixel",
      "warning ranges-unsupported /soc/video-codec@aa00000/pixel",
    ]);
  });

  it("a DMA limit closes the open top", async () => {
    expect(await only("02-vpu-one-carveout", { system: { dmaLimit: 0xdfffffffn } })).toEqual([]);
  });

  it("a stated 32-bit mask changes nothing where that is what the cases assume", async () => {
    expect(await only("19-zero-and-full", { system: { dmaMaskBits: 32 } })).toEqual(
      cases["cases/19-zero-and-full"]?.grave,
    );
  });

  it("before 6.7 a length of 0 takes the whole space away", async () => {
    const found = await only("19-zero-and-full", { system: { kernel: kernelOf("6.6") } });
    expect(found).toContain("error reservation-zero-length /soc/display@15200000");
  });

  it("before 6.3 no driver reads the property", async () => {
    const found = await only("12-unlinked", { system: { kernel: kernelOf("6.1") } });
    expect(found).toContain("error reservation-ignored-by-driver /soc/npu@b000000");
  });

  it("in PCI groups of several functions, the first alone has its regions applied", async () => {
    const { analysis } = await checkSource(pathOf("../kernel-cases/c16_pci.dts"));
    const differing = analysis.findings.filter(({ rule }) => rule === "group-reservations-differ");
    expect(differing.map(({ consumer }) => consumer).sort()).toEqual([
      "/pcie@10000000!00:06.1",
      "/pcie@10000000!01:00.0",
      "/pcie@10000000/c16d4f1@4,1",
      "/pcie@10000000/c16d5f1@5,1",
    ]);
  });

  it("waste is told to the byte", async () => {
    const { analysis } = await checkSource(pathOf("../cases/10-children-share-largest.dts"), noWaste);
    const messages = analysis.findings.filter(({ rule }) => rule === "waste-over-budget").map(({ message }) => message);
    expect(messages).toEqual([
      "/soc/engine@aa00000/context-a wastes 344 MiB; the budget is 0 B",
      "/soc/engine@aa00000/context-b wastes 88 MiB; the budget is 0 B",
    ]);
    const details = analysis.findings.flatMap((finding) =>
      finding.rule === "waste-over-budget" ? finding.details : [],
    );
    expect(details.filter((line) => line.includes("%")).map((line) => /[\d.]+ %/.exec(line)?.[0])).toEqual([
      "8.96 %",
      "2.46 %",
    ]);
    expect(details).toContain("together, 3 consumers of /soc/engine@aa00000 waste 432 MiB");
  });

  it("what rests on a broken list is skipped, and says so", async () => {
    const { analysis } = await checkSource(pathOf("../cases/06-wrong-cells.dts"));
    expect(analysis.skippedChecks).toContainEqual({
      rule: "reservation-outside-reach",
      because: "reservation-cells-short",
      subject: "/reserved-memory/resv-a",
    });
  });
});
