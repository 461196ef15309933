/** One change in words: the same for text and Markdown. */
import { amount, rangeText, signedAmount } from "../amount.js";
import { locationText } from "../location.js";
import { fullName, nodeName, someOf } from "../names.js";
import type { AddressRange, Size, Usable } from "../schema.js";
import { joined, path, SEVERITY_STYLES, type Style, type Styled, solid, text } from "../styled.js";
import { askedLine } from "./asked.js";
import { delta, type Loss, losesIommu, lostBytes, type Move, type Names } from "./effects.js";
import type { ChangeView } from "./schema.js";

type Of<Kind extends ChangeView["kind"]> = Extract<ChangeView, { kind: Kind }>;
type Grouping = Of<"group">["before"];
type ReservedRange = Of<"reservation">["before"]["reservations"][number];

/** `usable below 4 GiB 3584 MiB → 2984 MiB (−600 MiB)`, `now shares a domain with pixel`: parts of one sentence. */
function phrasesOf(change: ChangeView, names: Names): Styled[] {
  switch (change.kind) {
    case "consumer-moved":
      return [text(movePhrase(change))];
    case "protection-lost":
      return lossPhrases(change);
    case "usable":
      return usablePhrases(change.before, change.after);
    case "group":
      return groupPhrases(change, names);
    case "consumer-added":
      return [text("new: ", "strong"), ...standing(change.after, change.consumer, names)].reduce(leading, []);
    case "consumer-removed":
      return [text("gone: ", "strong"), ...standing(change.before, change.consumer, names)].reduce(leading, []);
    default:
      return [];
  }
}

/** `usable below 4 GiB 3584 MiB → 2984 MiB (−600 MiB), now shares a domain with pixel`; empty where there is only detail. */
export function said(changes: readonly ChangeView[], names: Names): Styled {
  const isLost = changes.some((change) => change.kind === "protection-lost" && losesIommu(change));
  const phrases = changes.flatMap((change) =>
    // That it has no group is why it has no IOMMU.
    isLost && change.kind === "group" ? [] : phrasesOf(change, names),
  );
  return joined(phrases, ", ");
}

/** `non-pixel: ` and what is said of it; of several of whom the same is said, their names. */
export function sentence(who: readonly string[], what: Styled, most = MOST_NAMES): Styled {
  const name = text(someOf(who, most), "strong");
  return what.length === 0 ? name : [...name, ...text(": "), ...what];
}

/** The first part is glued to the second: they are one phrase. */
const leading = (phrases: Styled[], next: Styled, i: number): Styled[] =>
  i === 1 ? [[...(phrases[0] ?? []), ...next]] : [...phrases, next];

/** Where it is now, its line says. */
function movePhrase({ before, after, how }: Move): string {
  if (how === "parent") return "moved with its parent";
  if (how === "renamed") return `renamed from ${nodeName(before.path)}`;
  const isCalledOtherwise = nodeName(before.path) !== nodeName(after.path);
  return isCalledOtherwise ? `moved from ${before.path}` : `moved, was below ${parentOf(before.path)}`;
}

const parentOf = (whole: string): string => whole.slice(0, whole.lastIndexOf("/")) || "/";

/** `video-codec@aa00000 → codec@aa00000` where the parent is the same, else whole paths. */
export const movedText = ({ before, after, how }: Move): string =>
  [before, after].map(({ path: whole }) => (how === "renamed" ? nodeName(whole) : whole)).join(" → ");

/** More ranges than these are counted. */
const MOST_RANGES = 3;

function lossPhrases(loss: Loss): Styled[] {
  const { lost, unmapped, after } = loss;
  const size = amount(lostBytes(loss).toString());
  return [
    ...(losesIommu(loss)
      ? [text(`no longer behind an IOMMU: ${after.reason ?? "no domain of the DMA API"}`, "bad")]
      : []),
    ...(lost.length === 0
      ? []
      : [[...text("no longer reserved: ", "bad"), ...rangeList(lost), ...text(" "), ...solid(`(${size})`, "bad")]]),
    ...(unmapped.length === 0 ? [] : [[...text("no longer identity-mapped: ", "bad"), ...rangeList(unmapped)]]),
  ];
}

function rangeList(ranges: readonly AddressRange[]): Styled {
  const shown = ranges.slice(0, MOST_RANGES).map((one) => solid(rangeText(one), "bad"));
  const more = ranges.length - shown.length;
  return [...joined(shown, " "), ...text(more > 0 ? ` and ${more} more` : "")];
}

function lossElsewhereLine({ kernel, lost, problem }: Loss["elsewhere"][number]): Styled {
  if (problem !== null) return text(`no longer behind an IOMMU in Linux ${kernel}: ${problem}`, "caution");
  if (lost.length === 0) return text(`under Linux ${kernel} nothing is lost`);
  return [...text(`under Linux ${kernel} no longer reserved: `, "caution"), ...rangeList(lost)];
}

function usablePhrases(before: Usable, after: Usable): Styled[] {
  const below = delta(before.below4G, after.below4G);
  const all = delta(before.bytes, after.bytes);
  const phrases = [
    ...(below === 0n ? [] : [moved("usable below 4 GiB", before.below4G, after.below4G)]),
    ...(all === below ? [] : [moved(below === 0n ? "usable" : "in all", before.bytes, after.bytes)]),
    ...(before.largestBlock === after.largestBlock
      ? []
      : [moved("largest block", before.largestBlock, after.largestBlock, false)]),
  ];
  if (phrases.length > 0) return phrases;
  if (before.largestAligned !== after.largestAligned) {
    return [moved("largest aligned allocation", before.largestAligned, after.largestAligned)];
  }
  return [text("as much usable space as before, at other addresses")];
}

function moved(what: string, before: Size, after: Size, withDelta = true): Styled {
  const change = delta(before, after);
  const style: Style = change < 0n ? "bad" : "good";
  const sizes = [...text(`${what} `), ...solid(amount(before)), ...text(" → "), ...solid(amount(after), style)];
  return withDelta ? [...sizes, ...text(" "), ...solid(`(${signedAmount(change)})`, style)] : sizes;
}

function groupPhrases({ before, after, consumer }: Of<"group">, names: Names): Styled[] {
  const [was, is] = [others(before, consumer), others(after, consumer)];
  const joined = is.filter((id) => !was.includes(id));
  const left = was.filter((id) => !is.includes(id));
  return [
    ...(before.reason === null && after.reason !== null ? [text(`no longer in a group: ${after.reason}`, "bad")] : []),
    ...(before.reason !== null && after.reason === null ? [text("now in a group", "good")] : []),
    ...(before.reason !== null && after.reason !== null && before.reason !== after.reason
      ? [text(`no group: ${before.reason} → ${after.reason}`)]
      : []),
    ...(joined.length === 0 ? [] : [text(`now shares a domain with ${named(joined, names)}`, "caution")]),
    ...(left.length === 0 ? [] : [text(`no longer shares a domain with ${named(left, names)}`)]),
    ...(before.domainType === after.domainType
      ? []
      : [text(`domain ${before.domainType} → ${after.domainType}`, "caution")]),
    ...(before.first === after.first
      ? []
      : [
          text(`the domain is set up by ${after.first === null ? "the first to probe" : fullName(names(after.first))}`),
        ]),
  ];
}

const others = ({ members }: Grouping, consumer: string | null): string[] =>
  (members ?? []).filter((id) => id !== consumer);

/** More names than this are counted. */
const MOST_NAMES = 6;

const named = (ids: readonly string[], names: Names): string =>
  someOf(
    ids.map((id) => fullName(names(id))),
    MOST_NAMES,
  );

/** How a consumer that only one side has stands there. */
function standing(figures: Of<"consumer-added">["after"], consumer: string | null, names: Names): Styled[] {
  const sharers = others(figures, consumer);
  return [
    [...text("usable below 4 GiB "), ...solid(amount(figures.usable.below4G))],
    [...text("largest block "), ...solid(amount(figures.usable.largestBlock))],
    ...(sharers.length === 0 ? [] : [text(`shares a domain with ${named(sharers, names)}`)]),
    ...(figures.reason !== null ? [text(`no group: ${figures.reason}`, "caution")] : []),
  ];
}

function handedOverLines({ before, after, streams, lost }: Of<"streams-handed-over">, names: Names): Styled[] {
  const whose = `has stream ${streams.join(", ")} of ${fullName(names(before.consumer))}`;
  return [
    [
      ...text(`${whose}: `),
      ...(JSON.stringify(before.usable) === JSON.stringify(after.usable)
        ? text("as much usable space as before")
        : usablePhrases(before.usable, after.usable).flatMap((phrase, i) => [...text(i === 0 ? "" : ", "), ...phrase])),
    ],
    ...lost.map((one) => [...text("no longer reserved: ", "bad"), ...solid(rangeText(one), "bad")]),
  ];
}

function elsewhereLine({ kernel, problem, usable, lost }: Of<"consumer-added">["after"]["elsewhere"][number]): Styled {
  if (problem !== null) return text(`Linux ${kernel} gives it no IOMMU: ${problem}`, "caution");
  return [
    ...text("with the posted series that reads iommu-ranges: ", "caution"),
    ...(usable === null ? [] : [...text("usable below 4 GiB "), ...solid(amount(usable.below4G))]),
    ...text(usable !== null && lost.length > 0 ? ", " : ""),
    ...(lost.length === 0 ? [] : [...text("no longer reserved: "), ...solid(lost.map(rangeText).join(" "))]),
  ];
}

/** What belongs below the sentence on one consumer. */
export function detailsIn(changes: readonly ChangeView[], names: Names): Styled[] {
  const isLost = changes.some((change) => change.kind === "protection-lost" && losesIommu(change));
  // What sysfs listed goes with the IOMMU.
  const isFelt = (change: ChangeView) =>
    !isLost || change.kind !== "reservation" || change.before.reservations.some(isHeld);
  return changes.filter(isFelt).flatMap((change) => detailsOf(change, names));
}

/** What belongs below the sentence: ranges, layouts, findings; a line each. */
export function detailsOf(change: ChangeView, names: Names): Styled[] {
  switch (change.kind) {
    case "plan":
    case "config":
      return [askedLine(change)];
    case "protection-lost":
      return change.elsewhere.map(lossElsewhereLine);
    case "reservation":
      return rangeLines(change.before.reservations, change.after.reservations);
    case "consumer-added":
      return [
        ...rangeLines([], change.after.reservations.filter(isHeld)),
        ...change.after.elsewhere.map(elsewhereLine),
      ];
    case "consumer-removed":
      return [
        ...rangeLines(change.before.reservations.filter(isHeld), []),
        ...change.before.elsewhere.map(elsewhereLine),
      ];
    case "streams-handed-over":
      return handedOverLines(change, names);
    case "layout":
      return layoutLines(change);
    case "finding-new":
      return [findingLine(`new ${change.after.severity}`, change.after.severity, change.after)];
    case "finding-fixed":
      return [findingLine(`${change.before.severity} fixed`, null, change.before)];
    default:
      return [];
  }
}

/** What sysfs lists for every device, and the allocator never sees, says nothing about a new one. */
const isHeld = ({ inAllocator }: ReservedRange): boolean => inAllocator;

function rangeLines(before: readonly ReservedRange[], after: readonly ReservedRange[]): Styled[] {
  const keyed = (ranges: readonly ReservedRange[]) => new Map(ranges.map((range) => [JSON.stringify(range), range]));
  const [was, is] = [keyed(before), keyed(after)];
  const lines = (sign: string, style: Style, these: ReadonlyMap<string, ReservedRange>, those: typeof these) =>
    [...these].filter(([key]) => !those.has(key)).map(([, range]) => rangeLine(sign, style, range));
  return [...lines("−", "bad", was, is), ...lines("+", "good", is, was)];
}

function rangeLine(sign: string, style: Style, range: ReservedRange): Styled {
  const { type, origin, inheritedFrom, inAllocator } = range;
  return [
    ...solid(`${sign} ${rangeText(range)}`, style),
    ...text(` ${type}, ${ORIGINS[origin]}${inAllocator ? "" : ", not taken from the allocator"}`),
    ...(inheritedFrom === null ? [] : [...text(", inherited from "), ...path(inheritedFrom)]),
  ];
}

const ORIGINS: Readonly<Record<ReservedRange["origin"], string>> = {
  "iommu-addresses": "iommu-addresses",
  "iommu-ranges": "outside iommu-ranges",
  "iommu-driver": "the IOMMU's driver",
  "pci-window": "the bridge's window",
  "pci-inbound": "outside the bridge's dma-ranges",
  runtime: "reserved at run time",
};

function layoutLines({ before, after }: Of<"layout">): Styled[] {
  const lines = after.layouts.map((layout) => {
    const was = before.layouts.find((one) => one.id === layout.id);
    return text(`layout ${layout.id}: ${layoutDifference(was ?? layout, layout).join(", ")}`);
  });
  const verdict = (what: string, was: string | null, is: string | null): Styled[] =>
    was === is ? [] : [text(`${what}: ${was ?? "none"} → ${is ?? "none"}`)];
  return [
    ...lines,
    ...verdict("best safe layout now", before.now, after.now),
    ...verdict("best safe layout with all changes under review", before.best, after.best),
  ];
}

type LayoutFigures = Of<"layout">["after"]["layouts"][number];

function layoutDifference(was: LayoutFigures, is: LayoutFigures): string[] {
  const sizes = (what: string, a: Size | null, b: Size | null) =>
    a === b ? [] : [`${what} ${a === null ? "unknown" : amount(a)} → ${b === null ? "unknown" : amount(b)}`];
  const flag = (a: boolean, b: boolean, yes: string, no: string) => (a === b ? [] : [b ? yes : no]);
  return [
    ...sizes("waste", was.waste, is.waste),
    ...sizes("shortfall", was.shortfall, is.shortfall),
    ...flag(was.safe, is.safe, "now safe", "no longer safe"),
    ...flag(
      was.exhausted,
      is.exhausted,
      "now leaves a member no usable space",
      "no longer leaves a member without usable space",
    ),
  ];
}

type Severity = Of<"finding-new">["after"]["severity"];

function findingLine(what: string, severity: Severity | null, finding: Of<"finding-new">["after"]): Styled {
  return [
    ...text(`${what}: `, severity === null ? "good" : SEVERITY_STYLES[severity]),
    ...text(`${finding.message} [${finding.rule}] `),
    ...text(`(${locationText(finding.location)})`, "faint"),
  ];
}
