/** The shipped examples: their reports are the files beside them, and dtc takes their source without a warning. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { runOnFiles } from "../cli/virtual-host.js";
import { commandOf, needs } from "../oracles.js";
import { expectGolden } from "./golden-file.js";

const FOLDER = "examples/dts";
const names = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".dts"))
  .map((file) => file.slice(0, -".dts".length));

describe.each(names)("example %s", (name) => {
  it("has a plan", () => {
    expect(existsSync(`${FOLDER}/${name}.iova.yaml`)).toBe(true);
  });

  it.each([
    ["text", "txt"],
    ["json", "json"],
  ])("prints its %s report, and nothing else", async (format, extension) => {
    const run = await runOnFiles(["analyze", `${FOLDER}/${name}.dts`, "--format", format]);
    expect(run).toMatchObject({ status: 0, err: "" });
    expectGolden(`${FOLDER}/${name}.${extension}`, run.out);
  });

  it("compiles without a warning", needs("dtc"), () => {
    const { status, stderr } = spawnSync(commandOf("dtc") ?? "", [
      "-I",
      "dts",
      "-O",
      "dtb",
      "-o",
      "/dev/null",
      `${FOLDER}/${name}.dts`,
    ]);
    expect([status, String(stderr)]).toEqual([0, ""]);
  });
});

describe("the folder of examples", () => {
  it("holds three boards, and no report without a board", () => {
    expect(names).toEqual(["boot-splash", "buffers", "three-children", "video-codec"]);
    const known = names.flatMap((name) => [".dts", ".iova.yaml", ".txt", ".json"].map((suffix) => `${name}${suffix}`));
    expect(readdirSync(FOLDER).sort()).toEqual(known.sort());
  });

  it("is summed up as a whole", async () => {
    const run = await runOnFiles(["analyze", FOLDER]);
    expect(run).toMatchObject({ status: 0, err: "examples/dts: 4 boards\n" });
    expectGolden("test/golden/examples-summary.txt", run.out);
  });
});
