/** What plans say of PCI functions: needs, masks and expectations by address, and functions behind bridges without a map. */
import { describe, expect, test } from "vitest";
import { built, consumer, systemOf, treeOf } from "./boards.js";
import { board } from "./small-board.js";

const PCIE = "/pcie@60000000";
const F = `${PCIE}!01:00.0`;
const bridge = (more: string, below = "") =>
  board(
    `pcie0: pcie@60000000 { device_type = "pci"; reg = <0x0 0x60000000 0x0 0x10000000>; #address-cells = <3>;
       #size-cells = <2>; bus-range = <0 0xff>; ${more} ${below} };`,
  );
const mapped = bridge("iommu-map = <0 &smmu 0 0x10000>;");
const diagnostics = (source: string, plan: string) =>
  built(treeOf(source), plan).diagnostics.map(({ code, message }) => `${code}: ${message}`);

describe("a function by its bridge and address", () => {
  const plan = (node: string, more = "dma-mask: 58, usable: [[256M, 1G]]") => `
version: 1
pci: [{ bridge: "&pcie0", functions: ["01:00.0"] }]
devices: [{ node: "${node}", ${more} }]`;

  test.each([F, "&pcie0!01:00.0"])("%s has the plan's mask and needs", (node) => {
    const c = consumer(systemOf(mapped, plan(node)), F);
    expect(c.dmaMaskBits).toBe(58);
    expect(c.reach.end).toBe(1n << 48n);
    expect(c.need?.ranges.ranges).toEqual([
      { start: 0x1000n, end: 0x10000000n },
      { start: 0x40000000n, end: 1n << 48n },
    ]);
  });

  test("it is a family of its own, whose waste is known", () => {
    const system = systemOf(mapped, plan(F, "reserve: []"));
    expect(system.families.map((f) => [f.parent, f.members.map((m) => m.id)])).toEqual([[F, [F]]]);
    expect(consumer(system, F).parent).toBeNull();
  });

  test("without a list of the bridge's functions it is one beside all others", () => {
    const system = systemOf(mapped, `version: 1\ndevices: [{ node: "${F}", dma-mask: 40 }]`);
    expect(system.consumers.map((c) => [c.id, c.dmaMaskBits])).toEqual([
      [F, 40],
      [`${PCIE}!*`, 32],
    ]);
  });

  test("one with a node goes by either name", () => {
    const source = bridge("iommu-map = <0 &smmu 0 0x10000>;", "nic@4,0 { reg = <0x2000 0 0 0 0>; };");
    const system = systemOf(source, `version: 1\ndevices: [{ node: "${PCIE}!00:04.0", dma-mask: 40 }]`);
    expect(consumer(system, `${PCIE}/nic@4,0`).dmaMaskBits).toBe(40);
  });

  test.each([
    [
      "not in the bridge's list",
      "!02:00.0",
      "dma-mask: 40",
      `plan-unknown-function: '${PCIE}!02:00.0' is not one of the functions that the plan lists for its bridge`,
    ],
    [
      "children",
      "!01:00.0",
      "children: [{ name: a }]",
      `plan-function-children: '${F}' is a PCI function: children of a function are not modelled`,
    ],
  ])("%s", (_, address, more, expected) => {
    expect(diagnostics(mapped, plan(`${PCIE}${address}`, more))).toEqual([expected]);
  });

  test("twice, by label and by path", () => {
    const text = `version: 1\ndevices: [{ node: "${F}", dma-mask: 40 }, { node: "&pcie0!01:00.0", dma-mask: 36 }]`;
    expect(diagnostics(mapped, text)).toEqual(["plan-duplicate: '&pcie0!01:00.0' is planned twice, under two names"]);
  });

  test("below what is no host bridge, or a disabled one", () => {
    const one = (node: string) => `version: 1\ndevices: [{ node: "${node}", dma-mask: 40 }]`;
    expect(diagnostics(mapped, one("&smmu!01:00.0"))).toEqual(["plan-no-bridge: '&smmu' is not a PCI host bridge"]);
    expect(diagnostics(mapped, one("&pci0!01:00.0"))).toEqual(["plan-unknown-node: the board has no label 'pci0'"]);
    expect(diagnostics(mapped.replace("bus-range", 'status = "disabled"; bus-range'), one(F))).toEqual([
      `plan-consumer-off: '${F}' is below ${PCIE}, which is disabled: the board has no such consumer`,
    ]);
  });

  test("the plan can say that it comes first", () => {
    const text = `
version: 1
pci: [{ bridge: "&pcie0", functions: ["01:00.0", "01:00.1"], groups: [["01:00.0", "01:00.1"]] }]
devices: [{ node: "&smmu", first: ["&pcie0!01:00.1"] }]`;
    expect(systemOf(mapped, text).domains[0]?.first).toBe(`${PCIE}!01:00.1`);
  });
});

describe("a bridge with iommus and no iommu-map", () => {
  const source = bridge("iommus = <&smmu 2>;", "nic@4,0 { reg = <0x2000 0 0 0 0>; };");
  const reason = `its host bridge ${PCIE} has no iommu-map; the iommus there are for the bridge's own DMA`;

  test("has a group of its own; functions that the plan names have none, and say why", () => {
    const system = systemOf(source, `version: 1\npci: [{ bridge: ${PCIE}, functions: ["01:00.0"] }]`);
    expect(consumer(system, PCIE).group).toBe("g0");
    expect(consumer(system, F)).toMatchObject({ kind: "pci-function", group: null, iommu: null, groupReason: reason });
    expect(system.coverage.skipped).toEqual([{ path: `${PCIE}/nic@4,0`, reason }]);
  });

  test("a function that the plan names by its node is listed as well", () => {
    const text = `version: 1\ndevices: [{ node: "${PCIE}/nic@4,0", dma-mask: 40 }]`;
    expect(diagnostics(source, text)).toEqual([]);
    expect(consumer(systemOf(source, text), `${PCIE}/nic@4,0`).groupReason).toBe(reason);
  });
});

test("a planned function that the map leaves out is listed without a group", () => {
  const source = bridge("iommu-map = <0 &smmu 0 0x10>;");
  const system = systemOf(source, `version: 1\npci: [{ bridge: ${PCIE}, functions: ["01:00.0"] }]`);
  expect(consumer(system, F).groupReason).toBe("no iommu-map entry has its requester id 0x100 (01:00.0)");
});
