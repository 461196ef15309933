import { describe, expect, it } from "vitest";
import { problemOf } from "../../src/base/problem.js";
import { range } from "../../src/base/range.js";
import { atInput } from "../../src/base/source.js";
import { reportSchema } from "../../src/report/schema.js";
import { analysis, boardOf, consumer, reportOf, reservation, usableFrom } from "./hand-made.js";

const viewOf = (...consumers: ReturnType<typeof consumer>[]) => boardOf(analysis(consumers));

describe("the JSON view", () => {
  it("fits its schema", () => {
    expect(reportSchema.parse(reportOf())).toEqual(reportOf());
  });

  it("prints ranges inclusive and sizes as exact integers", () => {
    const [a] = viewOf(consumer("a", 0)).consumers;
    expect(a?.reach).toEqual({ start: "0x1000", end: "0xffffffff" });
    expect(a?.reservations[0]).toMatchObject({ start: "0x0", end: "0x257fffff" });
    expect(a?.usable.bytes).toBe(3496 * 1024 * 1024);
    expect(a?.reserved).toBe(600 * 1024 * 1024 - 4096);
    expect(a?.firstPage).toBe("0xfffff000");
  });

  it("writes a size above 2^53-1 as a decimal string", () => {
    const whole = { ...usableFrom(0n), bytes: 1n << 53n, largestBlock: (1n << 53n) - 1n };
    const [a] = viewOf(consumer("a", 0, { usable: whole, reach: range(0n, 1n << 64n) })).consumers;
    expect(a?.usable.bytes).toBe("9007199254740992");
    expect(a?.usable.largestBlock).toBe(9007199254740991);
    expect(a?.reach).toEqual({ start: "0x0", end: "0xffffffffffffffff" });
  });

  it("prints a region that wraps as Linux does: its end below its start", () => {
    const wrapping = reservation(0xffff_ffff_ffff_f000n, 0x2000n);
    const [a] = viewOf(consumer("a", 0, { reservations: [wrapping] })).consumers;
    expect(a?.reservations[0]).toMatchObject({ start: "0xfffffffffffff000", end: "0xfff" });
  });

  it("has null for a reach of nothing, an unknown need and no group", () => {
    const lonely = consumer("a", 0, { reach: range(4096n, 4096n), need: null, group: null, groupReason: "disabled" });
    const [a] = viewOf(lonely).consumers;
    expect(a).toMatchObject({ reach: null, need: null, group: null, groupReason: "disabled" });
  });

  it("says where a reservation is written, and the chain that led there", () => {
    const [a] = viewOf(consumer("a", 0)).consumers;
    expect(a?.reservations[0]?.origin).toMatchObject({
      kind: "iommu-addresses",
      region: "/reserved-memory/hole",
      file: "board.dts",
      line: 3,
      column: 20,
      inheritedFrom: "/soc@0/codec@aa00000",
      via: [],
    });
  });

  it("keeps errors apart from warnings, and a board without an analysis in the list", () => {
    const location = atInput("board.dts");
    const view = boardOf(null, {
      problems: [
        problemOf({ severity: "error", code: "e", message: "no", location, hint: "try" }),
        problemOf({ severity: "warning", code: "w", message: "hm", location }),
      ],
    });
    expect(view).toMatchObject({ analysed: false, consumers: [], families: [], input: "board.dts" });
    expect(view.errors.map(({ code, hint }) => [code, hint])).toEqual([["e", "try"]]);
    expect(view.warnings.map(({ code, hint }) => [code, hint])).toEqual([["w", null]]);
    expect(reportSchema.safeParse(reportOf(view)).success).toBe(true);
  });
});
