/** Every format of `check` on boards with mistakes: the files themselves. */
import { describe, it } from "vitest";
import { runOnFiles } from "../cli/virtual-host.js";
import { expectGolden } from "./golden-file.js";

const boards = ["06-wrong-cells", "12-unlinked", "14-shared-streams"].map((name) => `test/cases/${name}.dts`);

describe("check", () => {
  it.each([
    ["check.txt", ["--format", "text"]],
    ["check-verbose.txt", ["--verbose"]],
    ["check.md.txt", ["--format", "markdown"]],
    ["check.sarif", ["--format", "sarif"]],
    ["check.xml", ["--format", "junit"]],
    ["check-github.txt", ["--format", "github"]],
    ["check-gitlab.txt", ["--format", "gitlab"]],
  ])("%s", async (golden, argv) => {
    const run = await runOnFiles(["check", ...argv, ...boards]);
    expectGolden(`test/golden/${golden}`, run.out);
  });

  it("check-json.txt", async () => {
    const run = await runOnFiles(["check", "--format", "json", "test/cases/06-wrong-cells.dts"]);
    expectGolden("test/golden/check-json.txt", run.out);
  });

  it("rules.txt", async () => expectGolden("test/golden/rules.txt", (await runOnFiles(["rules"])).out));

  it("explain.txt", async () =>
    expectGolden("test/golden/explain.txt", (await runOnFiles(["explain", "reservation-cells-short"])).out));
});
