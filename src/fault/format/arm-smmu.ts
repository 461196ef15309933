/**
 * Arm SMMU v1 and v2 and their variants: context faults, which have an address, and global ones, which have none.
 * The raw registers are read where their decoding is not printed.
 */
import type { Access, FaultFacts, FaultKind } from "../fault.js";
import { dec, either, type FaultFormat, type FieldValues, first, hex, hexId, more } from "../format.js";

/** Fault status register of a context bank (Arm IHI 0062, SMMU_CBn_FSR): the gravest bit first. */
const STATUS: readonly (readonly [bit: number, kind: FaultKind])[] = [
  [1, "translation"],
  [3, "permission"],
  [7, "address-size"],
  [2, "permission"],
  [4, "abort"],
  [8, "abort"],
];
/** SMMU_CBn_FSYNR0: write, instruction. */
const WNR = 1n << 4n;
const IND = 1n << 6n;

const kindOf = (status: bigint): FaultKind => STATUS.find(([bit]) => (status >> BigInt(bit)) & 1n)?.[1] ?? "other";

const accessOf = (syndrome: bigint): Access =>
  (syndrome & WNR) !== 0n ? "write" : (syndrome & IND) !== 0n ? "execute" : "read";

const stream = (id: number): FaultFacts => ({ source: { kind: "stream", id: id & 0xffff } });

const bankFault = ({ cb, iova, fsynr, fsr }: FieldValues): FaultFacts => ({
  source: { kind: "bank", bank: dec(cb) },
  address: hex(iova),
  access: accessOf(hex(fsynr)),
  kind: kindOf(hex(fsr)),
});

/** SMMU_sGFSYNR1 holds the stream id. */
const global = (text: string | undefined): FaultFacts => ({ ...stream(hexId(text)), kind: "no-table" });

export const armSmmu: FaultFormat = {
  id: "arm-smmu",
  drivers: ["arm-smmu", "arm-smmu-qcom", "arm-smmu-nvidia", "qcom_iommu"],
  source:
    "drivers/iommu/arm/arm-smmu/arm-smmu.c, arm-smmu-nvidia.c, qcom_iommu.c (6.1; FSR and FSYNR0 lines 6.11); vendors' 4.14 and 5.4 on",
  lines: [
    first(
      "Unhandled context fault: fsr={fsr:hex}, iova={iova:hex}, fsynr={fsynr:hex}, cbfrsynra={sid:hex}, cb={cb:dec}",
      ({ fsr, iova, fsynr, sid }) => ({
        ...stream(hexId(sid)),
        address: hex(iova),
        access: accessOf(hex(fsynr)),
        kind: kindOf(hex(fsr)),
      }),
    ),
    // Up to 5.2, and qcom_iommu: the bank alone.
    first("Unhandled context fault: fsr={fsr:hex}, iova={iova:hex}, fsynr={fsynr:hex}, cb={cb:dec}", bankFault),
    // Vendors' kernels.
    first(
      "Unhandled context fault: iova={iova:hex}, cb={cb:dec}, fsr={fsr:hex}, fsynr0={fsynr:hex}, fsynr1={fsynr1:hex}",
      bankFault,
    ),
    // Theirs since 5.4: the master by name, and a line a register.
    first("Unhandled arm-smmu context fault from {master:word}!", ({ master = "" }) => ({
      source: { kind: "device", name: master },
      kind: "other",
    })),
    more("FAR = {iova:hex}", ({ iova }) => ({ address: hex(iova) })),
    more("FSR = {fsr:hex} [{flags:words}], SID={sid:hex}", ({ fsr, sid }) => ({
      ...stream(hexId(sid)),
      kind: kindOf(hex(fsr)),
    })),
    more("FSR = {fsr:hex} [", ({ fsr }) => ({ kind: kindOf(hex(fsr)) })),
    more("FSYNR0 = {fsynr:hex}", ({ fsynr }) => ({ access: accessOf(hex(fsynr)) })),
    more("SID = {sid:hex}", ({ sid }) => stream(hexId(sid))),
    more("SID={sid:hex}", ({ sid }) => stream(hexId(sid))),
    first("Blocked unknown Stream ID {sid:hex};", ({ sid }) => global(sid)),
    first("Unexpected global fault, this could be serious", () => ({ kind: "other" })),
    either("GFSR {gfsr:hex}, GFSYNR0 {gfsynr0:hex}, GFSYNR1 {sid:hex}, GFSYNR2 {gfsynr2:hex}", ({ sid, gfsr }) => ({
      ...stream(hexId(sid)),
      // Bit 1: unidentified stream.
      kind: (hex(gfsr) & 2n) !== 0n ? "no-table" : "other",
    })),
  ],
};
