/** The remaining IOMMU drivers that device trees name (drivers/iommu/, 6.1 and 6.12). */
import { apertureOfBits, type IommuDriver, plainDriver, SOFTWARE_MSI } from "../driver.js";

const RENESAS_CHIPS = ["r8a774a1", "r8a774b1", "r8a774c0", "r8a774e1", "r8a7795", "r8a7796", "r8a77961", "r8a77965"];
const RENESAS_CHIPS_2 = ["r8a77970", "r8a77980", "r8a77990", "r8a77995", "r8a779a0"];

const dart = {
  ...plainDriver,
  source: "drivers/iommu/apple-dart.c (6.1, 6.12)",
  // A register says; the SoCs' DARTs use 16 KiB pages, and so do kernels for them: with 4 KiB pages DARTs are bypassed.
  granule: 16384n,
  groups: { kind: "stream" },
  mostInstances: { count: 2, more: 3, moreWith: "takesThreeDarts" },
  iommuAddresses: "readsIommuAddresses",
  // CONFIG_PCIE_APPLE_MSI_DOORBELL_ADDR 0xfffff000, one page around it.
  msi: { range: { start: 0xffffc000n, end: 0x100000000n }, kind: "pci-hardware" },
  reads: { "page-sizes": true },
  note: "with 4 KiB CPU pages the kernel bypasses these IOMMUs; the figures are those of a kernel with 16 KiB pages",
} as const satisfies Partial<IommuDriver>;

/** Addresses of a RISC-V page table are sign-extended: devices get the half that begins at 0. */
const lowerHalfOf = (bits: number) => apertureOfBits(bits - 1);

const arm32Note = "a 32-bit Arm driver: kernels that map through arch/arm's own DMA code do not use dma-iommu";

export const otherDrivers: readonly IommuDriver[] = [
  {
    ...plainDriver,
    id: "virtio-iommu",
    compatible: ["virtio,pci-iommu", "virtio,mmio"],
    source: "drivers/iommu/virtio-iommu.c (6.1, 6.12)",
    // The device says; QEMU's says 64 bits, or 39 or 48 where it is told so.
    aperture: apertureOfBits(64),
    iommuAddresses: "readsIommuAddresses",
    msi: SOFTWARE_MSI,
    // viommu_get_resv_regions: a window that the device reports is the machine's own; without one Linux makes its own.
    reads: { "input-bits": apertureOfBits, "page-sizes": true, "msi-window": "hardware" },
    note: "the device itself may reserve more than a tree can tell",
  },
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
  {
    ...plainDriver,
    id: "rockchip-iommu",
    compatible: ["rockchip,iommu", "rockchip,rk3568-iommu"],
    source: "drivers/iommu/rockchip-iommu.c (6.1, 6.12)",
    groups: { kind: "instance" },
  },
  {
    ...plainDriver,
    id: "exynos-iommu",
    compatible: ["samsung,exynos-sysmmu"],
    source: "drivers/iommu/exynos-iommu.c (6.1, 6.12)",
    aperture: apertureOfBits(64),
    iommuAddresses: "readsExynosIommuAddresses",
  },
  {
    ...plainDriver,
    id: "tegra-smmu",
    compatible: [
      "nvidia,tegra30-mc",
      "nvidia,tegra114-mc",
      "nvidia,tegra124-mc",
      "nvidia,tegra132-mc",
      "nvidia,tegra210-mc",
    ],
    source: "drivers/iommu/tegra-smmu.c, drivers/memory/tegra/*.c (6.1, 6.12)",
    // swgroups: DC 1, DCB 2, and the 2D, 3D or VIC engines that share memory with the display.
    groups: {
      kind: "tegra",
      shared: {
        "nvidia,tegra30-mc": [1, 2, 4, 9, 10],
        "nvidia,tegra114-mc": [1, 2, 4, 6],
        "nvidia,tegra124-mc": [1, 2, 24],
        "nvidia,tegra132-mc": [1, 2, 24],
        "nvidia,tegra210-mc": [1, 2],
      },
    },
    identity: "all",
  },
  {
    ...plainDriver,
    id: "ipmmu-vmsa",
    compatible: [
      "renesas,ipmmu-vmsa",
      "renesas,rcar-gen4-ipmmu-vmsa",
      ...[...RENESAS_CHIPS, ...RENESAS_CHIPS_2].map((chip) => `renesas,ipmmu-${chip}`),
    ],
    source: "drivers/iommu/ipmmu-vmsa.c (6.1, 6.12)",
    groups: { kind: "instance" },
    note: "the driver translates only for devices on its own list; others keep plain DMA",
  },
  {
    ...plainDriver,
    id: "sun50i-iommu",
    compatible: ["allwinner,sun50i-h6-iommu", "allwinner,sun50i-h616-iommu"],
    source: "drivers/iommu/sun50i-iommu.c (6.1, 6.12)",
    groups: { kind: "instance" },
  },
  {
    ...plainDriver,
    id: "sprd-iommu",
    compatible: ["sprd,iommu-v1"],
    source: "drivers/iommu/sprd-iommu.c (6.1, 6.12)",
    aperture: apertureOfBits(28),
    groups: { kind: "instance" },
  },
  {
    ...plainDriver,
    id: "omap-iommu",
    compatible: ["ti,omap2-iommu", "ti,omap4-iommu", "ti,dra7-iommu", "ti,dra7-dsp-iommu"],
    source: "drivers/iommu/omap-iommu.c (6.1, 6.12)",
    groups: { kind: "instance" },
    note: arm32Note,
  },
  {
    ...plainDriver,
    id: "msm_iommu",
    compatible: ["qcom,apq8064-iommu"],
    source: "drivers/iommu/msm_iommu.c (6.1, 6.12)",
    note: arm32Note,
  },
  {
    ...plainDriver,
    id: "riscv-iommu",
    compatible: ["riscv,iommu", "riscv,pci-iommu"],
    source: "drivers/iommu/riscv/iommu.c (not in 6.12; facts from the 6.13 series)",
    cameWith: "hasRiscvIommu",
    // The lower half of the widest page table: 47 bits with Sv48; hardware may have Sv39 (38) or Sv57 (56).
    aperture: lowerHalfOf(48),
    reads: { "input-bits": lowerHalfOf, "page-sizes": true },
  },
  {
    ...plainDriver,
    id: "fsl_pamu",
    compatible: ["fsl,pamu"],
    source: "drivers/iommu/fsl_pamu.c, fsl_pamu_domain.c (6.1, 6.12)",
    aperture: apertureOfBits(36),
    note: "masters name it with fsl,iommu-parent, not iommus, and its domains are not used for the DMA API",
  },
];
