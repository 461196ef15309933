/** Every fault that a log tells of, in its order, and the lines that look like one and were not understood. */
import type { Fault, FaultFacts } from "./fault.js";
import type { FaultFormat, FaultLine } from "./format.js";
import { faultFormats } from "./formats.js";
import { type LogWindow, logWindows, WRAP } from "./log.js";
import { squeezed } from "./template.js";

export interface FaultLog {
  /** Faults that say the same are one, with its repeats. */
  readonly faults: readonly Fault[];
  /** Lines that speak of a fault of an IOMMU, or of lost events, in words that no format has. */
  readonly unread: readonly { readonly line: number; readonly text: string }[];
}

export function readFaults(log: string): FaultLog {
  const drafts = new Drafts();
  const unread: { line: number; text: string }[] = [];
  let usedUpTo = 0;
  for (const window of logWindows(log)) {
    // The rest of a message that a line before it began.
    if (window.line <= usedUpTo) continue;
    const lines = drafts.read(window);
    if (lines > 0) usedUpTo = window.line + lines - 1;
    else if (looksLikeFault(window.first)) unread.push({ line: window.line, text: window.first });
  }
  return { faults: folded(drafts.faults()), unread };
}

/** "Default domain type" is none; x86's drivers print faults too, and no device tree tells of them. */
const SPEAKS_OF_FAULT = /(?<!de)fault|unhandled context|events? lost/i;
const SPEAKS_OF_IOMMU = /smmu|iommu|\bm4u|\bdart|mmu\b|evtq|priq|amd-vi|dmar/i;
/** What the kernel's rate limit says in their place, and the lines of a call trace. */
const NO_FAULT = /callbacks suppressed|\+0x[0-9a-f]+\/0x/i;

const looksLikeFault = (text: string): boolean =>
  SPEAKS_OF_FAULT.test(text) && SPEAKS_OF_IOMMU.test(text) && !NO_FAULT.test(text);

/** A later line belongs to a fault of the same device that is no further up than this. */
const MOST_BETWEEN = 64;

class Drafts {
  private readonly all: Draft[] = [];
  /** By format and device. */
  private readonly latest = new Map<string, Draft>();
  /** The line on which the last fault of a format began. */
  private readonly last = new Map<FaultFormat, number>();

  faults(): readonly Fault[] {
    return this.all.map((draft) => draft.fault());
  }

  /** @returns how many lines of the window it took; 0 if nothing was understood */
  read(window: LogWindow): number {
    const squeezedText = squeezed(window.text);
    for (const format of faultFormats) {
      for (const line of format.lines) {
        if (!squeezedText.includes(line.template.sign) || !this.isOpen(format, line, window)) continue;
        const match = line.template.match(window.text);
        if (match === null || match.start >= window.first.length) continue;
        const facts = line.read(match.values);
        if (facts === null || !this.take(format, line, facts, match.device, window)) continue;
        return linesIn(window.text.slice(0, match.end));
      }
    }
    return 0;
  }

  /** A line that only adds is looked for where there is something to add to. */
  private isOpen(format: FaultFormat, line: FaultLine, window: LogWindow): boolean {
    if (line.role !== "more") return true;
    const last = this.last.get(format);
    return last !== undefined && window.line - last <= MOST_BETWEEN;
  }

  private take(
    format: FaultFormat,
    line: FaultLine,
    facts: FaultFacts,
    device: string | null,
    window: LogWindow,
  ): boolean {
    const key = `${format.id} ${device ?? ""}`;
    const before = line.role === "first" ? undefined : this.latest.get(key);
    if (before?.takes(line, facts, window.line) === true) return true;
    if (line.role === "more") return false;
    const draft = new Draft(format, device, window, line, facts);
    this.all.push(draft);
    this.latest.set(key, draft);
    this.last.set(format, window.line);
    return true;
  }
}

const linesIn = (text: string): number => text.split(LINE_BREAK).length;
const LINE_BREAK = new RegExp(`[\\n${WRAP}]`);

/** A fault while its lines come in. */
class Draft {
  private readonly words: bigint[] = [];
  private readonly seen = new Set<FaultLine>();

  constructor(
    private readonly format: FaultFormat,
    private readonly device: string | null,
    private readonly window: LogWindow,
    line: FaultLine,
    private facts: FaultFacts,
  ) {
    this.seen.add(line);
  }

  /** Adds the line, if it can be of this fault. */
  takes(line: FaultLine, facts: FaultFacts, at: number): boolean {
    if (at - this.window.line > MOST_BETWEEN) return false;
    if (facts.word !== undefined) {
      if (this.words.length >= WORDS) return false;
      this.words.push(facts.word);
      return true;
    }
    if (this.seen.has(line) || disagree(this.known(), facts)) return false;
    this.seen.add(line);
    this.facts = { ...this.facts, ...facts };
    return true;
  }

  fault(): Fault {
    const { source, pasid, address, access, kind } = this.known();
    return {
      format: this.format.id,
      line: this.window.line,
      text: this.window.first,
      repeats: 0,
      iommu: this.device,
      source: source ?? { kind: "unsaid" },
      pasid: pasid ?? null,
      address: address ?? null,
      access: access ?? null,
      kind: kind ?? "other",
    };
  }

  /** What was printed in words is the driver's own reading, and stands before ours of the raw record. */
  private known(): FaultFacts {
    const { decode } = this.format;
    return decode === undefined || this.words.length < WORDS ? this.facts : { ...decode(this.words), ...this.facts };
  }
}

/** Of an SMMU v3's event record. */
const WORDS = 4;

function disagree(known: FaultFacts, facts: FaultFacts): boolean {
  const isOther = <T>(a: T | undefined, b: T | undefined): boolean => a !== undefined && b !== undefined && a !== b;
  const id = ({ source }: FaultFacts) => (source?.kind === "stream" ? source.id : undefined);
  return isOther(known.address, facts.address) || isOther(id(known), id(facts));
}

/** The same fault again, which a log has in hundreds, counts as a repeat of the first. */
function folded(faults: readonly Fault[]): readonly Fault[] {
  const byKey = new Map<string, { fault: Fault; repeats: number }>();
  for (const fault of faults) {
    const known = byKey.get(keyOf(fault));
    if (known === undefined) byKey.set(keyOf(fault), { fault, repeats: 0 });
    else known.repeats++;
  }
  return [...byKey.values()].map(({ fault, repeats }) => ({ ...fault, repeats }));
}

const keyOf = ({ format, iommu, source, pasid, address, access, kind }: Fault): string =>
  JSON.stringify([format, iommu, source, pasid, address === null ? null : address.toString(16), access, kind]);
