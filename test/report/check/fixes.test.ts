/** Fixes that change the same are told once, whichever boards and shards they were found on. */
import { describe, expect, it } from "vitest";
import { unitedFixes } from "../../../src/report/check/fixes.js";
import { boardSource } from "../../cli/boards.js";
import { runCli } from "../../cli/virtual-host.js";

const SHARED = `/ { reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges; three: three { iommu-addresses = <&dev 0x0 0x800000>; }; }; };
&dev { not-linked = <&three>; };
`;

const BOARD = `${boardSource("board")}#include "shared.dtsi"\n`;

describe("fixes of several boards", () => {
  it("are one where each board could also be edited by itself", async () => {
    const files = { "a.dts": BOARD, "b.dts": BOARD, "shared.dtsi": SHARED };
    const { out } = await runCli(["check", "a.dts", "b.dts", "--format", "json"], { files });
    const { fixes } = JSON.parse(out);
    expect(fixes).toHaveLength(1);
    expect(fixes[0].boards).toEqual(["a.dts", "b.dts"]);
  });

  it("stand by file, rule and finding, and then in the order of the run", () => {
    const edits = (file: string, text: string) => [{ file, line: 1, column: 1, endLine: 1, endColumn: 1, text }];
    const fix = (board: string, file: string, text: string) => ({
      rule: "rule",
      fingerprint: "f",
      boards: [board],
      edits: edits(file, text),
    });
    const all = [fix("2", "y", "t"), fix("1", "y", "s"), fix("1", "x", "t"), fix("1", "y", "t")];
    expect(unitedFixes(all, ["1", "2"])).toEqual([
      fix("1", "x", "t"),
      { ...fix("1", "y", "t"), boards: ["1", "2"] },
      fix("1", "y", "s"),
    ]);
  });
});
