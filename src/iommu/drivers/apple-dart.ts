/** Apple's DARTs (drivers/iommu/apple-dart.c, 6.1 and 6.12). */
import { pathOf } from "../../tree/tree.js";
import { apertureOfBits, type IommuDriver, plainDriver } from "../driver.js";
import {
  type GroupCandidate,
  type Grouping,
  type GroupOutcome,
  type GroupPolicy,
  type GroupToken,
  type GroupTokens,
  joined,
} from "../grouping.js";

/** apple_dart_device_group: all streams in one group, or all in none. */
const byStream: GroupPolicy = { streams: "named", begin: (tokens) => new ByStream(tokens) };

class ByStream implements Grouping {
  private readonly groups = new Map<string, GroupToken>();

  constructor(private readonly tokens: GroupTokens) {}

  add(candidate: GroupCandidate): GroupOutcome {
    const keys = candidate.streams.map(({ iommu, id }) => `${pathOf(iommu)} ${id}`);
    const groups = keys.map((key) => this.groups.get(key) ?? null);
    if (groups.some((group, i) => i > 0 && groups[i - 1] !== null && group !== groups[i - 1])) {
      const reason = "its streams belong to different groups: apple-dart refuses with -EINVAL";
      return { ok: false, reason, message: null, refusal: "streams" };
    }
    const group = groups.at(-1) ?? this.tokens.own(candidate);
    for (const key of keys) this.groups.set(key, group);
    return joined(group);
  }

  /** The driver takes no stream back. */
  remove(): void {}
}

const dart = {
  ...plainDriver,
  module: "apple-dart",
  source: "drivers/iommu/apple-dart.c (6.1, 6.12)",
  // A register says; the SoCs' DARTs use 16 KiB pages, and so do kernels for them: with 4 KiB pages DARTs are bypassed.
  granule: 16384n,
  groups: byStream,
  mostInstances: { count: 2, more: 3, moreWith: "takesThreeDarts" },
  iommuAddresses: "readsIommuAddresses",
  // CONFIG_PCIE_APPLE_MSI_DOORBELL_ADDR 0xfffff000, one page around it.
  msi: { range: { start: 0xffffc000n, end: 0x100000000n }, kind: "pci-hardware" },
  reads: { "page-sizes": true },
  note: "a kernel with 4 KiB pages bypasses these IOMMUs; the figures are for a kernel with 16 KiB pages",
} as const satisfies Partial<IommuDriver>;

export const appleDart: readonly IommuDriver[] = [
  { ...dart, id: "apple-dart", compatible: ["apple,t8103-dart", "apple,t8103-usb4-dart"], outputEnd: 1n << 36n },
  { ...dart, id: "apple-dart-t6000", compatible: ["apple,t6000-dart"], outputEnd: 1n << 42n },
  {
    ...dart,
    id: "apple-dart-t8110",
    compatible: ["apple,t8110-dart"],
    cameWith: "hasDartT8110",
    // Registers say both widths; 42 bits is what the SoCs' display DARTs have.
    aperture: apertureOfBits(42),
    reads: { "input-bits": apertureOfBits, "output-bits": true, "page-sizes": true },
  },
];
