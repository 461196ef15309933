/** How reports word verdicts and causes. */
import type { FaultConsumer, FaultView } from "./schema.js";

type Verdict = NonNullable<FaultConsumer["verdict"]>;
type Cause = FaultConsumer["causes"][number];

export const VERDICTS: Readonly<Record<Verdict, readonly [words: string, style: "good" | "caution" | "bad"]>> = {
  allocatable: ["the allocator hands it out", "good"],
  reserved: ["kept free: the allocator never hands it out", "caution"],
  direct: ["identity-mapped by Linux", "caution"],
  "out-of-reach": ["out of reach: the allocator never hands it out", "bad"],
  "no-domain": ["it has no DMA domain", "bad"],
};

export const KINDS: Readonly<Record<FaultView["kind"], string>> = {
  translation: "nothing is mapped there",
  permission: "it is mapped, but not for this access",
  "address-size": "the address is too wide",
  "no-table": "the IOMMU has no table for the stream",
  abort: "answered with an error",
  other: "another kind of fault",
};

export const CAUSES: Readonly<Record<Cause, string>> = {
  "no-table":
    "nothing is attached to the stream: the device's driver is not bound, its node is disabled, or its iommus lacks the id",
  "null-address": "an address that was never filled in: 0, or a small offset from it",
  "boot-framebuffer":
    "the display still scans out the boot loader's framebuffer, and nothing maps it until a driver takes over: iommu-addresses equal to reg reserves and identity-maps it",
  "carveout-address":
    "firmware or a driver uses the physical address of a carveout in place of an IOVA that is mapped for the device",
  "memory-address":
    "it is also an address of RAM: a driver may have used a physical address in place of the one from dma_map_*()",
  "register-address":
    "it is the address of a device's registers: behind an IOMMU, DMA to them needs dma_map_resource()",
  "not-mapped":
    "no reservation holds it, so look at the driver: the buffer was unmapped too early, is used beyond its end, or was never mapped for this device",
  "wrong-direction": "the buffer was mapped for another direction than the device uses it in",
  "reserved-on-purpose":
    "it cannot come from Linux's allocator: firmware or the driver itself chose it and must map it; iommu-addresses equal to reg would map it",
  "before-attach":
    "Linux maps it when it attaches the device: the access came before that, from firmware or the boot loader, or on a stream that has other tables",
  "reservation-lost":
    "a reservation of the group has no effect, because another member sets up the domain: the address may be in use for something else",
  "wider-mask":
    "with a wider DMA mask than assumed (dma-mask in a plan, or --dma-mask) the allocator hands it out; otherwise it is a wild address",
  "beyond-bus": "no allocation ends up there: a wild address, or one with lost or extra bits",
  "beyond-aperture": "the IOMMU cannot translate it: a wild address, or one with lost or extra bits",
  "own-domain":
    "Linux does not translate for this device until its driver attaches its own domain and chooses the addresses: look there",
  "no-domain": "Linux translates nothing for it: its DMA goes out as it is, or is blocked",
  "hardware-error":
    "the access or the table walk was answered with an error: a path that is not powered or clocked, or a firewall",
};
