/** Profiles on the command line: by name, by path, from the config, and what is wrong with them. */
import { describe, expect, test } from "vitest";
import { runCli } from "./virtual-host.js";

const BOARD = `/dts-v1/; / { #address-cells = <1>; #size-cells = <1>;
  smmu: iommu { compatible = "arm,mmu-500"; #iommu-cells = <1>; };
  codec { compatible = "qcom,sm8550-iris"; iommus = <&smmu 1>; }; };`;

const OWN = `version: 1
name: own
title: One of our own
devices:
  - compatible: ["qcom,sm8550-iris"]
    sources: [{ file: a.c, release: "6.12" }]
    reserve: [[0, 1M]]
`;

const files = { "boards/board.dts": BOARD, "shared/own.iova-profile.yaml": OWN };

async function needs(argv: readonly string[], more: Readonly<Record<string, string>> = {}) {
  const run = await runCli(["check", "boards/board.dts", "--format", "json", ...argv], {
    files: { ...files, ...more },
  });
  const [board] = JSON.parse(run.out).boards;
  const missed = board.findings.filter(({ rule }: { rule: string }) => rule === "need-not-met");
  return {
    status: run.status,
    err: run.err,
    analysed: board.analysed,
    missed: missed.length,
    reach: board.consumers[0]?.reach,
  };
}

test("without a profile nobody needs anything", async () => {
  expect(await needs([])).toMatchObject({ status: 0, missed: 0, reach: { end: "0xffffffff" } });
});

describe("a profile is applied", () => {
  test("by name", async () => {
    expect(await needs(["--profile", "qcom-video"])).toMatchObject({
      status: 1,
      missed: 1,
      reach: { end: "0xdfffffff" },
    });
  });

  test("by path", async () => {
    expect(await needs(["--profile", "shared/own.iova-profile.yaml"])).toMatchObject({ status: 1, missed: 1 });
  });

  test("from the config, a path relative to it", async () => {
    const config = "version: 1\nprofiles: [../shared/own.iova-profile.yaml]\n";
    expect(await needs([], { "boards/iova-plan.config.yaml": config })).toMatchObject({ status: 1, missed: 1 });
  });
});

describe("one that cannot be used leaves nothing analysed", () => {
  test.each([
    ["an unknown name", "qcom-vide", "there is no profile 'qcom-vide'", "did you mean 'qcom-video'?"],
    ["a missing file", "shared/none.yaml", "shared/none.yaml", ""],
    ["a file with an error", "boards/bad.yaml", "boards/bad.yaml:1:1", "'name' is missing"],
  ])("%s", async (_, name, where, hint) => {
    const run = await needs(["--profile", name], { "boards/bad.yaml": "version: 1\n" });
    expect(run).toMatchObject({ status: 2, analysed: false, missed: 0 });
    expect(run.err).toContain(where);
    expect(run.err).toContain(hint);
  });
});

describe("one of the config that cannot be used is located there", () => {
  const run = (entry: string, argv: readonly string[]) =>
    runCli([...argv], {
      files: {
        ...files,
        "boards/iova-plan.config.yaml": `version: 1\npaths:\n  - files: ["**"]\n    profiles: [${entry}]\n`,
      },
    });

  test.each([["check"], ["analyze"], ["simulate"]])("%s", async (command) => {
    const { status, err } = await run("qcom-vide", [command, "boards/board.dts"]);
    expect(status).toBe(2);
    expect(err).toContain("boards/iova-plan.config.yaml:4:16: error: there is no profile 'qcom-vide'");
  });

  test("a missing file", async () => {
    const { err } = await run("none.yaml", ["check", "boards/board.dts"]);
    expect(err).toContain("boards/iova-plan.config.yaml:4:16: error: the profile boards/none.yaml cannot be used");
  });
});

describe("every command takes the config's profiles", () => {
  const config = "version: 1\nprofiles: [../shared/own.iova-profile.yaml]\n";
  const world = { files: { ...files, "boards/iova-plan.config.yaml": config } };

  test("analyze", async () => {
    const run = await runCli(["analyze", "boards/board.dts", "--format", "json"], world);
    expect(JSON.parse(run.out).boards[0].consumers[0].need).toMatchObject({ from: "plan", bytes: 1044480 });
  });

  test("why, where the config is broken", async () => {
    const broken = { files: { ...files, "boards/iova-plan.config.yaml": "version: 2\n" } };
    const run = await runCli(["why", "boards/board.dts", "/codec", "0x1000"], broken);
    expect(run.status).toBe(2);
    expect(run.err).toContain("boards/iova-plan.config.yaml:1:10");
  });

  test("init begins with what the tree says", async () => {
    const broken = { files: { ...files, "boards/iova-plan.config.yaml": "version: 2\n" } };
    expect((await runCli(["init", "boards/board.dts"], broken)).status).toBe(0);
  });
});

test("profiles lists those that come with the tool, and prints one as it is", async () => {
  expect((await runCli(["profiles"])).out).toMatch(/^qcom-video\s+Qualcomm video codecs/m);
  expect((await runCli(["profiles", "qcom-video"])).out).toContain("name: qcom-video\n");
  expect((await runCli(["profiles", "nobody"])).status).toBe(2);
});
