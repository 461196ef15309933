/** How reports word verdicts and causes. */
import type { FaultConsumer, FaultView } from "./schema.js";

type Verdict = NonNullable<FaultConsumer["verdict"]>;
type Cause = FaultConsumer["causes"][number];

export const VERDICTS: Readonly<Record<Verdict, readonly [words: string, style: "good" | "caution" | "bad"]>> = {
  allocatable: ["the allocator hands it out", "good"],
  reserved: ["kept free: the allocator never hands it out", "caution"],
  direct: ["mapped one to one by Linux", "caution"],
  "out-of-reach": ["out of reach: the allocator never hands it out", "bad"],
  "no-domain": ["it has no DMA domain", "bad"],
};

export const KINDS: Readonly<Record<FaultView["kind"], string>> = {
  translation: "nothing is mapped there",
  permission: "it is mapped, and not for this access",
  "address-size": "the address is too wide",
  "no-table": "the IOMMU has no table for the stream",
  abort: "answered with an error",
  other: "a fault of another kind",
};

export const CAUSES: Readonly<Record<Cause, string>> = {
  "no-table":
    "nothing is attached to the stream: the device's driver is not bound yet or no more, its node is disabled, or its iommus lacks the id",
  "null-address": "an address that was never filled in: 0, or a small offset from it",
  "boot-framebuffer":
    "the display still scans out what the boot loader left, and nothing maps it until a driver takes over: iommu-addresses equal to reg keeps it free and maps it one to one",
  "carveout-address":
    "firmware or a driver sends the physical address of a carveout where the IOMMU expects one that was mapped for the device",
  "memory-address":
    "it is also an address of RAM: a driver may have handed over a physical address in place of the one that dma_map_*() gave",
  "register-address": "it is the address of a device's registers: DMA to them needs dma_map_resource() behind an IOMMU",
  "not-mapped":
    "no layout keeps it free, so look at the driver: the buffer was unmapped too early, is used beyond its end, or was never mapped for this device",
  "wrong-direction": "the buffer was mapped for another direction than the device uses it in",
  "reserved-on-purpose":
    "it cannot come from Linux's allocator: firmware or the driver itself chose it, and nothing maps it unless they do; iommu-addresses equal to reg would",
  "before-attach":
    "Linux maps it when it attaches the device: the access came before that, from firmware or the boot loader, or on a stream that has other tables",
  "reservation-lost":
    "a reservation of the group is not in force, for another member sets up the domain: the address may be in use for something else",
  "wider-mask":
    "only the driver's code tells its DMA mask: with a wider one (dma-mask in a plan, or --dma-mask) the allocator hands it out; else it is a wild address",
  "beyond-bus": "no allocation ends up there: a wild address, or one that lost or gained bits on its way",
  "beyond-aperture": "the IOMMU translates no such address: a wild one, or one that lost or gained bits on its way",
  "own-domain":
    "Linux lets this device through untranslated until its driver attaches a domain of its own, in which it chooses addresses itself: look there",
  "no-domain": "Linux translates nothing for it: its DMA goes out as it is, or is blocked",
  "hardware-error":
    "the access or the table walk was answered with an error: a path that is not powered or clocked, or a firewall",
};
