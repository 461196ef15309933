import { describe, expect, it } from "vitest";
import { destinations } from "../../src/cli/output.js";
import { unknownName } from "../../src/cli/usage-error.js";

describe("where results go", () => {
  it("is standard output, as text, if nothing is said", () => {
    expect(destinations([], undefined)).toEqual([{ format: "text", file: null }]);
  });

  it("is a file for each format that names one", () => {
    expect(destinations(["text", "json=a=b.json", "markdown=-"].slice(0, 2), undefined)).toEqual([
      { format: "text", file: null },
      { format: "json", file: "a=b.json" },
    ]);
    expect(destinations(["json=-"], undefined)).toEqual([{ format: "json", file: null }]);
  });

  it("is -o for the format that names none", () => {
    expect(destinations(["json"], "out")).toEqual([{ format: "json", file: "out" }]);
    expect(destinations([], "out")).toEqual([{ format: "text", file: "out" }]);
  });

  it.each([
    [["text", "json"], undefined, "cannot both go to standard output"],
    [["json=a"], "out", "-o has nothing to write"],
    [["json="], undefined, "is empty"],
    [[], "", "is empty"],
  ])("refuses %j with -o %s", (formats, output, message) => {
    expect(() => destinations(formats, output)).toThrow(message);
  });
});

describe("an unknown name", () => {
  it("is answered with the nearest and with all that work", () => {
    expect(unknownName("format", "jsno", ["text", "json"])).toBe("unknown format 'jsno'; known are: text, json");
    expect(unknownName("format", "jso", ["text", "json"])).toBe(
      "unknown format 'jso' (did you mean 'json'?); known are: text, json",
    );
  });
});
