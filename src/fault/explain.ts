/** A fault against a board: the IOMMU, who can have sent it, and what the allocator of each makes of the address. */

import type { Stream } from "../iommu/streams.js";
import { type Explanation, explainAddress } from "../system/explain.js";
import type { Consumer, System } from "../system/model.js";
import { type PhysicalUse, physicalUses } from "../system/physical.js";
import { type Cause, causesOf } from "./cause.js";
import type { Fault, FaultSource } from "./fault.js";
import { faultFormats } from "./formats.js";
import { chooseIommu, type IommuChoice } from "./iommus.js";
import { type AbsentSender, absentSenders, nearestStreams, type Sender, sendersOf } from "./senders.js";

export type Verdict = "allocatable" | "reserved" | "direct" | "out-of-reach" | "no-domain";

export interface Suspect extends Sender {
  /** Null where no address is known, and the consumer has a domain. */
  readonly verdict: Verdict | null;
  /** Null without an address. */
  readonly explanation: Explanation | null;
  readonly causes: readonly Cause[];
}

export interface ExplainedFault {
  readonly fault: Fault;
  readonly iommu: IommuChoice;
  readonly suspects: readonly Suspect[];
  readonly absent: readonly AbsentSender[];
  /** Who has the nearest ids, where nobody has the stream. */
  readonly nearest: readonly { readonly owner: string; readonly stream: Stream }[];
  readonly physical: readonly PhysicalUse[];
  /** Where nobody can be named. */
  readonly causes: readonly Cause[];
}

export function explainFault(system: System, fault: Fault): ExplainedFault {
  const drivers = faultFormats.find(({ id }) => id === fault.format)?.drivers ?? [];
  const { iommu, source } = iommuOf(system, fault, drivers);
  const physical = fault.address === null ? [] : physicalUses(system, fault.address);
  const suspects = sendersOf(system, iommu.nodes, source).map((sender) => suspect(system, fault, sender, physical));
  const isUnknown = suspects.length === 0;
  return {
    fault: { ...fault, source },
    iommu,
    suspects,
    absent: absentSenders(system, iommu.nodes, source),
    nearest: isUnknown && source.kind === "stream" ? nearestStreams(system, iommu.nodes, source.id) : [],
    physical,
    causes: isUnknown ? causesOf(fault, null, false, physical) : [],
  };
}

/** A trace event names the device, which with some drivers is the IOMMU itself: then it says nothing of the master. */
function iommuOf(
  system: System,
  { iommu: name, source }: Fault,
  drivers: readonly string[],
): { readonly iommu: IommuChoice; readonly source: FaultSource } {
  if (source.kind !== "device" || name !== null) return { iommu: chooseIommu(system, name, drivers), source };
  const itself = chooseIommu(system, source.name, drivers);
  if (itself.by === "name") return { iommu: itself, source: { kind: "unsaid" } };
  const nodes = [
    ...new Set(sendersOf(system, [], source).flatMap(({ consumer }) => consumer.streams.map((s) => s.iommu))),
  ];
  return { iommu: { by: nodes.length === 1 ? "only" : "nothing", nodes }, source };
}

function suspect(system: System, fault: Fault, sender: Sender, physical: readonly PhysicalUse[]): Suspect {
  const { consumer } = sender;
  const hasDomain = hasDmaDomain(consumer);
  const explanation = fault.address === null ? null : explainAddress(system, consumer, fault.address);
  return {
    ...sender,
    verdict: !hasDomain ? "no-domain" : explanation === null ? null : verdictOf(explanation),
    explanation,
    causes: causesOf(fault, explanation, hasDomain, physical),
  };
}

/** Behind an IOMMU that no row describes the figures are those of a domain of its own, as in every report. */
const hasDmaDomain = ({ domainType, assumes }: Consumer): boolean =>
  domainType === "dma" || domainType === "dma-fq" || assumes.includes("unknown-iommu");

/** A direct range is mapped all the same where it is out of reach, and where its reservation is not in force. */
function verdictOf({ verdict, heldBy, directMaps }: Explanation): Verdict {
  if (directMaps.length > 0 || heldBy.some(({ reservation }) => reservation.type === "direct")) return "direct";
  if (verdict === "out-of-reach") return "out-of-reach";
  return verdict === "free" ? "allocatable" : "reserved";
}
