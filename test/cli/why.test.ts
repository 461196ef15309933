/** `why` on the command line: devices by any of their names, addresses in any spelling, and JSON. */
import { describe, expect, test } from "vitest";
import { readDtb } from "../../src/dtb/read.js";
import { writeDtb } from "../../src/dtb/write.js";
import type { WhyReport } from "../../src/index.js";
import { treeOf } from "../system/boards.js";
import { boardSource, codecBoard, codecPlan } from "./boards.js";
import { runCli } from "./virtual-host.js";

const files = { "codec.dts": codecBoard, "codec.iova.yaml": codecPlan, "board.dts": boardSource("one") };

const why = async (input: string, device: string, address: string, ...more: readonly string[]) => {
  const run = await runCli(["why", input, device, address, "--format", "json", ...more], { files });
  const report: WhyReport | null = run.out === "" ? null : JSON.parse(run.out);
  return { ...run, report };
};

describe("the device", () => {
  test.each([
    "/soc/device@1000",
    "/soc/device@1000/",
    "&dev",
    "dev",
    "device@1000",
    "device",
    "1000.device",
    "soc/device@1000",
  ])("%s", async (name) => {
    expect((await why("board.dts", name, "0x1000")).report?.consumer).toBe("/soc/device@1000");
  });

  test.each(["/soc/codec@1000#b", "&codec#b", "codec#b", "codec@1000#b", "#b", "b"])(
    "runtime child %s",
    async (name) => {
      expect((await why("codec.dts", name, "0x1000")).report?.consumer).toBe("/soc/codec@1000#b");
    },
  );

  test.each([
    [
      "&codec",
      "'&codec' is ambiguous, it matches 3 consumers: /soc/codec@1000#a, /soc/codec@1000#b, /soc/codec@1000#c",
    ],
    ["&codex", "this board has no consumer '&codex'; known are:"],
    ["&codex", "(did you mean '&codec'?)"],
    ["codec@1000#d", "(did you mean 'codec@1000#a'?)"],
    ["nothing-like-it", "known are: /soc/codec@1000#a, /soc/codec@1000#b, /soc/codec@1000#c"],
  ])("%s is a usage error", async (name, message) => {
    const { status, out, err } = await why("codec.dts", name, "0x1000");
    expect([status, out]).toEqual([2, ""]);
    expect(err).toContain(message);
  });
});

describe("the address", () => {
  test.each(["0x10000000", "268435456", "256M", "256 MiB", "0.25G"])("%s", async (text) => {
    expect((await why("codec.dts", "#a", text)).report?.address).toBe("0x10000000");
  });

  test.each(["", "x", "-1", "0x10000000000000000", "16E"])("'%s' is a usage error", async (text) => {
    const { status, err } = await runCli(["why", "codec.dts", "#a", "--", text], { files });
    expect(status).toBe(2);
    expect(err).toContain("is not an address below 2^64");
  });
});

test("the JSON names the place of the cells and of the memory-region entry", async () => {
  const { report } = await why("codec.dts", "#a", "256M");
  const [claim] = report?.heldBy ?? [];
  const lines = codecBoard.split("\n");
  expect(claim?.inheritedFrom).toBe("/soc/codec@1000");
  expect(claim?.place?.text).toBe(lines[(claim?.place?.line ?? 0) - 1]);
  const { text, column, width } = claim?.place ?? { text: null, column: null, width: 0 };
  expect(text?.slice((column ?? 1) - 1, (column ?? 1) - 1 + width)).toBe("&codec 0x0 0x25800000");
  expect(claim?.memoryRegion?.entry).toBe(1);
});

test("a blob has nodes for places", async () => {
  const bytes = writeDtb(treeOf(codecBoard));
  expect(readDtb(bytes, "codec.dtb").value).not.toBeNull();
  const run = await runCli(["why", "codec.dtb", "#a", "256M"], {
    files: { "codec.dtb": bytes, "codec.iova.yaml": codecPlan.replace('"&codec"', "/soc/codec@1000") },
  });
  expect([run.status, run.err]).toEqual([0, ""]);
  expect(run.out).toContain("written at codec.dtb: /reserved-memory/hole: iommu-addresses");
});

test("no line is wider than the terminal, a long address aside", async () => {
  const run = await runCli(["why", "codec.dts", "#a", "256M"], {
    files,
    outIsTty: true,
    columns: 60,
    env: { NO_COLOR: "1" },
  });
  expect(Math.max(...run.out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(60);
});

test("an unusable input is status 2, and nothing is printed", async () => {
  const { status, out } = await runCli(["why", "nowhere.dts", "#a", "0"], { files });
  expect([status, out]).toEqual([2, ""]);
});
