/** Explained faults as the value that every printer prints. */
import { pathFromRoot } from "../../base/path.js";
import { rangeSize } from "../../base/range.js";
import type { ExplainedFault, Suspect } from "../../fault/explain.js";
import type { Stream } from "../../iommu/streams.js";
import type { PhysicalUse } from "../../system/physical.js";
import { address, inclusive } from "../plain.js";
import { claimView, mistakenView } from "../why/view.js";
import type { FaultConsumer, FaultReport, FaultView, MemoryUse } from "./schema.js";

export const faultReport = (
  header: { readonly version: string; readonly kernelVersion: string; readonly input: string },
  faults: readonly ExplainedFault[],
  unread: readonly FaultReport["unread"][number][],
): FaultReport => ({
  schemaVersion: 1,
  tool: { name: "iova-plan", version: header.version },
  command: "fault",
  kernelVersion: header.kernelVersion,
  input: header.input,
  faults: faults.map(faultView),
  unread: [...unread],
});

function faultView({ fault, iommu, suspects, absent, nearest, physical, causes }: ExplainedFault): FaultView {
  const { source } = fault;
  const paths = iommu.nodes.map(pathFromRoot);
  return {
    driver: fault.format,
    line: fault.line,
    text: fault.text,
    repeats: fault.repeats,
    iommu: iommu.by === "nothing" ? null : (paths[0] ?? null),
    iommuName: fault.iommu,
    iommuFoundBy: iommu.by,
    iommuCandidates: paths,
    stream: source.kind === "stream" ? source.id : null,
    larb: source.kind === "larb" ? source.larb : null,
    port: source.kind === "larb" ? source.port : null,
    bank: source.kind === "bank" ? source.bank : null,
    pasid: fault.pasid,
    master: source.kind === "device" || source.kind === "client" ? source.name : null,
    address: fault.address === null ? null : address(fault.address),
    access: fault.access,
    kind: fault.kind,
    consumers: suspects.map(consumerView),
    absent: absent.map(({ path, reason, stream }) => ({ path, reason, stream: streamEntry(stream) })),
    nearest: nearest.map(({ owner, stream }) => ({ owner, stream: streamEntry(stream) })),
    memory: physical.map(memoryUse),
    causes: [...causes],
  };
}

function consumerView({ consumer, stream, pciFunction, verdict, explanation, causes }: Suspect): FaultConsumer {
  return {
    id: consumer.id,
    verdict,
    stream: stream === null ? null : streamEntry(stream),
    pciFunction,
    idNamesFunction: consumer.node === null && consumer.pciFunction !== "*",
    group: consumer.group,
    groupReason: consumer.groupReason,
    domainType: consumer.domainType,
    reach: rangeSize(consumer.reach) === 0n ? null : inclusive(consumer.reach),
    cutBy: (explanation?.cutBy ?? []).map(({ kind, bus, allows }) => ({ kind, bus, allows: inclusive(allows) })),
    heldBy: (explanation?.heldBy ?? []).map(claimView),
    lost: (explanation?.lost ?? []).map(claimView),
    listedOnly: (explanation?.listedOnly ?? []).map(claimView),
    directMaps: (explanation?.directMaps ?? []).map(({ range }) => inclusive(range)),
    mistaken: (explanation?.mistaken ?? []).map(mistakenView),
    causes: [...causes],
  };
}

const streamEntry = ({ id, mask, count, cells }: Stream) => ({ id, mask, count, cells: [...cells] });

function memoryUse(use: PhysicalUse): MemoryUse {
  const range = inclusive(use.range);
  if (use.kind !== "reserved-memory") {
    return { kind: use.kind, ...range, path: pathFromRoot(use.node), framebuffer: null, namedBy: [] };
  }
  const { path, consumers } = use.region;
  const framebuffer = use.framebuffer === null ? null : pathFromRoot(use.framebuffer);
  return { kind: use.kind, ...range, path, framebuffer, namedBy: [...consumers] };
}
