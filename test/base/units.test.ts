import { describe, expect, it } from "vitest";
import { nearestName } from "../../src/base/nearest.js";
import { formatApproximateSize, formatShortOfRound, formatSize, parseSize } from "../../src/base/units.js";

describe("sizes", () => {
  it.each([
    [0n, "0 B"],
    [4096n, "4 KiB"],
    [3496n << 20n, "3496 MiB"],
    [2073600n, "2025 KiB"],
    [1001n, "1001 B"],
    [-(600n << 20n), "-600 MiB"],
    [1n << 48n, "256 TiB"],
  ])("prints %d exactly as %s", (bytes, text) => {
    expect(formatSize(bytes)).toBe(text);
  });

  it("never shows more space than there is", () => {
    expect(formatApproximateSize((600n << 20n) - 4097n)).toBe("~599.99 MiB");
    expect(formatApproximateSize((600n << 20n) - 4096n)).toBe("600 MiB − 4 KiB");
    expect(formatApproximateSize(3584n << 20n)).toBe("3584 MiB");
    expect(formatApproximateSize((12n << 30n) - 8192n)).toBe("~11.99 GiB");
    expect(formatApproximateSize(12345n << 20n)).toBe("~12.05 GiB");
    expect(formatApproximateSize(-(12n << 30n))).toBe("-12 GiB");
    expect(formatApproximateSize(0n)).toBe("0 B");
    expect(formatApproximateSize(1001n)).toBe("1001 B");
  });

  it.each([
    ["600M", 600n << 20n],
    ["0x25800000", 0x25800000n],
    ["1.5G", 3n << 29n],
    ["4 KiB", 4096n],
    ["17", 17n],
    ["16E", 1n << 64n],
    ["0.3K", null],
    ["16.1E", null],
    ["", null],
    ["12Q", null],
    ["-1", null],
  ])("reads %s", (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });
});

describe("nearestName", () => {
  it("finds a slip, not a different word", () => {
    expect(nearestName("apps_smmuu", ["gpu_smmu", "apps_smmu", "uart0"])).toBe("apps_smmu");
    expect(nearestName("xyz", ["apps_smmu"])).toBeNull();
    expect(nearestName("uart1", ["uart3", "uart2"])).toBe("uart2");
  });
});

describe("a size that a page is missing of", () => {
  it.each([
    [(1n << 32n) - 4096n, "4 GiB − 4 KiB"],
    [(1n << 48n) - 0x4000n, "256 TiB − 16 KiB"],
    [(3496n << 20n) - 0x10000n, "3496 MiB − 64 KiB"],
    [(1n << 32n) - 8192n, null],
    [3496n << 20n, null],
    [1020n << 10n, null],
  ])("%s is %s", (bytes, text) => {
    expect(formatShortOfRound(bytes)).toBe(text);
  });
});
