/** What the command line, plans and the playground take for sizes and masks of DMA is one rule. */
import { describe, expect, it } from "vitest";
import { parseAddress, parseGranule, parseMaskBits } from "../../src/base/dma-options.js";

describe("options of DMA", () => {
  it.each([
    ["4K", 4096n],
    ["0x4000", 16384n],
    ["65536", 65536n],
    ["8K", null],
    ["", null],
  ])("granule '%s'", (text, size) => expect(parseGranule(text)).toBe(size));

  it.each([
    ["1", 1],
    ["64", 64],
    ["0", null],
    ["65", null],
    ["1e1", null],
    ["", null],
  ])("mask of '%s' bits", (text, bits) => expect(parseMaskBits(text)).toBe(bits));

  it.each([
    ["0", 0n],
    ["0xffffffffffffffff", (1n << 64n) - 1n],
    ["0x10000000000000000", null],
    ["here", null],
  ])("address '%s'", (text, address) => expect(parseAddress(text)).toBe(address));
});
