/** Traces as recorders write them and as people post them. */
import { describe, expect, test } from "vitest";
import type { TraceEvent } from "../../src/trace/model.js";
import { readTrace } from "../../src/trace/read.js";

function read(text: string) {
  const trace = readTrace(new TextEncoder().encode(text));
  return { ...trace, events: [...trace.events] };
}

/** Where it is, how long, when, whose. */
const brief = ({ layer, action, device, first, more, time, line }: TraceEvent) => ({
  what: `${layer}:${action}`,
  device,
  at: [...(first === null ? [] : [first]), ...more].map(({ page, offset, bytes }) => [
    (page * 4096 + offset).toString(16),
    bytes,
  ]),
  time,
  line,
});

const MAP = "map: IOMMU: iova=0x00000000ffffe000 - 0x00000000fffff000 paddr=0x0000000105d1a000 size=4096";
const mapped = { what: "iommu:map", device: null, at: [["ffffe000", 4096]] };

describe("one line", () => {
  test.each([
    ["tracefs", `     kworker/0:1-12      [000] d..1.   123.456789: ${MAP}`, 123.456789],
    ["tracefs of an old kernel, four flags", `          <idle>-0     [001] d.h2  12.000001: ${MAP}`, 12.000001],
    ["no flags", `  kworker/u8:3-77    [003]  5.5: ${MAP}`, 5.5],
    ["a task with spaces and parentheses", ` (udev worker) x-532     [002] .....    42.100000: ${MAP}`, 42.1],
    ["a task with dashes", `  (udev-worker)-532 [002] ..... 42.1: ${MAP}`, 42.1],
    ["trace-cmd, padded", `  v4l2-ctl-900 [001]  7.250000: ${MAP.replace("map:", "map:                  ")}`, 7.25],
    ["perf script", `v4l2-ctl   900 [001]   345.678901:          iommu:${MAP}`, 345.678901],
    ["a cut first line", `0000: ${MAP}`, 0],
    ["nothing but the text", MAP, null],
    ["a quoting mail", `> >   v4l2-ctl-900 [001] ..... 7.25: ${MAP}`, 7.25],
    ["a serial console", `  v4l2-ctl-900 [001] ..... 7.25: ${MAP}\r`, 7.25],
    ["an uptime clock of whole numbers", `  v4l2-ctl-900 [001] ..... 71234: ${MAP}`, 71234],
  ])("%s", (_, line, time) => {
    expect(read(`${line}\n`).events.map(brief)).toEqual([{ ...mapped, time, line: 1 }]);
  });

  test.each<[string, string, Partial<ReturnType<typeof brief>>]>([
    ["map without an end", "map: IOMMU: iova=0xff000000 paddr=0x80000000 size=65536", { at: [["ff000000", 65536]] }],
    [
      "map with a device",
      "map: IOMMU: dev=aa00000.video-codec iova=0xff000000 - 0xff001000 paddr=0x1000 size=4096",
      { at: [["ff000000", 4096]], device: "aa00000.video-codec" },
    ],
    [
      "unmap",
      "unmap: IOMMU: iova=0x00000000ff000000 - 0x00000000ff010000 size=65536 unmapped_size=65536",
      { what: "iommu:unmap", at: [["ff000000", 65536]] },
    ],
    [
      "dma_map_phys",
      "dma_map_phys: 1d84000.ufshc dir=TO_DEVICE dma_addr=fffff0c0 size=512 phys_addr=1234560c0 attrs=",
      { what: "dma:map", device: "1d84000.ufshc", at: [["fffff0c0", 512]] },
    ],
    [
      "dma_map_page",
      "dma:dma_map_page: 0000:01:00.0 dir=BIDIRECTIONAL dma_addr=ffffe000 size=4096 phys_addr=1000 attrs=SKIP_CPU_SYNC",
      { what: "dma:map", device: "0000:01:00.0", at: [["ffffe000", 4096]] },
    ],
    [
      "dma_unmap_phys",
      "dma_unmap_phys: 1d84000.ufshc dir=TO_DEVICE addr=fffff0c0 size=512 attrs=",
      { what: "dma:unmap", device: "1d84000.ufshc", at: [["fffff0c0", 512]] },
    ],
    [
      "dma_alloc without a direction",
      "dma_alloc: 1d84000.ufshc dma_addr=ffff0000 size=65536 virt_addr=000000002d5e0d2c flags=GFP_KERNEL attrs=",
      { what: "dma:map", device: "1d84000.ufshc", at: [["ffff0000", 65536]] },
    ],
    [
      "dma_free",
      "dma_free: 1d84000.ufshc dir=NONE dma_addr=ffff0000 size=65536 virt_addr=000000002d5e0d2c attrs=",
      { what: "dma:unmap", device: "1d84000.ufshc", at: [["ffff0000", 65536]] },
    ],
    [
      "dma_map_sg",
      "dma_map_sg: non-pixel.3.auto dir=TO_DEVICE dma_addrs={0xff000000,0xff001000} sizes={0x1000,0x2000} phys_addrs={0x1000,0x9000} attrs=",
      {
        what: "dma:map",
        device: "non-pixel.3.auto",
        at: [
          ["ff000000", 4096],
          ["ff001000", 8192],
        ],
      },
    ],
    [
      "dma_unmap_sg",
      "dma_unmap_sg: non-pixel.3.auto dir=TO_DEVICE phys_addrs={0x1000,0x9000} attrs=",
      { what: "dma:unmap", device: "non-pixel.3.auto", at: [] },
    ],
  ])("%s", (_, text, want) => {
    const { events, unreadable } = read(`  a-1 [000] ..... 1.5: ${text}\n`);
    expect(unreadable.count).toBe(0);
    expect(events.map(brief)).toEqual([{ ...mapped, ...want, time: 1.5, line: 1 }]);
  });

  test("an address beyond 2^53 keeps all its bits", () => {
    const [event] = read("dma_map_phys: d dir=X dma_addr=fffffffffffff123 size=16 phys_addr=0 attrs=").events;
    expect(event?.first).toEqual({ page: 2 ** 52 - 1, offset: 0x123, bytes: 16 });
  });

  test.each([
    ["another system's map", "  a-1 [000] ..... 1.5: map: mm: range=0x1000 size=4096"],
    ["a sync", "  a-1 [000] ..... 1.5: dma_sync_single_for_cpu: d dir=X dma_addr=1000 size=16"],
    ["a page fault", "  a-1 [000] ..... 1.5: io_page_fault: IOMMU:d iova=0x1000 flags=0x0"],
    ["prose", "we map: IOMMU"],
  ])("%s is nothing", (_, line) => {
    expect(read(line)).toEqual({
      events: [],
      devices: [],
      lostEvents: 0,
      failures: 0,
      unreadable: { count: 0, lines: [] },
    });
  });
});

describe("broken lines", () => {
  test.each([
    ["behind the name", `  v4l2-ctl-900 [001] ..... 7.25: map: IOMMU:\n${MAP.slice("map: IOMMU: ".length)}`],
    ["before the name", `  v4l2-ctl-900 [001] ..... 7.25:\n${MAP}`],
    ["before the time", `  v4l2-ctl-900 [001] .....\n    7.25: ${MAP}`],
    [
      "in the middle, quoted",
      `> v4l2-ctl-900 [001] ..... 7.25: map: IOMMU: iova=0x00000000ffffe000 -\n> 0x00000000fffff000 paddr=0x1 size=4096`,
    ],
  ])("%s", (_, text) => {
    expect(read(`${text}\n  b-1 [000] ..... 8.0: ${MAP}\n`).events.map(brief)).toEqual([
      { ...mapped, time: 7.25, line: 1 },
      { ...mapped, time: 8, line: text.split("\n").length + 1 },
    ]);
  });

  test("a line that is cut for good is counted and named", () => {
    const { events, unreadable } = read(
      `  a-1 [000] ..... 1.0: map: IOMMU: iova=0x00000000ffffe000 - 0x0000\n  b-1 [000] ..... 2.0: ${MAP}\n`,
    );
    expect(unreadable).toEqual({ count: 1, lines: [1] });
    expect(events).toHaveLength(1);
  });

  test("a list that the kernel cut says so", () => {
    const text = "dma_map_sg: d dir=X nents=200/200 ents=200/200 [TRUNCATED] dma_addrs={0x1000} sizes={0x1000} attrs=";
    expect(read(text).events.map(({ isTruncated }) => isTruncated)).toEqual([true]);
  });
});

describe("what was lost", () => {
  test.each([
    ["a ring buffer that wrapped", "# entries-in-buffer/entries-written: 205/1205   #P:4", 1000],
    ["one that did not", "# entries-in-buffer/entries-written: 205/205   #P:4", 0],
    ["trace_pipe and trace-cmd", "CPU:2 [LOST 1234 EVENTS]", 1234],
    ["perf", "Processed 9 events and LOST 17 events!", 17],
  ])("%s", (_, line, lostEvents) => {
    expect(read(`# tracer: nop\n${line}\n${MAP}\n`)).toMatchObject({ lostEvents, events: [{}] });
  });

  test("failures of the kernel's own are counted, not played", () => {
    const text = "  a-1 [000] ..... 1.0: dma_map_sg_err: d dir=X phys_addrs={0x1} sizes={0x1000} err=-12 attrs=";
    expect(read(text)).toMatchObject({ failures: 1, events: [], unreadable: { count: 0 } });
  });
});

test.each(["a", "1", "[", " ", "map:", "dma_", "{", "=", "a=", " [000]"])(
  "long lines of %j do not take quadratic time",
  (piece) => {
    expect(() => read(`xxxxx [000] 1.0: map: IOMMU: ${piece.repeat(400_000)}`)).not.toThrow();
  },
  5000,
);

test("any text ends in a value", () => {
  const noise = Array.from({ length: 3000 }, (_, i) => String.fromCharCode((i * 7919) % 256)).join("");
  expect(() => read(noise)).not.toThrow();
  expect(() => readTrace(Uint8Array.from({ length: 200_000 }, (_, i) => (i * 31) % 256))).not.toThrow();
});
