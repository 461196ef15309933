/** `simulate` and `analyze` on what plans and configs say: whether it fits, and whether that was expected. */
import { describe, expect, test } from "vitest";
import { runCli } from "./virtual-host.js";

const BOARD = `/dts-v1/; / { #address-cells = <1>; #size-cells = <1>;
  smmu: iommu { compatible = "arm,mmu-500"; #iommu-cells = <1>; };
  codec: codec { compatible = "vendor,codec"; iommus = <&smmu 1>; }; };`;

/** Page 0 is never handed out: three fit below 4 GiB, four do not. */
const plan = (count: number) =>
  `version: 1\ndevices:\n  - { node: /codec, workload: [{ size: 1G, count: ${count} }] }\n`;

const expecting = (of: string, more = "") => ({ "iova-plan.config.yaml": `version: 1\nexpect: [{ ${of} }]\n${more}` });

interface Files {
  readonly [path: string]: string;
}

async function simulated(files: Files, ...argv: readonly string[]) {
  const run = await runCli(["simulate", "a.dts", "--format", "json", ...argv], { files: { "a.dts": BOARD, ...files } });
  const [board] = JSON.parse(run.out).boards;
  return { status: run.status, failed: board.failedExpectations, unplayed: board.unplayedExpectations };
}

describe("what the config expects with `fits` is held", () => {
  const codec = "compatible: ['vendor,codec'], fits:";

  test.each([
    ["it fits, as expected", 3, `${codec} true`, 0, []],
    ["it does not, as expected", 4, `${codec} false`, 0, []],
    ["it does not", 4, `${codec} true`, 1, ["/codec"]],
    ["it fits, and is expected not to", 3, `${codec} false`, 1, ["/codec"]],
    ["the board lacks it", 3, "consumer: /codex, fits: true", 1, ["/codex"]],
    ["nothing is expected", 4, "consumer: /codec, usable: 1M", 0, []],
  ])("%s", async (_, count, of, status, failed) => {
    expect(await simulated({ "a.iova.yaml": plan(count), ...expecting(of) })).toEqual({ status, failed, unplayed: [] });
  });

  test("a workload that is missing shows nothing", async () => {
    expect(await simulated(expecting(`${codec} true`))).toMatchObject({ status: 1, failed: ["/codec"] });
  });

  test("not where the config has expectations off", async () => {
    const off = expecting(`${codec} true`, "rules: { expectation-failed: off }\n");
    expect(await simulated({ "a.iova.yaml": plan(4), ...off })).toMatchObject({ status: 0, failed: [] });
  });

  test("of a trace, where it has events of the consumer", async () => {
    const map = " task-1 [000] ..... 1.0: map: IOMMU: iova=0x10000 - 0x11000 paddr=0x8000 size=4096\n";
    const files = { "t.txt": map, ...expecting(`${codec} true`) };
    expect(await simulated(files, "--trace", "t.txt", "--device", "/codec")).toMatchObject({ status: 0, unplayed: [] });
    expect(await simulated(files, "--trace", "t.txt")).toMatchObject({ status: 0, unplayed: ["/codec"] });
  });

  test("said in the headline", async () => {
    const run = await runCli(["simulate", "a.dts"], {
      files: { "a.dts": BOARD, "a.iova.yaml": plan(3), ...expecting(`${codec} false`) },
    });
    expect(run.out).toMatch(/^a\.dts: 1 expectation does not hold; everything fits/);
  });
});

describe("analyze says what does not fit", () => {
  const analyzed = async (count: number, ...argv: readonly string[]) =>
    (
      await runCli(["analyze", "a.dts", ...argv], {
        files: { "a.dts": BOARD, "b.dts": BOARD, "a.iova.yaml": plan(count) },
      })
    ).out;

  test("in text", async () => {
    expect(await analyzed(4)).toContain(
      "Workloads that do not fit as the tree is written\n  /codec: event 5 needs 1 GiB",
    );
    expect(await analyzed(3)).toContain("Workloads that fit\n  /codec: 3 GiB in use at most");
  });

  test("in Markdown", async () => {
    expect(await analyzed(4, "--format", "markdown")).toContain("Workloads that do not fit");
  });

  test("in the summary of several", async () => {
    expect(await analyzed(4, "b.dts")).toContain("1 workload does not fit");
    expect(await analyzed(3, "b.dts")).not.toContain("not fit");
  });

  test("in JSON, with what would help", async () => {
    const [board] = JSON.parse(await analyzed(4, "--format", "json")).boards;
    expect(board.workloads).toMatchObject([
      {
        consumer: "/codec",
        fits: false,
        failures: 1,
        firstFailure: { size: 1 << 30 },
        remedy: { bits: 33 },
        fitsIn: [],
      },
    ]);
  });

  test("in the layouts that --layout chose alone", async () => {
    const fitsIn = async (...argv: readonly string[]) =>
      JSON.parse(await analyzed(1, "--format", "json", ...argv)).boards[0].workloads[0].fitsIn;
    expect(await fitsIn("--layout", "shared")).toEqual(["shared"]);
    expect((await fitsIn()).length).toBeGreaterThan(2);
  });
});
