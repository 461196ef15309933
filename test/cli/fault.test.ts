/** `why` of faults on the command line: logs and options, JSON, and what cannot be asked. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { FaultReport } from "../../src/parts.js";
import { runCli, type World } from "./virtual-host.js";

const board = readFileSync(join(import.meta.dirname, "../fault/boot-splash.dts"), "utf8");
const files = { "board.dts": board };

const line = (sid: string, iova: string): string =>
  `arm-smmu 15000000.iommu: Unhandled context fault: fsr=0x402, iova=${iova}, fsynr=0x540003, cbfrsynra=${sid}, cb=10`;

async function why(argv: readonly string[], world: World = { files }) {
  const run = await runCli(["why", ...argv, "--format", "json"], world);
  const report: FaultReport | null = run.out === "" ? null : JSON.parse(run.out);
  return { ...run, report };
}

test("the display's fault in the boot splash", async () => {
  const { report, status, err } = await why(["board.dts", "--fault", line("0xc40", "0x9c001000")]);
  expect([status, err]).toEqual([0, ""]);
  const [fault] = report?.faults ?? [];
  expect(fault).toMatchObject({
    driver: "arm-smmu",
    iommu: "/soc@0/iommu@15000000",
    iommuName: "15000000.iommu",
    stream: 0xc40,
    address: "0x9c001000",
    access: "read",
    kind: "translation",
    memory: [
      {
        kind: "reserved-memory",
        path: "/reserved-memory/splash@9c000000",
        start: "0x9c000000",
        end: "0x9e3fffff",
        framebuffer: "/chosen/framebuffer@9c000000",
      },
    ],
  });
  expect(fault?.consumers).toMatchObject([
    {
      id: "/soc@0/display-subsystem@ae00000",
      verdict: "allocatable",
      stream: { id: 0x800, mask: 0x440, cells: [0x800, 0x440] },
      mistaken: [
        {
          path: "/reserved-memory/splash@9c000000",
          namedBy: null,
          remedy: {
            region: "/reserved-memory/splash@9c000000",
            iommuAddresses: "iommu-addresses = <&mdss 0x0 0x9c000000 0x0 0x2400000>;",
            memoryRegion: "&splash",
            honoured: true,
          },
        },
      ],
      causes: ["boot-framebuffer", "not-mapped"],
    },
  ]);
});

test("what it recommends is what then holds", async () => {
  const mended = board
    .replace("no-map;", "no-map; iommu-addresses = <&mdss 0x0 0x9c000000 0x0 0x2400000>;")
    .replace("iommus = <&smmu 0x800 0x440>;", "iommus = <&smmu 0x800 0x440>; memory-region = <&splash>;");
  const { report } = await why(["board.dts", "--fault", line("0xc40", "0x9c001000")], {
    files: { "board.dts": mended },
  });
  expect(report?.faults[0]?.consumers).toMatchObject([{ verdict: "direct", mistaken: [], causes: ["before-attach"] }]);
});

describe("the same by options", () => {
  test.each([
    ["--iommu", "15000000.iommu", "--stream", "0xc40", "--address", "0x9c001000"],
    ["--iommu", "&smmu", "--stream", "3136", "--address", "2617249792"],
    ["--stream", "0xC40", "--address", "0x9c001000"],
  ])("%s %s %s %s", async (...options) => {
    const { report } = await why(["board.dts", ...options]);
    expect(report?.faults).toMatchObject([
      { line: null, stream: 0xc40, consumers: [{ id: "/soc@0/display-subsystem@ae00000", verdict: "allocatable" }] },
    ]);
  });

  test("a stream alone tells who has it", async () => {
    const { report } = await why(["board.dts", "--stream", "0x19c3"]);
    expect(report?.faults).toMatchObject([{ address: null, consumers: [{ id: "/soc@0/compute@1", verdict: null }] }]);
  });
});

test("an unknown stream is an answer", async () => {
  const { report, status } = await why(["board.dts", "--fault", line("0x19c4", "0x20000000")]);
  expect(status).toBe(0);
  expect(report?.faults).toMatchObject([
    { consumers: [], nearest: [{ owner: "/soc@0/compute@1" }, { owner: "/soc@0/display-subsystem@ae00000" }] },
  ]);
});

describe("a log on standard input", () => {
  test("in its order, each fault once, with what was not understood", async () => {
    const stdin = [
      `[    1.0] ${line("0xc40", "0x9c001000")}`,
      "[    1.1] arm-smmu 15000000.iommu: something of a fault",
      ...Array.from(
        { length: 997 },
        (_, i) => `[    2.${i}] ${i % 2 === 0 ? line("0x19c3", "0x0") : "usb 1-1: reset"}`,
      ),
    ].join("\n");
    const { report, err, status } = await why(["board.dts", "--fault", "-"], { files, stdin });
    expect(status).toBe(0);
    expect(report?.faults.map(({ stream, line: at, repeats }) => [stream, at, repeats])).toEqual([
      [0xc40, 1, 0],
      [0x19c3, 3, 498],
    ]);
    expect(report?.unread).toEqual([{ line: 2, text: "[    1.1] arm-smmu 15000000.iommu: something of a fault" }]);
    expect(err).toContain("<stdin>:2:1: warning: reads like a fault");
  });

  test("without a fault it is of no use", async () => {
    const { status, out, err } = await why(["board.dts", "--fault", "-"], { files, stdin: "usb 1-1: reset\n" });
    expect([status, out]).toEqual([2, ""]);
    expect(err).toContain("<stdin>: error: no line of it is a fault message of an IOMMU driver");
    expect(err).toContain("apple-dart, arm-smmu, arm-smmu-v3, exynos");
  });
});

describe("usage", () => {
  test.each([
    [["-", "--fault", "-"], "cannot both come from standard input"],
    [["board.dts", "&mdss", "--fault", "x"], "a fault names its device and address"],
    [["board.dts", "--fault", "x", "--stream", "1"], "give it alone"],
    [["board.dts", "--address", "0x1000"], "--address alone does not say which device sent it"],
    [["board.dts", "--stream", "x"], "It takes an id of 32 bits at most"],
    [["board.dts", "--stream", "0x100000000"], "It takes an id of 32 bits at most"],
    [["board.dts", "--stream", "1", "--address", "x"], "It takes an address below 2^64"],
    [["board.dts"], "one input and --fault"],
    [["board.dts", "&mdss"], "one input and --fault"],
  ])("%j", async (argv, message) => {
    const { status, out, err } = await runCli(["why", ...argv], { files });
    expect([status, out]).toEqual([2, ""]);
    expect(err).toContain(message);
  });
});

test("nothing from a log reaches the terminal as it is, and lines fit 80 columns", async () => {
  const evil = line("0xc40", "0x9c001000").replace("15000000.iommu", "\u001b]0;x\u0007evil");
  const world: World = { files, outIsTty: true, columns: 80, env: { NO_COLOR: "1" } };
  for (const text of [evil, line("0xc40", "0x9c001000"), line("0x7", "0x0")]) {
    const { out } = await runCli(["why", "board.dts", "--fault", text, "--verbose"], world);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they must not be there
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
    expect(Math.max(...out.split("\n").map((one) => one.length))).toBeLessThanOrEqual(80);
  }
});

test("faults at many addresses with the same answer are one in the text, and each in the JSON", async () => {
  const addresses = ["0xffe00000", "0xffe01000", "0xffd00000", "0xffe02000", "0xffe03000", "0xffe04000", "0xffe05000"];
  const log = [...addresses, "0xffe00000"].map((iova) => line("0xc40", iova)).join("\n");
  const argv = ["why", "board.dts", "--fault", log];
  const { out } = await runCli(argv, { files });
  expect(out.match(/stream 0xc40/g)).toHaveLength(1);
  expect(out).toContain("the same holds for 0xffe01000, 0xffd00000, 0xffe02000, 0xffe03000 and 2 more");
  expect(out.replace(/\s+/g, " ")).toContain("8 faults in all between 0xffd00000 and 0xffe05000");
  expect((await runCli([...argv, "--verbose"], { files })).out.match(/^stream 0xc40/gm)).toHaveLength(7);
  expect((await why(argv.slice(1))).report?.faults).toHaveLength(7);
  // Another answer is told apart.
  const two = await runCli(["why", "board.dts", "--fault", `${line("0xc40", "0x9c001000")}\n${log}`], { files });
  expect(two.out.match(/^stream 0xc40/gm)).toHaveLength(2);
});
