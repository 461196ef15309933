/** `why` for people: the answer first, then each link of the chain with the place where it is written. */
import { formatAddress } from "../../base/range.js";
import { amount, rangeText } from "../amount.js";
import type { Block, Detail, TreeItem } from "../blocks.js";
import { locationText } from "../location.js";
import type { AddressRange } from "../schema.js";
import { joined, path, type Styled, solid, text } from "../styled.js";
import { mistakenLabel, mistakenNote, remedyFacts } from "./mistaken.js";
import type { Claim, Place, WhyReport } from "./schema.js";

export function whyBlocks(report: WhyReport): Block[] {
  const entries = (claims: readonly Claim[]) => claims.map((claim) => claimItem(claim, report));
  const sections: [string, readonly TreeItem[]][] = [
    ["reserved by", heldBy(report)],
    ["without effect: another member sets up the domain", entries(report.lost)],
    ["listed in sysfs, never taken from the allocator", entries(report.listedOnly)],
    ["written for this address, but moved by dma-ranges", entries(report.movedAway)],
    ["wraps past 2^64: Linux reserves nothing for it", entries(report.wrapped)],
    [
      `memory that looks like a reservation: ${mistakenNote(report.verdict)}`,
      report.mistaken.map((memory) =>
        item(mistakenLabel(memory), remedyFacts(memory, report.consumer, report.kernelVersion)),
      ),
    ],
    ["refused at run time", report.refusedCalls.map(refusedItem)],
    ["by the text of the binding", specItems(report)],
  ];
  return [
    { kind: "title", level: 1, text: headline(report) },
    { kind: "list", items: facts(report) },
    ...sections.flatMap(([title, roots]): Block[] =>
      roots.length === 0
        ? []
        : [
            { kind: "title", level: 2, text: text(title, "strong") },
            { kind: "tree", roots },
          ],
    ),
  ];
}

const item = (label: Styled, details: readonly Detail[]): TreeItem => ({ label, details, children: [] });

const VERDICTS = {
  free: ["is free", "good"],
  reserved: ["is reserved", "caution"],
  "out-of-reach": ["is out of reach", "bad"],
} as const;

function headline({ consumer, address, verdict }: WhyReport): Styled {
  const [words, style] = VERDICTS[verdict];
  return [...path(consumer, "strong"), ...text(": "), ...solid(long(address)), ...text(` ${words}`, style)];
}

function facts(report: WhyReport): Styled[] {
  const { page, granule, freeBlock, directMaps, otherwiseIfFirst, domain } = report;
  return [
    [
      ...text(`Linux ${report.kernelVersion}, granule `),
      ...solid(rangeText(page)),
      ...text(` (${amount(granule)}): reservations and allocations cover whole granules`),
    ],
    ...reachFacts(report),
    ...(freeBlock === null ? [] : [[...text("free block "), ...solid(rangeText(freeBlock)), ...text(freeWhy(report))]]),
    domainFact(report),
    ...directMaps.map((map) => [...text("identity-mapped by Linux: "), ...solid(rangeText(map))]),
    ...otherwiseIfFirst.map((member) => [
      ...text("if "),
      ...path(member),
      ...text(` came first, it would be ${report.verdict === "reserved" ? "free" : "reserved"}`, "caution"),
    ]),
    ...(domain.type === "identity"
      ? [text("Linux gives it an identity domain; this is the answer for a DMA domain", "caution")]
      : []),
    ...(report.assumes.length === 0 ? [] : [text(`assumes ${report.assumes.join(", ")}`, "faint")]),
  ];
}

const freeWhy = ({ lost, wrapped, movedAway, mistaken }: WhyReport): string =>
  lost.length + wrapped.length + movedAway.length + mistaken.length === 0 ? ": no reservation touches it" : "";

function reachFacts({ reach, limits, address }: WhyReport): Styled[] {
  const cuts = limits.filter((limit) => limit.cuts);
  const whole: Styled = [
    ...text("reach "),
    ...(reach === null ? text("nothing", "bad") : solid(rangeText(reach))),
    ...text(cuts.length === 0 && reach !== null ? ": inside" : ": outside"),
  ];
  return [
    whole,
    ...cuts.map((limit): Styled => {
      const side = BigInt(address) < BigInt(limit.allows.start) ? "below" : "above";
      if (limit.kind === "first-page") return text("Linux never hands out the first page", "bad");
      return [
        ...text(`limited by ${LIMITS[limit.kind]}`, "bad"),
        ...(limit.bus === null ? [] : [...text(" "), ...path(limit.bus)]),
        ...text(`: it is ${side} `),
        ...solid(rangeText(limit.allows)),
      ];
    }),
  ];
}

const LIMITS = {
  "first-page": "page 0",
  aperture: "the IOMMU's aperture",
  "dma-mask": "the DMA mask",
  bus: "the dma-ranges of",
  option: "--dma-limit",
} as const;

function domainFact({ domain, consumer }: WhyReport): Styled {
  const { group, groupReason, members, first } = domain;
  const others = members.filter((member) => member !== consumer).map((member) => path(member));
  const who = first === consumer ? text("this consumer") : path(first);
  const shared = [...joined(others, ", "), ...text("; set up by "), ...who];
  if (group !== null) {
    return others.length === 0
      ? text(`group ${group}, alone in it`)
      : [...text(`group ${group}, shared with `), ...shared];
  }
  return [
    ...text("no group", "caution"),
    ...text(`: ${groupReason ?? "reason unknown"}; this is the answer if it were attached `),
    ...(others.length === 0 ? text("alone") : [...text("with its streams, in one domain with "), ...shared]),
  ];
}

function heldBy(report: WhyReport): TreeItem[] {
  if (report.heldBy.length > 0) return report.heldBy.map((claim) => claimItem(claim, report));
  return report.verdict === "reserved" ? [item(text("a range of a consumer with the same streams"), [])] : [];
}

function claimItem(claim: Claim, { consumer, verdict, address }: WhyReport): TreeItem {
  const { owner, rounded, memoryRegion, place, inheritedFrom, byRoundingOnly, movedBy } = claim;
  const isRounded = rounded !== null && (rounded.start !== claim.start || rounded.end !== claim.end);
  const isMoved = movedBy.length > 0;
  return item(
    [...solid(rangeText(claim)), ...text(` ${claim.type}, `), ...originText(claim)],
    [
      ...(place === null ? [] : [placed(text("written at "), place)]),
      ...(owner === consumer ? [] : [[...text("a reservation of "), ...path(owner)]]),
      ...(memoryRegion === null
        ? []
        : [placed(text(`named by entry ${memoryRegion.entry} of memory-region, `), memoryRegion.place)]),
      ...(inheritedFrom === null ? [] : [[...text("inherited through the shared node of "), ...path(inheritedFrom)]]),
      ...movedBy.map(({ bus, from, to }) => [
        ...text(`moved from ${long(from)} to ${long(to)} by the dma-ranges of `),
        ...path(bus),
      ]),
      ...(isMoved ? [movedNote(claim)] : []),
      ...(isRounded
        ? [
            [
              ...text("rounded outward to "),
              ...solid(rangeText(rounded)),
              ...text(byRoundingOnly ? `: ${long(address)} is in it only by rounding` : "", "caution"),
            ],
          ]
        : []),
      ...(verdict === "out-of-reach" && rounded !== null && claim.origin !== "iommu-driver"
        ? [text("no effect: the address is out of reach", "faint")]
        : []),
    ],
  );
}

/** Reservations are moved, what the allocator hands out is not (c08z of the recorded kernels). */
const movedNote = ({ start, translatedFrom }: Claim): Styled =>
  text(
    `the allocator hands out addresses as the device sends them: ${long(start)} is reserved, ${long(translatedFrom ?? start)} is not`,
    "caution",
  );

function originText({ origin, what }: Claim): Styled {
  const subject = what ?? "";
  switch (origin) {
    case "iommu-addresses":
      return [...text("iommu-addresses of "), ...path(subject)];
    case "iommu-ranges":
      return text("outside iommu-ranges");
    case "iommu-driver":
      return text(subject);
    case "pci-window":
      return [...text("memory window of the bridge "), ...path(subject)];
    case "pci-inbound":
      return [...text("outside the inbound windows of the bridge "), ...path(subject)];
    case "runtime":
      return text("dma_iova_set_resv_region() at run time");
  }
}

const refusedItem = (call: WhyReport["refusedCalls"][number]): TreeItem =>
  item(
    text(
      `dma_iova_set_resv_region(${call.start}, ${amount(call.length)}) returns ${call.result}: ${call.reason ?? ""}`,
      "bad",
    ),
    [[...text("called for "), ...path(call.owner)], placed(text("written at "), call.place)],
  );

function specItems(report: WhyReport): TreeItem[] {
  const { spec, honoursIommuAddresses, kernelVersion } = report;
  if (spec === null || !spec.differs) return [];
  const ignored = honoursIommuAddresses
    ? ""
    : `; its IOMMU's driver does not read iommu-addresses in Linux ${kernelVersion}`;
  if (spec.claims.length === 0) return [item(text("not reserved: Linux reads the cells differently", "caution"), [])];
  return spec.claims.map((claim) => {
    const entry = claimItem(claim, { ...report, verdict: "reserved" });
    return { ...entry, label: [...entry.label, ...text(`, unlike Linux${ignored}`, "caution")] };
  });
}

function placed(lead: Styled, place: Place): Detail {
  const start = (place.column ?? 1) - 1;
  const { text: line, line: number } = place;
  return {
    kind: "excerpt",
    lead: [...lead, ...text(locationText(place))],
    source: line === null || number === null ? null : { text: line, line: number, start, end: start + place.width },
    via: place.via.map((step) => text(`through ${step.kind} ${step.name}, ${step.file}:${step.line}`, "faint")),
  };
}

/** As Linux prints an address. */
const long = (address: AddressRange["start"]): string => formatAddress(BigInt(address));
