import { describe, expect, it } from "vitest";
import { arrangedRows, type Findable } from "../../src/viewer/table-rows.js";

interface Row {
  readonly name: string;
  readonly bytes: bigint | null;
  readonly severity: "error" | "note";
}

const ROWS: readonly Row[] = [
  { name: "b", bytes: 9_007_199_254_740_993n, severity: "note" },
  { name: "a", bytes: null, severity: "error" },
  { name: "c", bytes: 9_007_199_254_740_992n, severity: "error" },
];

const COLUMNS: readonly Findable<Row>[] = [
  { id: "name", value: ({ name }) => name },
  { id: "bytes", value: ({ bytes }) => bytes },
  {
    id: "severity",
    value: ({ severity }) => (severity === "error" ? 0 : 1),
    text: ({ severity }) => severity,
  },
];

const names = (sort: string | null, filter = "") =>
  arrangedRows(ROWS, COLUMNS, { sort, filter })
    .map(({ name }) => name)
    .join("");

describe("rows of a table", () => {
  it("sorts exactly above 2^53, what is unknown last either way", () => {
    expect(names("bytes")).toBe("cba");
    expect(names("-bytes")).toBe("bca");
  });

  it("keeps the report's order among equals, and without a sort or with one that it does not know", () => {
    expect(names("severity")).toBe("acb");
    expect(names(null)).toBe("bac");
    expect(names("-gone")).toBe("bac");
  });

  it("finds every word, in the column that is named before it", () => {
    expect(names(null, "severity:ERR")).toBe("ac");
    expect(names(null, "severity:error name:c")).toBe("c");
    expect(names(null, "note 993")).toBe("b");
    expect(names(null, "name:note")).toBe("");
    expect(names(null, "unknown:a")).toBe("");
  });
});
