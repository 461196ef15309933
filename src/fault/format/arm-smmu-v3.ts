/** Arm SMMU v3: an event record of four words, decoded beside it since 6.15, and page requests that nobody serves. */
import type { Access, FaultFacts, FaultKind } from "../fault.js";
import { either, type FaultFormat, type FieldValues, first, hex, hexId, more } from "../format.js";

/** Event numbers (Arm IHI 0070, "Event records") that have an input address, and what they say. */
const WITH_ADDRESS: ReadonlyMap<bigint, FaultKind> = new Map([
  [0x01n, "abort"],
  [0x05n, "other"],
  [0x07n, "other"],
  [0x0bn, "abort"],
  [0x10n, "translation"],
  [0x11n, "address-size"],
  [0x12n, "permission"],
  [0x13n, "permission"],
  [0x20n, "other"],
]);
/** A bad or disabled stream table entry, and its like. */
const NO_TABLE: ReadonlySet<bigint> = new Set([0x02n, 0x03n, 0x04n, 0x06n, 0x08n, 0x09n, 0x0an]);

const NAMES: ReadonlyMap<string, FaultKind> = new Map([
  ["F_TRANSLATION", "translation"],
  ["F_ADDR_SIZE", "address-size"],
  ["F_ACCESS", "permission"],
  ["F_PERMISSION", "permission"],
  ["F_UUT", "abort"],
  ["F_WALK_EABT", "abort"],
  ["C_BAD_STREAMID", "no-table"],
  ["C_BAD_STE", "no-table"],
  ["C_BAD_SUBSTREAMID", "no-table"],
  ["C_BAD_CD", "no-table"],
  ["F_STREAM_DISABLED", "no-table"],
  ["F_STE_FETCH", "no-table"],
  ["F_CD_FETCH", "no-table"],
]);

const SUBSTREAM_VALID = 1n << 11n;
const INSTRUCTION = 1n << 34n;
const READ = 1n << 35n;

/** Words 0 to 3: number, substream and stream; flags; input address; what was fetched. */
function decode([head = 0n, flags = 0n, address]: readonly bigint[]): FaultFacts {
  const event = head & 0xffn;
  const kind = WITH_ADDRESS.get(event);
  return {
    source: { kind: "stream", id: Number(head >> 32n) },
    ...((head & SUBSTREAM_VALID) !== 0n && { pasid: Number((head >> 12n) & 0xfffffn) }),
    ...(kind !== undefined && address !== undefined && { address, access: accessOf(flags) }),
    kind: kind ?? (NO_TABLE.has(event) ? "no-table" : "other"),
  };
}

const accessOf = (flags: bigint): Access =>
  (flags & READ) === 0n ? "write" : (flags & INSTRUCTION) !== 0n ? "execute" : "read";

const master = (sid: string | undefined, ssid: string | undefined): FaultFacts => ({
  source: { kind: "stream", id: hexId(sid) },
  ...(hexId(ssid) !== 0 && { pasid: hexId(ssid) }),
});

const decoded = ({ sid, ssid, event = "", iova }: FieldValues): FaultFacts => ({
  ...master(sid, ssid),
  kind: NAMES.get(event.toUpperCase()) ?? "other",
  ...(iova !== undefined && { address: hex(iova) }),
});

/** `RW`, `X`. */
const requested = (access: string): Access => (/w/i.test(access) ? "write" : /x/i.test(access) ? "execute" : "read");

export const armSmmuV3: FaultFormat = {
  id: "arm-smmu-v3",
  drivers: ["arm-smmu-v3"],
  source: "drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.c (6.1; decoded lines as in 7.0)",
  decode,
  lines: [
    first("event {event:hex} received:", () => ({})),
    either(
      "event: {event:word} client: {client:words} sid: {sid:hex} ssid: {ssid:hex} iova: {iova:hex} ipa: {ipa:hex}",
      decoded,
    ),
    either("event: {event:word} client: {client:words} sid: {sid:hex} ssid: {ssid:hex}", decoded),
    more('{privilege:unpriv|priv} {what:inst|data} {access:read|write} {stage:s1|s2} "', ({ what, access }) => ({
      access: access?.toLowerCase() === "write" ? "write" : what?.toLowerCase() === "inst" ? "execute" : "read",
    })),
    first("unexpected PRI request received:", () => ({ kind: "translation" })),
    either(
      "sid {sid:hex}.{ssid:hex}: [{request:words}] {access:words} access at iova {iova:hex}",
      ({ sid, ssid, access = "", iova }) => ({
        ...master(sid, ssid),
        address: hex(iova),
        access: requested(access),
      }),
    ),
    // Behind the others: it fits little, and is one of the four words only where an event stands before it.
    more("0x{word:hex}", ({ word }) => (word?.length === 16 ? { word: hex(word) } : null)),
  ],
};
