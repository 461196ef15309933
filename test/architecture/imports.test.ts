import { createRequire } from "node:module";
import { cruise, type ICruiseResult } from "dependency-cruiser";
import extractTSConfig from "dependency-cruiser/config-utl/extract-ts-config";
import { describe, expect, it } from "vitest";

const config = createRequire(import.meta.url)("../../.dependency-cruiser.cjs");

describe("import order", () => {
  it("lets every room import only the rooms below it", async () => {
    const { output } = await cruise(
      ["src"],
      { ...config.options, ruleSet: { forbidden: config.forbidden }, validate: true },
      undefined,
      { tsConfig: extractTSConfig("tsconfig.json") },
    );
    const result = output as ICruiseResult;
    // A cruiser that cannot read TypeScript sees nothing and finds nothing wrong.
    expect(result.modules.filter((m) => m.source.startsWith("src/")).length).toBeGreaterThan(500);
    expect(result.summary.totalDependenciesCruised ?? 0).toBeGreaterThan(2000);
    expect(result.summary.violations.map((v) => `${v.rule.name}: ${v.from} -> ${v.to}`)).toEqual([]);
  }, 120_000);
});
