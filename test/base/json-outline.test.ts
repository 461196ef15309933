import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type JsonSpan, outlineOf } from "../../src/base/json-outline.js";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const outline = (text: string, levels = 99) => outlineOf(bytesOf(text), levels);

describe("the outline of a JSON text", () => {
  it("lists parts as far down as it is asked", () => {
    const text = ' {"a": [1, {"b": null}], "\\u0062": "x"} ';
    const read = outline(text, 1);
    if (!read.ok) throw new Error(read.message);
    const at = ({ start, end }: JsonSpan) => text.slice(start, end);
    expect(Array.from(read.root.parts, ([key, span]) => [key, at(span), span.parts.size])).toEqual([
      ["a", '[1, {"b": null}]', 0],
      ["b", '"x"', 0],
    ]);
  });

  it("skips a byte order mark", () => {
    expect(outline("\ufeff[]")).toMatchObject({ ok: true, root: { start: 3, end: 5 } });
  });

  it.each([
    ["", 0, "the JSON ends in the middle"],
    ["[1, 2", 5, "the JSON ends in the middle"],
    ['{"a": "x', 8, "the JSON ends in the middle"],
    ['{"a" 1}', 5, "':' is expected here"],
    ['{"a": 1 "b": 2}', 8, "',' or '}' is expected here"],
    ["{a: 1}", 1, "a key in quotes is expected here"],
    ["[1,]", 3, "not a JSON value"],
    ["[01]", 1, "not a JSON value"],
    ["[-]", 1, "not a JSON value"],
    ["[tru]", 1, "not a JSON value"],
    ['["\\x"]', 3, "not an escape of JSON"],
    ['["a\nb"]', 3, "a control character in a string"],
    ["{} {}", 3, "there is more text after the end of the JSON"],
    ['{"a": 1, "\\u0061": 2}', 9, "this key is given twice"],
    [`${"[".repeat(200)}`, 100, "nested more than 100 levels deep"],
  ])("says where %j is none", (text, offset, message) => {
    const read = outline(text);
    expect(read).toMatchObject({ ok: false, message });
    // Of an escape, somewhere in it.
    if (!read.ok && !message.includes("escape")) expect(read.offset).toBe(offset);
  });

  it("takes whatever JSON.stringify writes, and finds every part", () => {
    fc.assert(
      fc.property(fc.jsonValue({ depthSize: "medium" }), fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const bytes = bytesOf(text);
        const read = outlineOf(bytes, 99);
        if (!read.ok) throw new Error(`${read.offset}: ${read.message}`);
        const readAt = (span: JsonSpan): unknown =>
          JSON.parse(new TextDecoder().decode(bytes.subarray(span.start, span.end)));
        const check = (one: unknown, span: JsonSpan): void => {
          expect(readAt(span)).toEqual(one);
          const keys = typeof one === "object" && one !== null ? Object.entries(one) : [];
          expect(span.parts.size).toBe(keys.length);
          for (const [key, part] of keys) {
            const own = span.parts.get(Array.isArray(one) ? Number(key) : key);
            if (own === undefined) throw new Error(`no part ${key}`);
            check(part, own);
          }
        };
        check(JSON.parse(text), read.root);
      }),
    );
  });

  it("takes no text that JSON.parse refuses", () => {
    const pieces = [
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"',
      "\\",
      "a",
      "0",
      "1",
      "-",
      ".",
      "e",
      "u00e9",
      "true",
      "null",
      " ",
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 8 }), (all) => {
        const text = all.join("");
        const parsed = (() => {
          try {
            JSON.parse(text);
            return true;
          } catch {
            return false;
          }
        })();
        expect(outline(text).ok).toBe(parsed);
      }),
      { numRuns: 5000 },
    );
  });
});
