import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { left, right, type TableBlock } from "../../src/report/blocks.js";
import { jointed, path, rawText, solid, text } from "../../src/report/styled.js";
import { tableLines } from "../../src/report/table.js";

const table: TableBlock = {
  kind: "table",
  columns: [left("consumer"), left("reach"), right("usable")],
  rows: [
    [path("/soc@0/codec@aa00000"), solid("[0x00001000-0xffffffff]"), solid("3496 MiB")],
    [path("/dsp"), solid("[0x00001000-0xffff]"), solid("0 B")],
  ],
};

const shown = (width: number) => tableLines(table, width).map(rawText);

describe("tables", () => {
  it("aligns columns and leaves no spaces at line ends", () => {
    expect(shown(80)).toEqual([
      "consumer              reach                      usable",
      "/soc@0/codec@aa00000  [0x00001000-0xffffffff]  3496 MiB",
      "/dsp                  [0x00001000-0xffff]           0 B",
    ]);
  });

  it("continues a path on the next line when that makes it fit", () => {
    expect(shown(50)).toEqual([
      "consumer        reach                      usable",
      "/soc@0          [0x00001000-0xffffffff]  3496 MiB",
      "/codec@aa00000",
      "/dsp            [0x00001000-0xffff]           0 B",
    ]);
  });

  it("breaks names, streams and sizes at their joints where nothing else makes it fit", () => {
    const joints: TableBlock = {
      kind: "table",
      columns: [left("consumer"), left("IOMMU"), left("streams"), right("usable")],
      rows: [
        [
          path("/soc@0/dma-controller@a00000"),
          jointed("iommu@15000000"),
          jointed("0x1c10..0x1c1f"),
          jointed("4 GiB − 4 KiB"),
        ],
        [path("/dsp"), jointed("iommu@15000000"), jointed("0x1401/0x30"), jointed("0 B")],
      ],
    };
    const at = (width: number) => tableLines(joints, width).map(rawText);
    expect(at(72)[1]).toBe("/soc@0                  iommu@15000000  0x1c10..0x1c1f  4 GiB − 4 KiB");
    expect(at(46)).toEqual([
      "consumer         IOMMU      streams    usable",
      "/soc@0           iommu      0x1c10..    4 GiB",
      "/dma-controller  @15000000  0x1c1f    − 4 KiB",
      "@a00000",
      "/dsp             iommu      0x1401        0 B",
      "                 @15000000  /0x30",
    ]);
  });

  it("becomes one record per row when it cannot fit, with every address whole", () => {
    expect(shown(34)).toEqual([
      "/soc@0/codec@aa00000",
      "  reach: [0x00001000-0xffffffff]",
      "  usable: 3496 MiB",
      "/dsp",
      "  reach: [0x00001000-0xffff]",
      "  usable: 0 B",
    ]);
  });

  it("never cuts an address, at any width", () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 120 }), (width) => {
        const all = shown(width).join("\n");
        expect(all).toContain("[0x00001000-0xffffffff]");
        expect(all).toContain("3496 MiB");
      }),
    );
  });

  it("stands without rows and with empty cells", () => {
    expect(tableLines({ ...table, rows: [] }, 80).map(rawText)).toEqual(["consumer  reach  usable"]);
    expect(tableLines({ ...table, rows: [[text(""), [], []]] }, 80).map(rawText)[1]).toBe("");
  });
});
