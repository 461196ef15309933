/** `--sort` and `--only`: what comes first, and what is left out, of what people read. */
import { describe, expect, test } from "vitest";
import { runCli } from "../cli/virtual-host.js";

const device = (name: string, at: string, stream: number, more = "") =>
  `${name}: ${name}@${at} { compatible = "vendor,${name}"; reg = <0x${at} 0x100>; iommus = <&smmu ${stream}>; ${more} };`;

/** @param holes sizes by device */
const board = (holes: Readonly<Record<string, string>>): string => {
  const regions = Object.entries(holes).map(
    ([name, size]) => `${name}_hole: ${name}-hole { iommu-addresses = <&${name} 0x40000000 ${size}>; };`,
  );
  const names = ["bb", "aa", "cc"];
  const devices = names.map((name, i) =>
    device(name, `${i + 1}000`, i + 1, name in holes ? `memory-region = <&${name}_hole>;` : ""),
  );
  return `/dts-v1/; / { #address-cells = <1>; #size-cells = <1>;
    reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges; ${regions.join(" ")} };
    smmu: iommu@9000 { compatible = "arm,mmu-500"; reg = <0x9000 0x100>; #iommu-cells = <1>; };
    ${devices.join("\n")} };`;
};

const ONE = board({ bb: "0x1000", cc: "0x10000000" });

async function analyze(files: Readonly<Record<string, string>>, ...argv: readonly string[]) {
  const { out, status } = await runCli(
    ["analyze", ...Object.keys(files).filter((name) => name.endsWith(".dts")), ...argv],
    { files },
  );
  expect(status).toBe(0);
  return out;
}

/** In the order of the table of consumers. */
const rows = (out: string): readonly string[] =>
  [...(out.split("\nInheritance")[0] ?? "").matchAll(/^ {2}\/(aa|bb|cc)@/gm)].map(([, name = ""]) => name);

describe("one board", () => {
  test.each([
    [[], ["bb", "aa", "cc"]],
    [
      ["--sort", "name"],
      ["aa", "bb", "cc"],
    ],
    [
      ["--sort", "reserved"],
      ["cc", "bb", "aa"],
    ],
    [
      ["--sort", "usable"],
      ["cc", "bb", "aa"],
    ],
    [
      ["--only", "reserved"],
      ["bb", "cc"],
    ],
    [
      ["--only", "reserved", "--sort", "largest-block"],
      ["cc", "bb"],
    ],
  ] as const)("%j", async (argv, expected) => {
    expect(rows(await analyze({ "a.dts": ONE }, ...argv))).toEqual(expected);
  });

  test("by waste, where a plan says the needs", async () => {
    const plan =
      "version: 1\ndevices:\n  - { node: /cc@3000, reserve: [[1G, 1280M]] }\n  - { node: /bb@1000, reserve: [] }\n";
    const files = { "a.dts": ONE, "a.iova.yaml": plan };
    expect(rows(await analyze(files, "--sort", "waste"))[0]).toBe("bb");
  });

  test("JSON has all, in its order", async () => {
    const plain = await analyze({ "a.dts": ONE }, "--format", "json");
    expect(await analyze({ "a.dts": ONE }, "--format", "json", "--sort", "usable", "--only", "reserved")).toBe(plain);
  });
});

test("the rows of several boards, those without anything reserved left out if asked", async () => {
  const files = { "a.dts": board({}), "b.dts": board({ aa: "0x1000" }), "c.dts": board({ aa: "0x20000000" }) };
  const names = (out: string) => [...out.matchAll(/^ {2}([abc])\.dts/gm)].map(([, name]) => name);
  expect(names(await analyze(files, "--sort", "usable"))).toEqual(["c", "b", "a"]);
  const only = await analyze(files, "--only", "reserved");
  expect(names(only)).toEqual(["b", "c"]);
  expect(await analyze({ "a.dts": board({}), "b.dts": board({}) }, "--only", "reserved")).toBe(
    "  Shown by --only reserved: 0 of 6 consumers, on 0 of 2 boards\n",
  );
  expect(only).toContain("Shown by --only reserved: 2 of 9 consumers, on 2 of 3 boards");
});

test("a release that nobody has measured is named with the one that it counts as", async () => {
  const files = { "a.dts": ONE, "b.dts": ONE };
  expect(await analyze({ "a.dts": ONE }, "--kernel-version", "7.9")).toContain("Linux 7.9 (as 7.3), strict mode");
  expect(await analyze(files, "--kernel-version", "7.9")).toContain("Summary for Linux 7.9 (as 7.3)");
  expect(await analyze({ "a.dts": ONE }, "--kernel-version", "7.2")).toContain("Linux 7.2, strict mode");
});
