import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeSource, encodeSource } from "../../src/base/source-text.js";

describe("decodeSource and encodeSource", () => {
  it("lose no byte", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
        expect([...encodeSource(decodeSource(bytes))]).toEqual([...(marked ? bytes.subarray(3) : bytes)]);
      }),
      { numRuns: 2000 },
    );
  });

  it("decode any well-formed text as itself", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        fc.pre(!text.startsWith("\ufeff"));
        expect(decodeSource(new TextEncoder().encode(`${text}\xff`))).toBe(`${text}\xff`);
        expect(decodeSource(Uint8Array.of(...new TextEncoder().encode(text), 0xff))).toBe(`${text}\udcff`);
      }),
    );
  });

  it("drop a byte order mark, with and without stray bytes after it", () => {
    expect(decodeSource(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe("a");
    expect(decodeSource(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61, 0x80))).toBe("a\udc80");
  });

  it("take overlong forms and encoded surrogates for stray bytes", () => {
    expect(decodeSource(Uint8Array.of(0xc0, 0x80))).toBe("\udcc0\udc80");
    expect(decodeSource(Uint8Array.of(0xed, 0xb2, 0x80))).toBe("\udced\udcb2\udc80");
  });
});
