/** What is wrong with a shared file is said once, however many boards read it; the report says which. */
import { expect, it } from "vitest";
import type { DiffReport } from "../../src/report/diff/schema.js";
import { boardSource } from "./boards.js";
import { runCli } from "./virtual-host.js";

const soc = boardSource("soc").replace("/dts-v1/;\n", "");
const board = `/dts-v1/;\n#include "soc.dtsi"\n`;
const times = (text: string, part: string): number => text.split(part).length - 1;

it("a broken include, in diff", async () => {
  const broken = soc.replace("reg = <0x1000 0x1000>;", "reg = <0x1000 0x1000>");
  const files = {
    "old/soc.dtsi": soc,
    "new/soc.dtsi": broken,
    ...Object.fromEntries(
      ["old", "new"].flatMap((side) => ["a", "b", "c"].map((name) => [`${side}/${name}.dts`, board])),
    ),
  };
  const { status, out, err } = await runCli(["diff", "--format", "json", "old", "new"], { files });
  expect(status).toBe(2);
  expect(err).toMatch(/^new\/soc\.dtsi:\d+:\d+: error:/m);
  expect(times(err, "error:")).toBe(1);
  const { failures } = JSON.parse(out) as DiffReport;
  expect(failures).toMatchObject([{ side: "new", boards: ["a.dts", "b.dts", "c.dts"] }]);
});

it.each([
  ["/* iova-plan-ignore: no rule */", "suppression-without-reason"],
  ["/* iova-plan-ignore group-shared-streams: misspelt */", "suppression-unknown-rule"],
])("a suppression that is none: %s", async (comment, code) => {
  const files = { "soc.dtsi": `${comment}\n${soc}`, "a.dts": board, "b.dts": board, "c.dts": board };
  for (const command of ["check", "analyze"]) {
    const { status, err } = await runCli([command, "a.dts", "b.dts", "c.dts"], { files });
    expect(status).toBe(0);
    expect(times(err, `[${code}]`)).toBe(1);
    expect(err).toContain("soc.dtsi:1:1: warning:");
  }
});

it.each([
  ["a plan that cannot be used", { "a.iova.yaml": "version: 2\n" }],
  ["a board that cannot be read", { "soc.dtsi": "broken" }],
])("simulate writes its report, with the cause: %s", async (_, more) => {
  const files = { "soc.dtsi": soc, "a.dts": board, ...more };
  const { status, out } = await runCli(["simulate", "--format", "json", "a.dts"], { files });
  expect(status).toBe(2);
  expect(JSON.parse(out).boards).toMatchObject([{ input: "a.dts", simulations: [], errors: [{ severity: "error" }] }]);
  expect((await runCli(["simulate", "a.dts"], { files })).out.split("\n")[0]).toBe("a.dts: not simulated");
});
