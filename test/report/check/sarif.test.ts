/** SARIF against an independent oracle: Microsoft's multitool, which has the schema and GitHub's own rules. */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nodeFiles } from "../../../src/cli/files.js";
import { writeDtb } from "../../../src/dtb/write.js";
import { loadDeviceTree } from "../../../src/index.js";
import { runCli } from "../../cli/virtual-host.js";

/** The platform's binary: the package's own launcher hands arguments to a shell. */
const require = createRequire(import.meta.url);
const multitool: unknown = require("@microsoft/sarif-multitool");
// The package's own install script does so, where npm was allowed to run it.
if (typeof multitool === "string") chmodSync(multitool, 0o755);

/** What the oracle would have us add, and why it is not there. */
const ACCEPTED: ReadonlyMap<string, string> = new Map([
  ["SARIF2005", "informationUri: the project has no address on the web yet"],
]);

interface Complaint {
  readonly ruleId: string;
  readonly level?: string;
}

function complaints(sarif: string): readonly Complaint[] {
  if (typeof multitool !== "string") throw new Error("the multitool has no binary for this platform");
  const folder = mkdtempSync(join(tmpdir(), "iova-plan-sarif-"));
  try {
    const input = join(folder, "input.sarif");
    const output = join(folder, "output.sarif");
    writeFileSync(input, sarif);
    const kinds = ["--rule-kind", "Sarif;Ghas", "--level", "Error;Warning"];
    execFileSync(multitool, ["validate", input, "--output", output, "--log", "ForceOverwrite", ...kinds], {
      stdio: "ignore",
    });
    const log: { runs: { results: Complaint[] }[] } = JSON.parse(readFileSync(output, "utf8"));
    return log.runs.flatMap((run) => run.results);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const bad = (sarif: string) => complaints(sarif).filter(({ ruleId }) => !ACCEPTED.has(ruleId));

async function sarifOf(files: Readonly<Record<string, string | Uint8Array>>, argv: readonly string[]): Promise<string> {
  return (await runCli(["check", "--format", "sarif", ...argv], { files })).out;
}

const source = (name: string): string => readFileSync(new URL(`../../cases/${name}.dts`, import.meta.url), "utf8");

describe("sarif", () => {
  it("is valid for boards with mistakes, good ones, blobs, and inputs that cannot be read", {
    timeout: 120_000,
  }, async () => {
    const tree = await loadDeviceTree("test/cases/14-shared-streams.dts", { files: nodeFiles });
    if (tree.value === null) throw new Error("the case does not parse");
    const files = {
      "dir with space/06.dts": source("06-wrong-cells"),
      "01.dts": source("01-splash-identity"),
      "14.dtb": writeDtb(tree.value),
      "broken.dts": "/dts-v1/;\n/ {\n",
    };
    const sarif = await sarifOf(files, [...Object.keys(files), "gone.dts"]);
    expect(bad(sarif)).toEqual([]);
    const [run] = JSON.parse(sarif).runs;
    expect(run.invocations[0].executionSuccessful).toBe(false);
    const uris = run.results.map(
      (result: { locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }) =>
        result.locations[0]?.physicalLocation.artifactLocation.uri,
    );
    expect(uris.slice(0, 2)).toEqual(["broken.dts", "gone.dts"]);
    expect(uris[2]).toMatch(/^dir%20with%20space\/06\.dts$|^14\.dtb$/);
    expect(run.results.slice(0, 3).map(({ ruleId }: { ruleId: string }) => ruleId === "not-checked")).toEqual([
      true,
      true,
      false,
    ]);
    for (const result of run.results) expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
  });

  it("is valid with fixes", { timeout: 120_000 }, async () => {
    const short = readFileSync(new URL("../../rule/reservation-cells-short/bad-1.dts", import.meta.url), "utf8");
    const sarif = await sarifOf({ "short.dts": short }, ["short.dts"]);
    expect(sarif).toContain('"artifactChanges"');
    expect(bad(sarif)).toEqual([]);
  });

  it("has an oracle that can say no", { timeout: 120_000 }, async () => {
    const sarif = await sarifOf({ "06.dts": source("06-wrong-cells") }, ["06.dts"]);
    const wrong = sarif.replace('"startLine": 21', '"startLine": 0');
    expect(wrong).not.toBe(sarif);
    expect(complaints(wrong).map(({ level }) => level)).toContain("error");
  });
});
