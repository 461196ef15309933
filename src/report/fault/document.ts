/** Explained faults for people: each with its message, who can have sent it, and what usually causes that. */
import { formatAddress } from "../../base/range.js";
import { counted, rangeText, streamText } from "../amount.js";
import type { Block, TreeItem } from "../blocks.js";
import { joined, path, type Styled, solid, text } from "../styled.js";
import { mistakenNote, remedyFacts } from "../why/mistaken.js";
import type { Claim } from "../why/schema.js";
import type { FaultConsumer, FaultReport, FaultView, MemoryUse } from "./schema.js";
import { CAUSES, KINDS, VERDICTS } from "./words.js";

/** More consumers than these behind one IOMMU are counted. */
const MOST_CONSUMERS = 12;

export const faultBlocks = (report: FaultReport, verbose: boolean): readonly Block[] => [
  ...(verbose ? report.faults.map((fault) => [fault]) : alike(report.faults)).flatMap(([fault, ...others]) =>
    fault === undefined ? [] : blocksOf(fault, others, report, verbose),
  ),
  { kind: "title", level: 2, text: text(`predicted for Linux ${report.kernelVersion}`, "faint") },
];

/** Faults that differ in nothing but address and place are told together: a log has them in hundreds. */
function alike(faults: readonly FaultView[]): readonly (readonly FaultView[])[] {
  const groups = new Map<string, FaultView[]>();
  for (const fault of faults) {
    const key = JSON.stringify({ ...fault, address: fault.address !== null, line: 0, text: null, repeats: 0 });
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [fault]);
    else known.push(fault);
  }
  return [...groups.values()];
}

/** @param others that have the same answer */
function blocksOf(fault: FaultView, others: readonly FaultView[], report: FaultReport, verbose: boolean): Block[] {
  const shown = verbose ? fault.consumers : fault.consumers.slice(0, MOST_CONSUMERS);
  const more = fault.consumers.length - shown.length;
  return [
    { kind: "title", level: 1, text: headline(fault) },
    { kind: "list", items: [...sameAnswer(fault, others), ...facts(fault, verbose)] },
    { kind: "tree", roots: shown.map((consumer) => consumerItem(consumer, fault, report.kernelVersion)) },
    ...(more === 0 ? [] : [paragraph(text(`and ${counted(more, "more consumer")} behind it: --verbose lists all`))]),
    ...usually(fault, shown),
  ];
}

const paragraph = (styled: Styled): Block => ({ kind: "paragraph", text: styled });

/** More addresses than these are counted. */
const MOST_ADDRESSES = 4;

function sameAnswer(fault: FaultView, others: readonly FaultView[]): Styled[] {
  if (others.length === 0) return [];
  const addresses = others.flatMap(({ address }) => (address === null ? [] : [BigInt(address)]));
  const sorted = [...addresses, BigInt(fault.address ?? 0)].sort((a, b) => (a < b ? -1 : 1));
  const shown = addresses.slice(0, MOST_ADDRESSES).map((one) => solid(formatAddress(one)));
  const more = addresses.length - shown.length;
  const times = [fault, ...others].reduce((sum, { repeats }) => sum + 1 + repeats, 0);
  return [
    [
      ...text("the same holds for "),
      ...joined(shown, ", "),
      ...text(more > 0 ? ` and ${counted(more, "more address", "more addresses")}` : ""),
      ...text(`, ${counted(times, "fault")} in all between `),
      ...solid(`${formatAddress(sorted[0] ?? 0n)} and ${formatAddress(sorted.at(-1) ?? 0n)}`),
    ],
  ];
}

const ACCESSES = { read: "read of", write: "write to", execute: "instruction fetch from" } as const;

function headline(fault: FaultView): Styled {
  const { address, access, kind, line, repeats } = fault;
  const where =
    address === null
      ? text("no address")
      : [...text(`${access === null ? "access to" : ACCESSES[access]} `), ...solid(long(address), "strong")];
  const times = repeats === 0 ? "" : `, ${repeats + 1} times`;
  const told = line === null ? "" : `, ${KINDS[kind]} (line ${line}${times})`;
  return [...source(fault), ...text(": "), ...where, ...text(told)];
}

function source({ stream, larb, port, bank, pasid, master, iommu, iommuName }: FaultView): Styled {
  const parts: Styled[] = [];
  if (stream !== null) parts.push(solid(`stream ${hex(stream)}`, "strong"));
  if (larb !== null) parts.push(solid(`larb ${larb} port ${port ?? 0}`, "strong"));
  if (bank !== null) parts.push(solid(`context bank ${bank}`, "strong"));
  if (master !== null) parts.push(text(master, "strong"));
  if (pasid !== null) parts.push(solid(`PASID ${hex(pasid)}`));
  const behind = iommuName ?? iommu;
  if (behind !== null) parts.push([...text("behind "), ...path(behind)]);
  return parts.length === 0 ? text("an unknown master", "strong") : joined(parts, " ");
}

function facts(fault: FaultView, verbose: boolean): Styled[] {
  return [
    iommuFact(fault),
    ...(verbose && fault.text !== null ? [[...text("message: "), ...text(fault.text.trim(), "faint")]] : []),
    ...senderFacts(fault),
    ...fault.memory.filter((use) => use.kind !== "memory" || isSaidOfRam(fault)).map((use) => memoryFact(use)),
  ];
}

/** Most of what an allocator hands out is an address of RAM too. */
const isSaidOfRam = ({ consumers }: FaultView): boolean =>
  consumers.some(({ causes }) => causes.includes("memory-address"));

function iommuFact(fault: FaultView): Styled {
  const { iommu, iommuName, iommuCandidates, driver, master } = fault;
  if (iommu !== null) return [...text("IOMMU "), ...path(iommu), ...text(foundText(fault))];
  if (iommuCandidates.length === 0) {
    if (iommuName === null && master !== null) return text(`this board has no consumer named ${master}`, "bad");
    const why = driver === null ? "is one" : `has a driver that prints this (${driver})`;
    return text(`no IOMMU of this board ${why}`, "bad");
  }
  const named = iommuName === null ? "the message names no IOMMU" : `this board has no IOMMU named ${iommuName}`;
  return [
    ...text(`${named}; it can be `, "caution"),
    ...joined(
      iommuCandidates.map((one) => path(one)),
      ", ",
    ),
  ];
}

function foundText({ iommuFoundBy, iommuName, driver, master }: FaultView): string {
  switch (iommuFoundBy) {
    case "name":
    case "nothing":
      return "";
    case "address":
      return `, at the address of ${iommuName ?? ""}`;
    case "only":
      if (iommuName === null && master !== null) return "";
      return driver === null ? ", the only one of this board" : ", the only one whose driver prints this";
  }
}

function senderFacts(fault: FaultView): Styled[] {
  const { stream, larb, port, master, consumers, absent, nearest, iommuCandidates } = fault;
  if (iommuCandidates.length === 0) return [];
  const absentFacts = absent.map((node) => [
    ...path(node.path),
    ...text(` has ${cellsText(node.stream)} and is not a consumer: ${node.reason}`, "caution"),
  ]);
  if (consumers.length > 0) {
    const isTold = stream !== null || larb !== null || (master !== null && consumers.length === 1);
    return isTold ? absentFacts : [text(whoText(fault)), ...absentFacts];
  }
  const what = stream !== null ? `stream ${hex(stream)}` : larb !== null ? `larb ${larb} port ${port ?? 0}` : master;
  const who = what === null ? "no consumer is behind it" : `no ${absent.length > 0 ? "enabled " : ""}node has ${what}`;
  const nobody = text(who, "bad");
  const near: Styled[] =
    nearest.length === 0
      ? []
      : [
          [
            ...text("nearest are "),
            ...joined(
              nearest.map(({ owner, stream: entry }) => [...solid(streamText(entry)), ...text(" of "), ...path(owner)]),
              ", ",
            ),
          ],
        ];
  return [nobody, ...absentFacts, ...near];
}

const whoText = ({ master, bank, consumers }: FaultView): string => {
  const all = counted(consumers.length, "consumer is", "consumers are");
  if (master !== null) return `the tree does not have the hardware's name ${master}: ${all} behind the IOMMU`;
  if (bank !== null) return `Linux picks context banks at run time: ${all} behind the IOMMU`;
  return `the message does not name the device: ${all} behind the IOMMU`;
};

function memoryFact({ kind, path: where, start, end, framebuffer, namedBy }: MemoryUse): Styled {
  const range = solid(rangeText({ start, end }));
  const others = namedBy.filter((one) => one !== framebuffer);
  switch (kind) {
    case "reserved-memory":
      return [
        ...text("the address lies in the memory of "),
        ...path(where),
        ...text(" "),
        ...range,
        ...(framebuffer === null ? [] : [...text(", the boot loader's framebuffer "), ...path(framebuffer)]),
        ...(others.length === 0
          ? []
          : [
              ...text(", named by the memory-region of "),
              ...joined(
                others.map((one) => path(one)),
                ", ",
              ),
            ]),
      ];
    case "framebuffer":
      return [...text("the address lies in the boot loader's framebuffer "), ...path(where), ...text(" "), ...range];
    case "registers":
      return [...text("it is an address of the registers of "), ...path(where), ...text(" "), ...range];
    case "memory":
      return [...text("it is an address of RAM, "), ...path(where), ...text(" "), ...range];
  }
}

function consumerItem(consumer: FaultConsumer, { stream, address }: FaultView, kernelVersion: string): TreeItem {
  const {
    id,
    verdict,
    pciFunction,
    idNamesFunction,
    groupReason,
    heldBy,
    lost,
    cutBy,
    listedOnly,
    directMaps,
    mistaken,
  } = consumer;
  const label = [
    ...path(id, "strong"),
    ...(pciFunction === null || idNamesFunction ? [] : text(`, function ${pciFunction}`)),
    ...(verdict === null ? [] : [...text(": "), ...text(VERDICTS[verdict][0], VERDICTS[verdict][1])]),
  ];
  return {
    label,
    details: [
      ...(consumer.stream === null || stream === null
        ? []
        : [text(`${cellsText(consumer.stream)} covers ${hex(stream)}`)]),
      ...(verdict === "no-domain" ? [text(groupReason ?? domainText(consumer))] : []),
      ...mistaken.flatMap((memory) => [
        text(`the memory there is ${mistakenNote(verdict === "allocatable" ? "free" : "reserved")} for it`, "caution"),
        ...remedyFacts(memory, id, kernelVersion),
      ]),
      ...heldBy.map((claim) => claimFact("reserved: ", claim)),
      ...directMaps.map((map) => [...text("identity-mapped: "), ...solid(rangeText(map))]),
      ...lost.map((claim) => claimFact("without effect, because another member sets up the domain: ", claim)),
      ...listedOnly.map((claim) => claimFact("listed in sysfs, but still handed out: ", claim)),
      ...cutBy.map((limit) => cutFact(limit, address)),
    ],
    children: [],
  };
}

const domainText = ({ domainType }: FaultConsumer): string =>
  domainType === "identity" ? "Linux gives it an identity domain" : "Linux gives it no domain";

const claimFact = (lead: string, { start, end, type, what, origin }: Claim): Styled => [
  ...text(lead),
  ...solid(rangeText({ start, end })),
  ...text(` ${type}, `),
  ...(what === null ? text(origin) : [...text(origin === "iommu-driver" ? "" : `${origin} of `), ...path(what)]),
];

const LIMITS = {
  "first-page": "Linux never hands out the first page",
  aperture: "beyond the IOMMU's aperture",
  "dma-mask": "beyond the DMA mask",
  bus: "outside the dma-ranges of",
  option: "beyond --dma-limit",
} as const;

function cutFact({ kind, bus, allows }: FaultConsumer["cutBy"][number], address: string | null): Styled {
  if (kind === "first-page" || address === null) return text(LIMITS[kind]);
  return [
    ...text(LIMITS[kind]),
    ...(bus === null ? [] : [...text(" "), ...path(bus)]),
    ...text(", which lets through "),
    ...solid(rangeText(allows)),
  ];
}

/** Each cause once, the likeliest of each consumer first. */
function usually({ causes }: FaultView, consumers: readonly FaultConsumer[]): Block[] {
  const all = [...new Set([...causes, ...consumers.flatMap((consumer) => consumer.causes)])];
  if (all.length === 0) return [];
  return [
    { kind: "title", level: 2, text: text("usually", "strong") },
    { kind: "list", items: all.map((cause) => text(CAUSES[cause])) },
  ];
}

/** `<0x800 0x440>`, as the tree has it. */
const cellsText = ({ cells }: { readonly cells: readonly number[] }): string =>
  cells.length === 0 ? "<>" : `<${cells.map(hex).join(" ")}>`;

const hex = (value: number): string => `0x${value.toString(16)}`;

/** As Linux prints an address. */
const long = (address: string): string => formatAddress(BigInt(address));
