import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SourceFile } from "../../src/base/source.js";
import { parsePlan } from "../../src/plan/parse.js";
import { diagnosticsOf, messages } from "./read.js";

/** Nine levels of nine aliases each: 9^9 values if they were made. */
const bomb = [...Array(9).keys()]
  .map(
    (i) =>
      `k${i}: &k${i} [${Array(9)
        .fill(i === 0 ? "x" : `*k${i - 1}`)
        .join(", ")}]`,
  )
  .join("\n");

describe("hostile plans", () => {
  it.each([
    ["", "file plan-empty: the plan is empty (a plan begins with 'version: 1')"],
    ["# nothing\n", "file plan-empty: the plan is empty (a plan begins with 'version: 1')"],
    ["5", "1:1 plan-value: expected a map of keys and values, found 5"],
    ["[]", "1:1 plan-value: expected a map of keys and values, found a list"],
    [
      "version: 1\n---\nversion: 1\n",
      "2:1 plan-several-documents: a plan is one YAML document, and a second begins here",
    ],
    ["%YAML 1.1\n---\nversion: 1\n", "1:1 plan-syntax: plans are YAML 1.2, but the file says 1.1"],
    ["version: !!int 1", "1:16 plan-tag: plans use no tags, here 'tag:yaml.org,2002:int'"],
    ["version: 1\nversion: 1", "2:1 plan-duplicate-key: 'version' is given twice"],
    ["version: 1\n1: 2", "2:1 plan-key-not-text: a key is text; quote it if it looks like something else"],
    ["version: 1\n? [a]\n: 2", "2:3 plan-key-not-text: a key is text; quote it if it looks like something else"],
    ["version: 1\ndevices: *d", "2:10 plan-alias: '*d' names no anchor above it"],
    ["version: 1\ndevices: &d [*d]", "2:13 plan-too-deep: an alias refers to itself, or values nest too deeply"],
    [`version: 1\n${bomb}`, "2:25 plan-too-deep: aliases expand too far"],
    ["[".repeat(500_000), "1:49 plan-too-deep: nested more than 48 levels deep"],
    ["- ".repeat(500_000), "1:96 plan-too-deep: nested more than 48 levels deep"],
    ["{a: ".repeat(250_000), "1:237 plan-too-deep: nested more than 48 levels deep"],
    ["#".repeat((1 << 20) + 1), "file plan-too-large: the plan has 1048577 characters, at most 1048576 are read"],
    ["version: 1\n\0", "2:2 plan-key-not-text"],
    ["version: 1\n__proto__: 1\nconstructor: 2", "2:1 plan-unknown-key: unknown key '__proto__'"],
    ["a: [1, 2\n", "2:1 plan-syntax: not YAML: Flow sequence in block collection must be sufficiently indented"],
    ["a: b\n\tc: d\n", "plan-syntax: not YAML: "],
  ])("%#", (text, message) => {
    const found = messages(text);
    if (text.includes("\0")) expect(found.length).toBeGreaterThan(0);
    else
      expect(
        found.some((m) => m.includes(message)),
        found.join("\n"),
      ).toBe(true);
  });

  it("stops telling after 500 problems, and says so", () => {
    const found = diagnosticsOf(Array.from({ length: 20_000 }, (_, i) => `k${i}: 1`).join("\n"));
    expect(found).toHaveLength(501);
    expect(found.at(-1)?.message).toBe("and 19501 more like these");
  });

  it("quotes no more than a line of what it was given", () => {
    for (const message of messages(`${"k".repeat(100_000)}: 1`)) expect(message.length).toBeLessThan(200);
  });

  it("never throws, and has a value only without an error", () => {
    const pieces = [
      "version: 1",
      "devices:",
      "  - node: /a",
      "[",
      "]",
      "{",
      "}",
      "&a ",
      "*a",
      "? ",
      "- ",
      "\t",
      "!!x ",
      "|",
      ">",
    ];
    const text = fc.array(fc.oneof(fc.constantFrom(...pieces, "\n", ": ", '"', "'"), fc.string({ maxLength: 4 })), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(text, (parts) => {
        const { value, diagnostics } = parsePlan(new SourceFile("p", parts.join("")));
        expect(value === null).toBe(diagnostics.some((d) => d.severity === "error"));
      }),
      { numRuns: 500 },
    );
  });
});
