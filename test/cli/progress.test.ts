/** How far a run over many boards is, on a terminal and in a log. */
import { describe, expect, it } from "vitest";
import { boardSource } from "./boards.js";
import { runCli, type World } from "./virtual-host.js";

const NAMES = ["a.dts", "b.dts", "c.dts", "d.dts"];
const files = Object.fromEntries(NAMES.map((name) => [name, boardSource(name)]));

const CODEC = `/dts-v1/; / { #address-cells = <1>; #size-cells = <1>;
  smmu: iommu { compatible = "arm,mmu-500"; #iommu-cells = <1>; };
  codec { compatible = "vendor,codec"; iommus = <&smmu 1>; }; };`;

/** Each look at the clock finds it so many seconds later. */
function runAt(secondsALook: number, world: World = {}, more: readonly string[] = []) {
  let looks = 0;
  return runCli(["analyze", ...NAMES, ...more], { files, ...world, now: () => looks++ * secondsALook * 1000 });
}

describe("progress", () => {
  it("is a line on a terminal with bar, count, rate and what remains, gone at the end", async () => {
    const { err } = await runAt(2, { errIsTty: true, columns: 100 });
    const lines = err.split("\r\x1b[K");
    expect(lines).toEqual([
      "",
      "[--------------------] 0 of 4 boards, 0.0 a second  a.dts",
      "[#####---------------] 1 of 4 boards, 0.3 a second, 12 s left  b.dts",
      "[##########----------] 2 of 4 boards, 0.3 a second, 6 s left  c.dts",
      "[###############-----] 3 of 4 boards, 0.4 a second, 3 s left  d.dts",
      "",
    ]);
  });

  it("makes way for what is told meanwhile", async () => {
    const world = { files: { ...files, "b.dts": "/dts-v1/;\n/ { x = ; };\n" }, errIsTty: true, env: { NO_COLOR: "1" } };
    const { err } = await runAt(2, world);
    expect(err).toContain("b.dts\r\x1b[K");
    expect(err).toContain("\x1b[Kb.dts:2:");
  });

  it("never fills a terminal's line", async () => {
    const { err } = await runAt(2, { errIsTty: true, columns: 30 });
    for (const line of err.split("\r\x1b[K")) expect(line.length).toBeLessThan(30);
  });

  it("is a line every ten seconds in a log", async () => {
    expect((await runAt(4)).err).toBe("2 of 4 boards, 0.2 a second, 12 s left\n");
    expect((await runAt(70)).err).toBe(
      [
        "0 of 4 boards, 0.0 a second",
        "1 of 4 boards, 0.0 a second, 7 min left",
        "2 of 4 boards, 0.0 a second, 4 min left",
        "3 of 4 boards, 0.0 a second, 94 s left",
        "",
      ].join("\n"),
    );
  });

  it("is nothing for what takes less, for one board, and if asked to be quiet", async () => {
    expect((await runAt(0.1, { errIsTty: true })).err).toBe("");
    expect((await runAt(1)).err).toBe("");
    expect((await runAt(20, { errIsTty: true }, ["--quiet"])).err).toBe("");
    let looks = 0;
    const one = { files, errIsTty: true, now: () => looks++ * 60_000 };
    expect((await runCli(["analyze", "a.dts"], one)).err).toBe("");
  });
});

describe("progress of a simulation", () => {
  const map = " task-1 [000] ..... 1.0: map: IOMMU: iova=0x10000 - 0x11000 paddr=0x8000 size=4096\n";
  const unmap = " task-1 [000] ..... 1.1: unmap: IOMMU: iova=0x10000 - 0x11000 size=4096 unmapped_size=4096\n";
  const trace = (map + unmap).repeat(20_000);
  const played = (secondsALook: number, world: World = {}, more: readonly string[] = []) => {
    let looks = 0;
    const argv = ["simulate", "a.dts", "--trace", "t.txt", "--device", "/codec", ...more];
    return runCli(argv, {
      files: { "a.dts": CODEC, "t.txt": trace },
      ...world,
      now: () => looks++ * secondsALook * 1000,
    });
  };

  it("is of the trace's bytes, then of what is played", async () => {
    const { err, status } = await played(2, { errIsTty: true, columns: 100 });
    expect(status).toBe(0);
    const lines = err.split("\r\x1b[K");
    expect(lines[1]).toBe("[--------------------] 0 of 4 MiB, 0.0 a second  reading the trace");
    expect(lines.filter((line) => line.includes("] 3 of 4 MiB, ")).length).toBeGreaterThan(0);
    const playing = lines.filter((line) => line.includes(" of 40001 events"));
    expect(playing.map((line) => line.slice(-19))).toEqual(Array(4).fill(" playing as-written"));
    expect(lines.at(-1)).toBe("");
  });

  it("is a line now and then in a log, and none if asked to be quiet", async () => {
    expect((await played(11)).err).toContain("24576 of 40001 events, ");
    expect((await played(11, {}, ["--quiet"])).err).toBe("");
    expect((await played(0.001, { errIsTty: true })).err).toBe("");
  });
});
