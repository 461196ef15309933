/** Words where only numbers can be: macros that nobody defined, nearly always. */
import type { Problems } from "../problems.js";

/** @returns where the macro is defined, as a sentence, or null */
export type MacroSearch = (name: string) => string | null;

export class UnknownWords {
  private readonly seen = new Set<string>();

  /** @param isSilent a header is missing, and that has been said: its macros are no errors of their own */
  constructor(
    private readonly problems: Problems,
    private readonly search: MacroSearch,
    private readonly isSilent: () => boolean,
  ) {}

  /** A word in the place of a number, or of a whole value. One mistake is one error, however often it is made. */
  report(start: number, end: number, expected: string): void {
    const text = this.problems.texts.slice(start, end);
    const name = /^[A-Za-z_][A-Za-z0-9_]*/.exec(text)?.[0];
    if (name === undefined) {
      this.problems.lexicalError("not-a-value", start, end, `expected ${expected}, found '${shortened(text)}'`);
      return;
    }
    if (this.seen.has(name) || this.isSilent()) return;
    this.seen.add(name);
    const hint = this.search(name);
    const message = `expected ${expected}, found '${name}'${hint === null ? "" : ", which looks like a macro"}`;
    this.problems.lexicalError("unknown-word", start, end, message, { hint });
  }
}

const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 37)}...` : text);
