/** Two runs at the same time in one process: each must say what it says alone. */
import { describe, expect, it } from "vitest";
import { runCli, runOnFiles } from "./virtual-host.js";

const analyze = ["analyze", "examples/dts", "--format", "json"];
const check = ["check", "examples/dts/boot-splash.dts", "examples/dts", "--format", "sarif"];

describe("runs that overlap", () => {
  it("write what they write alone", async () => {
    const alone = [await runOnFiles(analyze), await runOnFiles(check)];
    const together = await Promise.all([runOnFiles(analyze), runOnFiles(check), runOnFiles(analyze)]);
    expect(together).toEqual([...alone, alone[0]]);
  });

  it("keep files of the same name apart", async () => {
    const board = (model: string) => `/dts-v1/;\n#include "model.h"\n/ { model = MODEL "${model}"; soc { }; };\n`;
    const world = (model: string) => ({
      files: { "board.dts": board(model), "model.h": `#define MODEL "from ${model}",\n` },
    });
    const argv = ["analyze", "board.dts", "--format", "json"];
    const alone = [await runCli(argv, world("a")), await runCli(argv, world("b"))];
    expect(await Promise.all([runCli(argv, world("a")), runCli(argv, world("b"))])).toEqual(alone);
    expect(alone[0]?.out).toContain("from a");
    expect(alone[1]?.out).toContain("from b");
  });
});
