/**
 * Boards at random, of the kind that was booted for test/kernel-batches: nested buses of differing cells, `dma-ranges` with
 * empty and wrapping windows, addresses at every edge, entries for others between one's own, phandles that look like
 * addresses, streams that are taken or too wide, disabled IOMMUs, a PCI host bridge.
 */
import { addNode, type OracleNode, type OracleValue } from "./board.js";
import { Random } from "./random.js";

const ROOT_CELLS = { address: 2, size: 2 };
const SMMU = 0x8004;
const SMMU_OFF = 0x8005;

interface Cells {
  readonly address: number;
  readonly size: number;
}

/** A place for devices: its node, and how many cells an entry for a device there has. */
interface Place {
  readonly node: OracleNode;
  readonly cells: Cells;
}

interface Target {
  readonly phandle: number;
  readonly cells: Cells;
  readonly isPci: boolean;
  readonly node: OracleNode;
  /** Addresses that are likely to translate. */
  readonly windows: readonly bigint[];
}

export function randomBoard(seed: number): OracleNode {
  return new Generator(new Random(seed)).board();
}

const ALL_ONES = (1n << 64n) - 1n;

const ADDRESSES: readonly bigint[] = [
  0n,
  0x800n,
  0x1000n,
  0x8000000n,
  0x8080000n,
  0x10000000n,
  0x3ffff000n,
  0x40000000n,
  0x7ffff800n,
  0x80000000n,
  0xff000000n,
  0xfff00000n,
  0xfffff000n,
  0xfffff800n,
  0xffffffffn,
  0x100000000n,
  0x140000000n,
  0xfffffff000n,
  0xfffffffffffn,
  0x100000000000n,
  0xfffffffff000n,
  0x1000000000000n,
  0xffffffff80000000n,
  0xfffffffffffff000n,
];

const LENGTHS: readonly bigint[] = [
  0n,
  1n,
  0x7ffn,
  0x800n,
  0x1000n,
  0x1801n,
  0x10000n,
  0x100000n,
  0x10000000n,
  0x40000000n,
  0x80000000n,
  0x100000000n,
  0xfffffffffff00000n,
  ALL_ONES,
];

class Generator {
  private nextUnit = 0xc100000;
  private nextStream = 0x4000;
  private readonly phandles = new Set([SMMU, SMMU_OFF]);
  private readonly targets: Target[] = [];

  constructor(private readonly random: Random) {}

  board(): OracleNode {
    const { random } = this;
    const root = addNode(null, "", { "#size-cells": [2], "#address-cells": [2], compatible: "random" });
    const reserved = addNode(root, "reserved-memory", { "#address-cells": [2], "#size-cells": [2], ranges: null });
    addNode(root, "smmuv3@9050000", {
      compatible: "arm,smmu-v3",
      reg: [0, 0x9050000, 0, 0x20000],
      "#iommu-cells": [1],
      phandle: [SMMU],
    });
    addNode(root, "smmuoff@9200000", {
      compatible: "arm,smmu-v3",
      reg: [0, 0x9200000, 0, 0x20000],
      "#iommu-cells": [1],
      phandle: [SMMU_OFF],
      status: "disabled",
    });
    this.fill({ node: root, cells: ROOT_CELLS }, 0, []);
    if (random.chance(0.4)) this.bridge(root);
    this.regions(reserved);
    return root;
  }

  private fill(place: Place, depth: number, above: readonly bigint[]): void {
    const { random } = this;
    for (let i = random.below(depth === 0 ? 4 : 3); i > 0; i--) this.device(place, above);
    for (let i = random.below(depth === 0 ? 5 : depth > 2 ? 1 : 3); i > 0; i--) this.bus(place, depth, above);
  }

  private bus(parent: Place, depth: number, above: readonly bigint[]): void {
    const { random } = this;
    const said: Cells | null = random.chance(0.02)
      ? null
      : random.pick([
          { address: 1, size: 1 },
          { address: 1, size: 1 },
          { address: 2, size: 1 },
          { address: 2, size: 2 },
          { address: 2, size: 2 },
          { address: 1, size: 2 },
          { address: 3, size: 2 },
          ...(random.chance(0.03) ? [{ address: 2, size: 0 }] : []),
        ]);
    const cells = said ?? parent.cells;
    const properties: Record<string, OracleValue> = { compatible: "simple-bus", ranges: null };
    if (said !== null) Object.assign(properties, { "#address-cells": [said.address], "#size-cells": [said.size] });
    const windows: bigint[] = [];
    if (said !== null && random.chance(0.6)) {
      properties["dma-ranges"] = random.chance(0.2) ? null : this.windows(cells, parent.cells, above, windows);
    }
    const node = addNode(parent.node, `bus${this.nextUnit++}`, properties);
    this.fill({ node, cells }, depth + 1, windows.length > 0 ? windows : above);
  }

  /** @param found the first addresses of windows, filled in */
  private windows(child: Cells, parent: Cells, above: readonly bigint[], found: bigint[]): readonly number[] {
    const { random } = this;
    const cells: number[] = [];
    let follows: { readonly bus: bigint; readonly cpu: bigint } | null = null;
    for (let i = 1 + random.below(3); i > 0; i--) {
      const bus: bigint = follows !== null && random.chance(0.3) ? follows.bus : this.address();
      const cpu: bigint =
        follows !== null && bus === follows.bus
          ? follows.cpu
          : above.length > 0 && random.chance(0.97)
            ? random.pick(above) + BigInt(random.below(3)) * 0x1000000n
            : this.address();
      const size: bigint = random.chance(0.06)
        ? 0n
        : random.pick([0x40000000n, 0x80000000n, 0x100000000n, ...LENGTHS.slice(6)]);
      cells.push(
        ...this.number(bus, child.address),
        ...this.number(cpu, parent.address),
        ...this.number(size, child.size),
      );
      if (size > 0n) found.push(bus);
      follows = { bus: bus + size, cpu: cpu + size };
    }
    return cells;
  }

  private device(place: Place, windows: readonly bigint[]): void {
    const { random } = this;
    const unit = this.nextUnit;
    this.nextUnit += 0x1000;
    const phandle = this.phandle();
    const properties: Record<string, OracleValue> = {
      compatible: "random,device",
      reg: [...this.number(BigInt(unit), place.cells.address), ...this.number(0x1000n, place.cells.size)],
      iommus: this.streams(),
      phandle: [phandle],
    };
    if (random.chance(0.05)) properties["status"] = random.pick(["disabled", "reserved", "okay", "ok"]);
    const node = addNode(place.node, `d${unit.toString(16)}`, properties);
    this.targets.push({ phandle, cells: place.cells, isPci: false, node, windows });
  }

  private streams(): readonly number[] {
    const { random } = this;
    const cells: number[] = [];
    for (let i = random.chance(0.2) ? 2 : 1; i > 0; i--) {
      const iommu = random.chance(0.02) ? SMMU_OFF : SMMU;
      const isTaken = this.nextStream > 0x4000 && random.chance(0.04);
      const id = isTaken
        ? 0x4000 + random.below(this.nextStream - 0x4000)
        : random.chance(0.01)
          ? 0x10000
          : this.nextStream++;
      cells.push(iommu, id);
    }
    return cells;
  }

  private bridge(root: OracleNode): void {
    const { random } = this;
    const properties: Record<string, OracleValue> = {
      device_type: "pci",
      reg: [0x40, 0x10000000, 0, 0x10000000],
      "#address-cells": [3],
      "#size-cells": [2],
      "bus-range": [0, 0xff],
      "iommu-map": [0, SMMU, random.pick([0, 0xffe0]), 0x10000],
      ranges: [0x1000000, 0, 0, 0, 0x3eff0000, 0, 0x10000, 0x2000000, 0, 0x10000000, 0, 0x10000000, 0, 0x2eff0000],
    };
    const windows: bigint[] = [];
    if (random.chance(0.6)) properties["dma-ranges"] = this.inbound(windows);
    const node = addNode(root, "pcie@10000000", properties);
    for (const [slot, reg] of [0x800, 0x1000, 0x2000, 0x3800].entries()) {
      if (!random.chance(0.7)) continue;
      const phandle = this.phandle();
      const cells = { address: 3, size: 2 };
      const fn = addNode(node, `f${slot}@${reg >> 11},0`, { reg: [reg, 0, 0, 0, 0], phandle: [phandle] });
      this.targets.push({ phandle, cells, isPci: true, node: fn, windows });
    }
  }

  private inbound(found: bigint[]): OracleValue {
    const { random } = this;
    if (random.chance(0.2)) return null;
    const cells: number[] = [];
    let bus = random.pick([0n, 0n, 0x80000000n]);
    for (let i = 1 + random.below(3); i > 0; i--) {
      const size = random.pick([0x40000000n, 0x80000000n, 0x100000000n]);
      const cpu = random.chance(0.7) ? bus : random.pick([0x0n, 0x80000000n, 0x100000000n]);
      const flags = random.pick([0x2000000, 0x2000000, 0x43000000, 0x1000000]);
      cells.push(flags, ...this.number(bus, 2), ...this.number(cpu, 2), ...this.number(size, 2));
      found.push(bus);
      bus += size + (random.chance(0.5) ? 0n : 0x10000000n);
    }
    return cells;
  }

  /** Regions with entries, then the lists of the devices that refer to them. */
  private regions(reserved: OracleNode): void {
    const { random } = this;
    if (this.targets.length === 0) return;
    const made: number[] = [];
    const namedBy = new Map<Target, number[]>();
    for (let i = this.targets.length + random.below(6); i > 0; i--) {
      const phandle = this.phandle();
      made.push(phandle);
      this.region(reserved, phandle, namedBy);
    }
    for (const target of this.targets) {
      const list = [...(namedBy.get(target) ?? [])];
      for (let i = random.below(3); i > 0; i--) list.push(random.pick([...made, 0xdead, 0]));
      if (list.length > 0) target.node.properties.set("memory-region", random.shuffle(list));
    }
  }

  private region(reserved: OracleNode, phandle: number, namedBy: Map<Target, number[]>): void {
    const { random } = this;
    const entries: number[] = [];
    let first: { readonly start: bigint; readonly length: bigint } | null = null;
    for (let i = random.below(5); i > 0; i--) {
      const target = random.pick(this.targets);
      const { start, length } = this.range(target);
      entries.push(target.phandle);
      if (target.isPci)
        entries.push(
          random.pick([0x2000000, 0x2000000, 0x43000000, ...(random.chance(0.02) ? [0] : [])]),
          ...this.number(start, 2),
        );
      else entries.push(...this.number(start, target.cells.address));
      entries.push(...this.number(length, target.cells.size));
      first ??= { start, length };
      if (random.chance(0.9)) namedBy.set(target, [...(namedBy.get(target) ?? []), phandle]);
    }
    const properties: Record<string, OracleValue> = {};
    const reg = random.chance(0.4) ? this.reg(first) : null;
    if (reg !== null) properties["reg"] = [...this.number(reg.start, 2), ...this.number(reg.length, 2)];
    if (entries.length > 0 || random.chance(0.5)) properties["iommu-addresses"] = entries.length > 0 ? entries : null;
    properties["phandle"] = [phandle];
    if (random.chance(0.05)) properties["status"] = "disabled";
    addNode(reserved, `r${phandle.toString(16)}`, properties);
  }

  private reg(first: { readonly start: bigint; readonly length: bigint } | null) {
    const { random } = this;
    const fits = first !== null && first.start + first.length < 1n << 48n;
    if (first !== null && fits && random.chance(0.6)) return first;
    return { start: random.pick(ADDRESSES.slice(0, 16)), length: random.pick(LENGTHS.slice(0, 9)) };
  }

  private range(target: Target) {
    const { random } = this;
    const near = target.windows.length > 0 && random.chance(0.985);
    const offset = BigInt(random.below(0x40000)) << 12n;
    const start = near
      ? random.pick(target.windows) + (random.chance(0.5) ? 0n : offset % 0x10000000n)
      : random.chance(0.4)
        ? offset
        : this.address();
    return { start: BigInt.asUintN(64, start), length: random.chance(0.03) ? 0n : random.pick(LENGTHS.slice(1)) };
  }

  private address(): bigint {
    const { random } = this;
    if (random.chance(0.005)) return ALL_ONES;
    return random.chance(0.5) ? random.pick(ADDRESSES) : BigInt(random.below(0x100000)) << 12n;
  }

  /** Low cells first to go: what does not fit is cut, as an author's macro would. */
  private number(value: bigint, count: number): readonly number[] {
    return Array.from({ length: count }, (_, i) => Number((value >> BigInt(32 * (count - 1 - i))) & 0xffffffffn));
  }

  /** Small ones are the cells of other devices' entries as well. */
  private phandle(): number {
    const { random } = this;
    for (;;) {
      const phandle = random.chance(0.12) ? 1 + random.below(8) : 0x100 + random.below(0x7000);
      if (this.phandles.has(phandle)) continue;
      this.phandles.add(phandle);
      return phandle;
    }
  }
}
