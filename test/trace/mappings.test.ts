/** Which lines of a trace were one allocation, and what gives it back. */
import { expect, test } from "vitest";
import { allocatorEvents } from "../../src/trace/mappings.js";
import { readTrace } from "../../src/trace/read.js";

function eventsOf(...lines: string[]) {
  const found = allocatorEvents(
    readTrace(new TextEncoder().encode(lines.map((l, i) => ` t-1 [000] ${i}.0: ${l}`).join("\n"))),
  );
  return { ...found, events: [...found.events] };
}

const brief = (...lines: string[]) =>
  eventsOf(...lines).events.map((e) =>
    e.kind === "take" ? `take ${e.mapping} ${(e.page * 4096).toString(16)}+${e.bytes}` : `give ${e.mapping}`,
  );

const map = (iova: string, size: number) => `map: IOMMU: iova=0x${iova} - 0x0 paddr=0x1000 size=${size}`;
const unmap = (iova: string, size: number) => `unmap: IOMMU: iova=0x${iova} - 0x0 size=${size} unmapped_size=${size}`;

test("maps that one unmap takes away were one allocation", () => {
  expect(
    brief(
      map("ff000000", 4096),
      map("ff001000", 8192),
      map("fe000000", 4096),
      unmap("ff000000", 12288),
      unmap("fe000000", 4096),
    ),
  ).toEqual(["take 0 ff000000+12288", "take 1 fe000000+4096", "give 0", "give 1"]);
});

test("neighbours that are unmapped apart were two", () => {
  expect(brief(map("ff000000", 4096), map("ff001000", 4096), unmap("ff000000", 4096), unmap("ff001000", 4096))).toEqual(
    ["take 0 ff000000+4096", "take 1 ff001000+4096", "give 0", "give 1"],
  );
});

test("maps that follow on each other and stay were one, others not", () => {
  expect(brief(map("ff000000", 4096), map("ff001000", 4096), map("fe000000", 4096), map("fdfff000", 4096))).toEqual([
    "take 0 ff000000+8192",
    "take 1 fe000000+4096",
    "take 2 fdfff000+4096",
  ]);
});

test("an address is taken again after it was given back", () => {
  expect(brief(map("ff000000", 4096), unmap("ff000000", 4096), map("ff000000", 4096), unmap("ff000000", 4096))).toEqual(
    ["take 0 ff000000+4096", "give 0", "take 1 ff000000+4096", "give 1"],
  );
});

test("what was mapped before the trace began gives back nothing known", () => {
  expect(brief(unmap("ff000000", 4096))).toEqual(["give null"]);
});

test("the DMA API's events stand for the IOMMU layer's", () => {
  const trace = eventsOf(
    map("ff000000", 8192),
    "dma_map_phys: d dir=X dma_addr=ff000800 size=5000 phys_addr=1800 attrs=",
    "dma_unmap_phys: d dir=X addr=ff000800 size=5000 attrs=",
    unmap("ff000000", 8192),
  );
  expect(trace.passedOver).toBe(2);
  expect(trace.events).toMatchObject([
    { kind: "take", device: "d", page: 0xff000, offset: 0x800, bytes: 5000 },
    { kind: "give", mapping: 0 },
  ]);
});

test("a scatter list is one allocation from its first segment to its last, gaps to the granule included", () => {
  const list = (addresses: string, sizes: string, physical: string) =>
    `dma_map_sg: d dir=X dma_addrs={${addresses}} sizes={${sizes}} phys_addrs={${physical}} attrs=`;
  const unlist = (physical: string) => `dma_unmap_sg: d dir=X phys_addrs={${physical}} attrs=`;
  expect(
    brief(
      list("0xff000000,0xff002000", "0x1800,0x1000", "0x1000,0x9000"),
      list("0xfe000000", "0x1000", "0x1000"),
      unlist("0x1000,0x9000"),
      unlist("0x1000"),
      unlist("0x1000"),
    ),
  ).toEqual(["take 0 ff000000+12288", "take 1 fe000000+4096", "give 0", "give 1", "give null"]);
});
