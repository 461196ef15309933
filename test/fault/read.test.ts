/** What each driver's messages say, as the kernel prints them and as people paste them. */
import { describe, expect, test } from "vitest";
import type { Fault } from "../../src/fault/fault.js";
import { faultFormats } from "../../src/fault/formats.js";
import { readFaults } from "../../src/fault/read.js";

/** The fault that a log is taken for, in a few words. */
const brief = ({ format, iommu, source, pasid, address, access, kind }: Fault): string => {
  const { kind: by, ...which } = source;
  const from = by === "unsaid" ? "?" : `${by} ${Object.values(which).join(":")}`;
  const at = address === null ? "-" : `0x${address.toString(16)}`;
  return [format, iommu ?? "-", from, ...(pasid === null ? [] : [`pasid ${pasid}`]), access ?? "-", at, kind].join(
    " | ",
  );
};

const read = (log: string): readonly string[] => readFaults(log).faults.map(brief);

const SMMU =
  "arm-smmu 15000000.iommu: Unhandled context fault: fsr=0x402, iova=0xffeff000, fsynr=0x3d0003, cbfrsynra=0x1004, cb=33";
const SMMU_READ = "arm-smmu | 15000000.iommu | stream 4100 | read | 0xffeff000 | translation";

describe("a driver's own words", () => {
  const messages: readonly (readonly [message: string, expected: string])[] = [
    [SMMU, SMMU_READ],
    [
      "arm-smmu 5040000.smmu: Unhandled context fault: fsr=0x80000408, iova=0x0000001000, fsynr=0x10, cbfrsynra=0x40000402, cb=0",
      "arm-smmu | 5040000.smmu | stream 1026 | write | 0x1000 | permission",
    ],
    [
      "arm-smmu 15000000.iommu: Unhandled context fault: fsr=0x2, iova=0x100000000, fsynr=0x41, cb=3",
      "arm-smmu | 15000000.iommu | bank 3 | execute | 0x100000000 | translation",
    ],
    [
      "qcom-iommu-ctx 1e24000.iommu-ctx: Unhandled context fault: fsr=0x2, iova=0x00000000dea00000, fsynr=0x13, cb=4",
      "arm-smmu | 1e24000.iommu-ctx | bank 4 | write | 0xdea00000 | translation",
    ],
    [
      "arm-smmu 15000000.apps-smmu: Unhandled context fault: iova=0x9c000000, cb=12, fsr=0x402, fsynr0=0x540003, fsynr1=0x0",
      "arm-smmu | 15000000.apps-smmu | bank 12 | read | 0x9c000000 | translation",
    ],
    [
      'arm-smmu 15000000.iommu: Blocked unknown Stream ID 0x9a1; boot with "arm-smmu.disable_bypass=0" to allow, but this may have security implications',
      "arm-smmu | 15000000.iommu | stream 2465 | - | - | no-table",
    ],
    [
      "arm-smmu-v3 2b400000.iommu: event: F_PERMISSION client: 0000:01:00.0 sid: 0x50000 ssid: 0x3 iova: 0xfffff000 ipa: 0x0",
      "arm-smmu-v3 | 2b400000.iommu | stream 327680 | pasid 3 | - | 0xfffff000 | permission",
    ],
    [
      "arm-smmu-v3 2b400000.iommu: event: C_BAD_STREAMID client: (unassigned sid) sid: 0x7 ssid: 0x0",
      "arm-smmu-v3 | 2b400000.iommu | stream 7 | - | - | no-table",
    ],
    ["Unexpected IOMMU page fault!", "msm-iommu | - | ? | - | - | translation"],
    [
      "apple-dart 231304000.iommu: translation fault: status:0x80000004 stream:4 code:0x4 (NO PTE FOR IOVA) at 0x3c0004000",
      "apple-dart | 231304000.iommu | stream 4 | - | 0x3c0004000 | translation",
    ],
    [
      "apple-dart 231304000.iommu: translation fault: status:0x80000008 stream:0 code:0x8 (WRITE FAULT) at 0x4000",
      "apple-dart | 231304000.iommu | stream 0 | write | 0x4000 | permission",
    ],
    [
      "apple-dart 231304000.iommu: translation fault: status:0x80000001 stream:0 code:0x1 (NO TTBR FOR IOVA) at 0x4000",
      "apple-dart | 231304000.iommu | stream 0 | - | 0x4000 | no-table",
    ],
    [
      "mtk-iommu 1c01f000.iommu: fault type=0x280 iova=0x210a00000 pa=0x0 master=0x5000618(larb=4 port=6) layer=1 read",
      "mtk_iommu | 1c01f000.iommu | larb 4:6 | read | 0x210a00000 | translation",
    ],
    [
      "mtk-iommu 10205000.iommu: fault type=0x20 iova=0xfe000000 pa=0x0 larb=0 port=3 layer=0 write",
      "mtk_iommu | 10205000.iommu | larb 0:3 | write | 0xfe000000 | translation",
    ],
    [
      "mtk-iommu-v1 10205000.mmsys_iommu: fault type=0x8 iova=0xfe000000 pa=0x0 larb=2 port=9",
      "mtk_iommu | 10205000.mmsys_iommu | larb 2:9 | - | 0xfe000000 | translation",
    ],
    [
      "virtio_iommu virtio0: page fault from EP 8 at 0x1000 [RX]",
      "virtio-iommu | virtio0 | stream 8 | execute | 0x1000 | translation",
    ],
    [
      "virtio_iommu virtio0: page fault from EP 8 at 0x1000 [RW]",
      "virtio-iommu | virtio0 | stream 8 | write | 0x1000 | translation",
    ],
    ["virtio_iommu virtio0: domain fault from EP 264", "virtio-iommu | virtio0 | stream 264 | - | - | no-table"],
    [
      "IOMMU:ath10k_snoc 18800000.wifi iova=0x00000000a0000000 flags=0x0001",
      "io_page_fault | - | device 18800000.wifi | write | 0xa0000000 | translation",
    ],
    [
      "rk_iommu ff900800.iommu: Page fault at 0x00000000f7f00000 of type write",
      "rockchip-iommu | ff900800.iommu | ? | write | 0xf7f00000 | translation",
    ],
    [
      "rk_iommu ff900800.iommu: BUS_ERROR occurred at 0xf7f00000",
      "rockchip-iommu | ff900800.iommu | ? | - | 0xf7f00000 | abort",
    ],
    [
      "exynos-sysmmu 14640000.sysmmu: 14450000.mixer: PAGE FAULT occurred at 0x20000000",
      "exynos-iommu | 14640000.sysmmu | device 14450000.mixer | read | 0x20000000 | translation",
    ],
    [
      "exynos-sysmmu 14640000.sysmmu: 14450000.mixer: [WRITE] ACCESS PROTECTION FAULT occurred at 0x20000000",
      "exynos-iommu | 14640000.sysmmu | device 14450000.mixer | write | 0x20000000 | permission",
    ],
    [
      "ipmmu-vmsa febd0000.iommu: Unhandled fault: status 0x00000001 iova 0xff000000",
      "ipmmu-vmsa | febd0000.iommu | ? | - | 0xff000000 | translation",
    ],
    [
      "ipmmu-vmsa febd0000.iommu: Unhandled fault: status 0x00000002 iova 0xff000000",
      "ipmmu-vmsa | febd0000.iommu | ? | - | 0xff000000 | permission",
    ],
    [
      "sun50i-iommu 30f0000.iommu: Page fault for 0x0000000000100000 (master 3, dir wr)",
      "sun50i-iommu | 30f0000.iommu | stream 3 | write | 0x100000 | translation",
    ],
    [
      "omap-iommu 55082000.mmu: 55082000.mmu: errs:0x00000002 da:0x80000000 pgd:0x000000005d8e1c04 *pgd:px00000000",
      "omap-iommu | 55082000.mmu | ? | - | 0x80000000 | translation",
    ],
    [
      "tegra-mc 70019000.memory-controller: display0a: read @0x00000000fe000000: EMEM address decode error (SMMU translation error [--S])",
      "tegra-mc | 70019000.memory-controller | client display0a | read | 0xfe000000 | translation",
    ],
    [
      "tegra-mc 2c00000.memory-controller: vicswr: secure write @0x0000000040000000: TrustZone violation (TrustZone violation)",
      "tegra-mc | 2c00000.memory-controller | client vicswr | write | 0x40000000 | permission",
    ],
    [
      "riscv,iommu 3000000.iommu: Fault 15 devid: 0x18 iotval: ffff0000 iotval2: 0",
      "riscv-iommu | 3000000.iommu | stream 24 | write | 0xffff0000 | translation",
    ],
  ];

  test.each(messages)("%s", (message, expected) => {
    expect(read(message)).toEqual([expected]);
    expect(readFaults(message).unread).toEqual([]);
  });

  test("every format is among them", () => {
    const seen = new Set(messages.map(([, expected]) => expected.split(" | ", 1)[0]));
    expect(faultFormats.map(({ id }) => id).filter((id) => !seen.has(id))).toEqual([]);
  });

  test.each(messages)("wrapped anywhere: %s", (message, expected) => {
    // A mail program breaks at spaces, a terminal anywhere; `NARROWEST` columns have to stand before it.
    for (let at = 45; at < message.length; at++) {
      // A number that ends the message is not known to go on where more than digits follow.
      expect([at, ...read(`[   12.345678] ${message.slice(0, at)}\n${message.slice(at)}`)]).toEqual([at, expected]);
    }
  });

  test.each(messages)("without the device's name: %s", (message, expected) => {
    const [, bare = message] = /^\S+ \S+: (.*)$/.exec(message) ?? [];
    expect(read(bare).map((fault) => fault.split(" | ").toSpliced(1, 1))).toEqual([
      expected.split(" | ").toSpliced(1, 1),
    ]);
  });
});

describe("several lines of one fault", () => {
  test("an SMMUv3's event record, with and without its decoding", () => {
    const prefix = "[    1.000000] arm-smmu-v3 2b400000.iommu: ";
    const raw = [
      "event 0x10 received:",
      "\t0x0000010000003810",
      "\t0x0000020800000000",
      "\t0x00000000fffff000",
      "\t0x0000000000000000",
    ];
    const decoded = [
      "event: F_TRANSLATION client: 0000:01:00.0 sid: 0x100 ssid: 0x3 iova: 0xfffff000 ipa: 0x0",
      'unpriv data read s1 "Input address caused fault" stag: 0x0',
    ];
    const fault = "arm-smmu-v3 | 2b400000.iommu | stream 256 | pasid 3 | read | 0xfffff000 | translation";
    const lines = (...messages: readonly string[]) => messages.map((message) => `${prefix}${message}`).join("\r\n");
    expect(read(lines(...raw.map((line) => line.replace("3810", "3810")), ...decoded))).toEqual([fault]);
    expect(read(lines(...decoded))).toEqual([fault]);
    expect(read(lines(...raw))).toEqual([fault]);
    // A write has the RnW bit clear.
    expect(read(lines(...raw.map((line) => line.replace("0x00000208", "0x00000200"))))).toEqual([
      fault.replace("read", "write"),
    ]);
  });

  test("two SMMUs that print at the same time", () => {
    const a = "arm-smmu-v3 a.iommu: ";
    const b = "arm-smmu-v3 b.iommu: ";
    const log = [
      `${a}event 0x10 received:`,
      `${b}event 0x02 received:`,
      `${a}\t0x0000000100000010`,
      `${b}\t0x0000000200000002`,
      `${a}\t0x0000020800000000`,
      `${b}\t0x0000000000000000`,
      `${b}\t0x0000000000000000`,
      `${a}\t0x0000000080000000`,
      `${a}\t0x0000000000000000`,
      `${b}\t0x0000000000000000`,
    ].join("\n");
    expect(read(log)).toEqual([
      "arm-smmu-v3 | a.iommu | stream 1 | read | 0x80000000 | translation",
      "arm-smmu-v3 | b.iommu | stream 2 | - | - | no-table",
    ]);
  });

  test("an SMMUv2's decoded status tells the stream that an old line leaves out", () => {
    const log = [
      "arm-smmu 15000000.apps-smmu: Unhandled context fault: iova=0x9c000000, cb=12, fsr=0x402, fsynr0=0x540003, fsynr1=0x0",
      "arm-smmu 15000000.apps-smmu: FAR    = 0x000000009c000000",
      "arm-smmu 15000000.apps-smmu: FSR    = 00000402 [TF R ], SID=0xc40",
    ].join("\n");
    expect(read(log)).toEqual(["arm-smmu | 15000000.apps-smmu | stream 3136 | read | 0x9c000000 | translation"]);
  });

  test("a vendor's kernel names the master, and prints a line a register", () => {
    const log = [
      "<3>[  718.314900][  T803] arm-smmu 15000000.apps-smmu: Unhandled arm-smmu context fault from a600000.dwc3!",
      "<3>[  718.314994][  T803] arm-smmu 15000000.apps-smmu: FAR    = 0x00000000efe60800",
      "<3>[  718.315023][  T803] arm-smmu 15000000.apps-smmu: PAR    = 0x0000000000000000",
      "<3>[  718.315048][  T803] arm-smmu 15000000.apps-smmu: FSR    = 0x40000402 [TF R SS ]",
      "<3>[  718.315074][  T803] arm-smmu 15000000.apps-smmu: FSYNR0    = 0x5f0013",
      "<3>[  718.315096][  T803] arm-smmu 15000000.apps-smmu: FSYNR1    = 0xaa02",
    ];
    expect(read(log.join("\n"))).toEqual([
      "arm-smmu | 15000000.apps-smmu | device a600000.dwc3 | write | 0xefe60800 | translation",
    ]);
    expect(read([...log, "arm-smmu 15000000.apps-smmu: SID=0x540"].join("\n"))).toEqual([
      "arm-smmu | 15000000.apps-smmu | stream 1344 | write | 0xefe60800 | translation",
    ]);
  });

  test("Qualcomm's of 32-bit chips has bank and address in later lines, and no name", () => {
    const log = [
      "[   13.1] Unexpected IOMMU page fault!",
      "[   13.1] base = f0880000",
      "[   13.1] Fault occurred in context 1.",
      "[   13.1] Interesting registers:",
      "[   13.1] FAR    = 9c001000    PAR    = 00000000",
      "[   13.1] FSR    = 00000002 [TF ]",
    ].join("\n");
    expect(read(log)).toEqual(["msm-iommu | - | bank 1 | - | 0x9c001000 | translation"]);
    const vendor = "msm_iommu: Unexpected IOMMU page fault!\nmsm_iommu: fsr=0x2, iova=0x9c001000, fsynr=0x1, cb=3";
    expect(read(vendor)).toEqual(["msm-iommu | msm_iommu | bank 3 | - | 0x9c001000 | translation"]);
  });

  test("global faults have their stream in a second line", () => {
    const log = [
      "arm-smmu 15000000.iommu: Unexpected global fault, this could be serious",
      "arm-smmu 15000000.iommu: \tGFSR 0x80000002, GFSYNR0 0x00000000, GFSYNR1 0x000009a1, GFSYNR2 0x00000000",
    ].join("\n");
    expect(read(log)).toEqual(["arm-smmu | 15000000.iommu | stream 2465 | - | - | no-table"]);
  });

  test("Rockchip's second line is no second fault", () => {
    const log = [
      "rk_iommu ff900800.iommu: Page fault at 0x00000000f7f00000 of type read",
      "rk_iommu ff900800.iommu: iova = 0x00000000f7f00000: dte_index: 0x3df pte_index: 0x300 page_offset: 0x0",
    ].join("\n");
    expect(read(log)).toEqual(["rockchip-iommu | ff900800.iommu | ? | read | 0xf7f00000 | translation"]);
  });
});

describe("as it is pasted", () => {
  test.each([
    ["dmesg", "[  116.882012] "],
    ["dmesg with the caller", "[  116.882012][    C0] "],
    ["dmesg with a level", "<3>[  116.882012] "],
    ["dmesg -x", "kern  :err   : [  116.882012] "],
    ["dmesg -T", "[Tue Nov 24 12:00:00 2026] "],
    ["journald", "Nov 24 12:00:00 board kernel: "],
    ["syslog", "2026-11-24T12:00:00.123456+00:00 board kernel: [  116.882012] "],
    ["logcat", "11-24 12:00:00.123     0     0 E         : "],
    ["a memory dump", "0x000000000277BBFA |   1263.468579:   "],
    ["a mail", "> > [  116.882012] "],
    ["a coloured terminal", "\u001b[32m[  116.882012] \u001b[0m\u001b[33m"],
    ["a serial console", "\u0000\u00ff~[  116.882012] "],
    ["an indented block", "        "],
  ])("%s", (_, prefix) => {
    expect(read(`${prefix}${SMMU}`)).toEqual([SMMU_READ]);
    expect(read(`${prefix}usb 1-1: new device\r\n${prefix}${SMMU}\r\n${prefix}more`)).toEqual([SMMU_READ]);
  });

  test("a trace", () => {
    const line =
      "   kworker/0:1-12      [000] d..1.   12.345678: io_page_fault: IOMMU:ath10k_snoc 18800000.wifi iova=0x00000000a0000000 flags=0x0000";
    expect(read(`# tracer: nop\n#\n${line}\n`)).toEqual([
      "io_page_fault | - | device 18800000.wifi | read | 0xa0000000 | translation",
    ]);
  });

  test("a line that has its own beginning continues none", () => {
    const dart =
      "[    5.100000] apple-dart 231304000.iommu: translation fault: status:0x80000004 stream:4 code:0x4 (NO PTE FOR IOVA) at 0x4000";
    expect(read(`${dart}\n[    5.200000] dead`)).toEqual([
      "apple-dart | 231304000.iommu | stream 4 | - | 0x4000 | translation",
    ]);
  });

  test("repeats are counted, not listed", () => {
    const { faults } = readFaults(Array.from({ length: 500 }, (_, i) => `[  ${i}.000001] ${SMMU}`).join("\n"));
    expect(faults.map((fault) => [brief(fault), fault.line, fault.repeats])).toEqual([[SMMU_READ, 1, 499]]);
  });
});

describe("what is not understood is told", () => {
  test.each([
    "arm-smmu 15000000.iommu: Unhandled context fa[    5.3] usb 1-1: reset",
    "arm-smmu-v3 2b400000.iommu: EVTQ overflow detected -- events lost",
    "AMD-Vi: Event logged [IO_PAGE_FAULT device=01:00.0 domain=0x0001 address=0x1000 flags=0x0000]",
    "DMAR: [DMA Read NO_PASID] Request device [00:02.0] fault addr 0x1000 [fault reason 0x06] PTE Read access is not set",
    "some-mmu 1000.mmu: an unheard-of fault at 0x1000",
  ])("%s", (line) => {
    expect(readFaults(`first\n${line}`)).toEqual({ faults: [], unread: [{ line: 2, text: line }] });
  });

  test.each([
    "iommu: Default domain type: Translated",
    "arm_smmu_context_fault: 83 callbacks suppressed",
    " arm_smmu_print_context_fault_info+0x60/0x1d0",
    "Unable to handle kernel NULL pointer dereference at virtual address 0",
    "",
  ])("but not '%s'", (line) => {
    expect(readFaults(line)).toEqual({ faults: [], unread: [] });
  });
});

test("a long log of nothing takes no time", () => {
  const line = `${"x".repeat(200)}:${" 0x0000000000000000".repeat(40)} fault iommu event received`;
  const before = performance.now();
  const { unread } = readFaults(Array.from({ length: 2000 }, () => line).join("\n"));
  expect(unread).toHaveLength(2000);
  expect(performance.now() - before).toBeLessThan(5000);
});
