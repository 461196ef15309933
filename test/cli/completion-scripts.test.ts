/** The scripts in the shells they are for, where these are installed. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { needs } from "../oracles.js";
import { runCli } from "./virtual-host.js";

describe("bash", () => {
  const complete = async (words: readonly string[]): Promise<string[]> => {
    const { out } = await runCli(["completion", "bash"]);
    const line = words.map((word) => `'${word}'`).join(" ");
    const script = `${out}\nCOMP_WORDS=(${line}); COMP_CWORD=${words.length - 1}; _iova_plan; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync("bash", ["-c", script], { encoding: "utf8" });
    expect(stderr).toBe("");
    return stdout.trim().split("\n");
  };

  it("completes commands, options, values and names", needs("bash"), async () => {
    expect(await complete(["iova-plan", "an"])).toEqual(["analyze"]);
    expect(await complete(["iova-plan", "analyze", "--dma"])).toEqual(["--dma-mask", "--dma-limit"]);
    expect(await complete(["iova-plan", "analyze", "--iommu-mode", "l"])).toEqual(["lazy"]);
    expect(await complete(["iova-plan", "schema", "re"])).toEqual(["report"]);
    expect(await complete(["iova-plan", "analyze", "package.js"])).toEqual(["package.json"]);
    expect(await complete(["iova-plan", "explain", "waste-"])).toEqual(["waste-over-budget"]);
    expect(await complete(["iova-plan", "hel"])).toEqual(["help"]);
    expect(await complete(["iova-plan", "help", "analy"])).toEqual(["analyze"]);
    expect(await complete(["iova-plan", "analyze", "--format", "js"])).toEqual(["json", "json="]);
    // A shell that takes '=' for the end of a word, as bash does unless it is told otherwise.
    expect(await complete(["iova-plan", "analyze", "--format", "json", "=", "package.js"])).toEqual(["package.json"]);
    expect(await complete(["iova-plan", "analyze", "--format", "json", "="])).toContain("package.json");
  });
});

describe.each(["zsh", "fish"] as const)("%s", (shell) => {
  it("accepts its script", needs(shell), async () => {
    const { out } = await runCli(["completion", shell]);
    const script = join(mkdtempSync(join(tmpdir(), "completion-")), shell);
    writeFileSync(script, out);
    const { status, stderr } = spawnSync(shell, ["-n", script], { encoding: "utf8" });
    expect([status, stderr]).toEqual([0, ""]);
  });
});
