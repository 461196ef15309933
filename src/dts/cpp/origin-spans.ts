/** Spans out of the numbers by which readings and macro uses are known. */
import type { Span, Via } from "../../base/source.js";
import { type Expansions, NONE, type Reading } from "./origins.js";

export class OriginSpans {
  private readonly viaOfUse = new Map<number, Via>();

  constructor(
    readonly expansions: Expansions,
    readonly readings: readonly Reading[],
  ) {}

  /** The uses that were known are no more. */
  forget(): void {
    this.viaOfUse.clear();
  }

  /** @param use the macro use that the text passed through last; NONE if none did */
  span(reading: number, start: number, end: number, use: number): Span {
    const { source, via } = this.reading(reading);
    return { source, start, end, via: use === NONE ? via : this.viaOf(use) };
  }

  /** The use in a file whose expansion a use in a macro's body belongs to. */
  outermost(use: number): number {
    let outer = use;
    while (this.expansions.inBody(outer)) outer = this.expansions.parent(outer);
    return outer;
  }

  private reading(number: number): Reading {
    const reading = this.readings[number];
    if (reading === undefined) throw new RangeError(`no reading ${number}`);
    return reading;
  }

  /** Built from the outside in, without recursion: macros may nest as deep as the limit on expansions allows. */
  private viaOf(innermost: number): Via {
    const { expansions } = this;
    const missing: number[] = [];
    let use = innermost;
    while (use !== NONE && !this.viaOfUse.has(use)) {
      missing.push(use);
      use = expansions.parent(use);
    }
    let via = this.viaOfUse.get(use) ?? null;
    for (const next of missing.reverse()) {
      const { source, via: includes } = this.reading(expansions.reading(next));
      const at = { source, start: expansions.start(next), end: expansions.end(next), via: via ?? includes };
      via = { kind: "macro", name: expansions.name(next), at };
      this.viaOfUse.set(next, via);
    }
    if (via === null) throw new RangeError(`no use ${innermost}`);
    return via;
  }
}
