/** Where the statements of a file stand. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Body, outlineOf } from "../../src/suggest/outline.js";

/** `name{…}` of nodes, `name` of the rest, as far as they were found where they stand. */
const shape = (text: string, body: Body | null): string | null =>
  body === null
    ? null
    : body.statements
        .map(({ name, body: inner, start, end }) => {
          expect(text[end - 1]).toMatch(/[;"]/);
          expect(text.slice(start, end)).toContain(name);
          return inner === null ? name : `${name}{${shape(text, inner) ?? ""}}`;
        })
        .join(" ");

const outlined = (text: string) => shape(text, outlineOf(text));

describe("an outline", () => {
  test.each([
    ["nodes and properties", "/dts-v1/; / { a; b = <1>; l: c@0 { d; }; };", "/dts-v1/ /{a b c@0{d}}"],
    ["references", "&l { a; }; &{/soc/x@1} { b = &{/y}; c = <&{/z} 1>; };", "&l{a} &{/soc/x@1}{b c}"],
    [
      "comments, strings and characters hide braces",
      "/ { a = \"};\"; /* }; */ b = <'}'>; // };\n c = [ 7d ]; };",
      "/{a b c}",
    ],
    [
      "directives are no statements, #-names are",
      '/ {\n#include "x"\n#define Y {\n\t#address-cells = <1>;\n};',
      "/{#address-cells}",
    ],
    ["deletions and includes", '/include/ "x"\n/ { /delete-node/ a; /delete-property/ b; };', "/include/ /{a b}"],
    ["labels and comments before a name", "a: b: /* c */ d { e: f = <1>; };", "d{f}"],
    ["a macro's arguments", "/ { M(a, b); c = <N(1) 2>; };", "/{b) c}"],
  ])("%s", (_, text, expected) => expect(outlined(text)).toBe(expected));

  test.each(["/ { a;", "/ { a; } }; b", "/ { a; } b;"])("is none where braces do not match: %s", (text) =>
    expect(outlined(text)).toBeNull(),
  );

  test("says where conditions stand, and of nodes that hold them alone", () => {
    const outline = outlineOf("/ { x {\n#ifdef A\n a;\n#endif\n }; y { b; }; };");
    const [x, y] = outline?.statements[0]?.body?.statements ?? [];
    expect([outline?.hasConditions, x?.body?.hasConditions, y?.body?.hasConditions]).toEqual([false, true, false]);
  });

  test("of every shipped example", () => {
    for (const name of readdirSync("examples/dts").filter((file) => file.endsWith(".dts"))) {
      expect(outlined(readFileSync(`examples/dts/${name}`, "utf8")), name).not.toBeNull();
    }
  });
});
