/** `why` for people: the answer first, then each link of the chain with the place where it is written. */
import { formatAddress } from "../../base/range.js";
import { amount, rangeText } from "../amount.js";
import { excerpt } from "../excerpt.js";
import { locationText } from "../location.js";
import { paint } from "../palette.js";
import type { AddressRange } from "../schema.js";
import { joined, path, type Styled, solid, text } from "../styled.js";
import type { Look } from "../text.js";
import { wrap } from "../wrap.js";
import { mistakenLabel, mistakenNote, remedyFacts } from "./mistaken.js";
import type { Claim, Place, WhyReport } from "./schema.js";

export const whyAsText = (report: WhyReport, look: Look): string =>
  lines(report, look.columns)
    .map((line) => `${paint(line, look.palette)}\n`)
    .join("");

function lines(report: WhyReport, columns: number): Styled[] {
  const sections: [string, readonly Entry[]][] = [
    ["held by", heldBy(report)],
    ["lost: another member sets up the domain", report.lost.map((claim) => claimEntry(claim, report))],
    ["listed in sysfs, never taken from the allocator", report.listedOnly.map((claim) => claimEntry(claim, report))],
    ["written for this address, moved elsewhere", report.movedAway.map((claim) => claimEntry(claim, report))],
    ["wraps past 2^64, so Linux keeps nothing free for it", report.wrapped.map((claim) => claimEntry(claim, report))],
    [
      `memory that is taken for a reservation: ${mistakenNote(report.verdict)}`,
      report.mistaken.map((memory) => ({
        label: mistakenLabel(memory),
        details: remedyFacts(memory, report.consumer, report.kernelVersion),
      })),
    ],
    ["asked for at run time, and not granted", report.refusedCalls.map(refusedEntry)],
    ["as the binding's text reads", specEntries(report)],
  ];
  return [
    ...wrap(headline(report), columns),
    ...facts(report).flatMap((fact) => indented(fact, columns, 2)),
    ...sections.flatMap(([title, entries]) =>
      entries.length === 0 ? [] : [[], text(title, "strong"), ...entries.flatMap((e) => entryLines(e, columns))],
    ),
  ];
}

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
      ...text(` (${amount(granule)}): what is reserved or handed out is whole ones`),
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
      ? [text("Linux gives it an identity domain: read this as in a DMA domain", "caution")]
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
      if (limit.kind === "first-page") return text("cut by Linux, which never hands out the first page", "bad");
      return [
        ...text(`cut by ${LIMITS[limit.kind]}`, "bad"),
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
    ...text(`: ${groupReason ?? "reason unknown"}; shown is what it would have `),
    ...(others.length === 0 ? text("alone") : [...text("on its streams, which lead to one domain with "), ...shared]),
  ];
}

/** A first line, what belongs to it, and places with their source. */
interface Entry {
  readonly label: Styled;
  readonly details: readonly (Styled | { readonly lead: Styled; readonly place: Place })[];
}

function heldBy(report: WhyReport): Entry[] {
  if (report.heldBy.length > 0) return report.heldBy.map((claim) => claimEntry(claim, report));
  return report.verdict === "reserved"
    ? [{ label: text("what a consumer with the same streams took"), details: [] }]
    : [];
}

function claimEntry(claim: Claim, { consumer, verdict, address }: WhyReport): Entry {
  const { owner, rounded, memoryRegion, place, inheritedFrom, byRoundingOnly, movedBy } = claim;
  const isRounded = rounded !== null && (rounded.start !== claim.start || rounded.end !== claim.end);
  const isMoved = movedBy.length > 0;
  return {
    label: [...solid(rangeText(claim)), ...text(` ${claim.type}, `), ...originText(claim)],
    details: [
      ...(place === null ? [] : [{ lead: text("written at "), place }]),
      ...(owner === consumer ? [] : [[...text("a reservation of "), ...path(owner)]]),
      ...(memoryRegion === null
        ? []
        : [{ lead: text(`named by entry ${memoryRegion.entry} of memory-region, `), place: memoryRegion.place }]),
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
              ...text(byRoundingOnly ? `: ${long(address)} is in it by rounding only` : "", "caution"),
            ],
          ]
        : []),
      ...(verdict === "out-of-reach" && rounded !== null && claim.origin !== "iommu-driver"
        ? [text("without effect on an address that is out of reach", "faint")]
        : []),
    ],
  };
}

/** Reservations are moved, what the allocator hands out is not (c08z of the recorded kernels). */
const movedNote = ({ start, translatedFrom }: Claim): Styled =>
  text(
    `the allocator hands out addresses as the device sends them: ${long(start)} is kept free, ${long(translatedFrom ?? start)} is not`,
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

function refusedEntry(call: WhyReport["refusedCalls"][number]): Entry {
  return {
    label: text(
      `dma_iova_set_resv_region(${call.start}, ${amount(call.length)}) gives ${call.result}: ${call.reason ?? ""}`,
      "bad",
    ),
    details: [[...text("called for "), ...path(call.owner)], { lead: text("written at "), place: call.place }],
  };
}

function specEntries(report: WhyReport): Entry[] {
  const { spec, honoursIommuAddresses, kernelVersion } = report;
  if (spec === null || !spec.differs) return [];
  const ignored = honoursIommuAddresses
    ? ""
    : `; its IOMMU's driver does not read iommu-addresses in Linux ${kernelVersion}`;
  if (spec.claims.length === 0)
    return [{ label: text("not reserved: Linux reads the cells otherwise", "caution"), details: [] }];
  return spec.claims.map((claim) => {
    const entry = claimEntry(claim, { ...report, verdict: "reserved" });
    return { ...entry, label: [...entry.label, ...text(`, unlike Linux${ignored}`, "caution")] };
  });
}

function entryLines({ label, details }: Entry, columns: number): Styled[] {
  return [
    ...indented(label, columns, 2),
    ...details.flatMap((detail) =>
      "place" in detail ? placeLines(detail.lead, detail.place, columns) : indented(detail, columns, 4),
    ),
  ];
}

function placeLines(lead: Styled, place: Place, columns: number): Styled[] {
  const head = indented([...lead, ...text(locationText(place))], columns, 4);
  const via = place.via.map((step) =>
    text(`    through ${step.kind} ${step.name}, ${step.file}:${step.line}`, "faint"),
  );
  if (place.text === null || place.text.trim() === "" || place.line === null) return [...head, ...via];
  const number = String(place.line).padStart(9);
  const start = (place.column ?? 1) - 1;
  const shown = excerpt(place.text, start, start + place.width, columns - number.length - 3);
  return [
    ...head,
    [...text(`${number} | `, "faint"), ...text(shown.line)],
    [...text(`${" ".repeat(number.length)} | `, "faint"), ...text(shown.marks, "good")],
    ...via,
  ];
}

const indented = (styled: Styled, columns: number, indent: number): Styled[] =>
  wrap(styled, columns - indent - 2).map((line, i) => [...text(" ".repeat(i === 0 ? indent : indent + 2)), ...line]);

/** As Linux prints an address. */
const long = (address: AddressRange["start"]): string => formatAddress(BigInt(address));
