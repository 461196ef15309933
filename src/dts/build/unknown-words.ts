/** Words where only numbers can be: macros that nobody defined, nearly always. */
import { numberHint } from "../lexer/words.js";
import type { Problems } from "../problems.js";

/** @returns where the macro is defined that the source does not see, as a sentence, or null */
export type FindMacro = (name: string) => string | null;

interface Sighting {
  readonly start: number;
  readonly end: number;
  readonly expected: string;
}

/** Past this many there is nothing to learn from another. */
const MOST_WORDS = 200;

export class UnknownWords {
  /** The first place of every macro, and every place of other words. */
  private readonly sightings = new Map<string, Sighting>();

  constructor(private readonly problems: Problems) {}

  /** There are some. */
  get hasAny(): boolean {
    return this.sightings.size > 0;
  }

  /** Notes a word in the place of a number, or of a whole value. */
  note(start: number, end: number, expected: string): void {
    this.problems.markUnclear(start);
    const name = nameOf(this.problems.texts.slice(start, end));
    // A macro is one mistake, however often it is used: a header is missing.
    const key = name !== null && /^[A-Z0-9_]+$/.test(name) ? name : String(start);
    if (this.sightings.size < MOST_WORDS && !this.sightings.has(key)) this.sightings.set(key, { start, end, expected });
  }

  /**
   * Reports them, now that all labels are known.
   *
   * @param findMacro for a hint
   * @param isHeaderMissing that has been said: what no other header defines is no error of its own
   */
  report(hasLabel: (label: string) => boolean, findMacro: FindMacro, isHeaderMissing: boolean): void {
    for (const { start, end, expected } of this.sightings.values()) {
      const text = this.problems.texts.slice(start, end);
      const name = nameOf(text);
      const found = `expected ${expected}, found '${shortened(text)}'`;
      const written = writtenHint(text, expected === A_VALUE);
      if (name === null || (written !== null && !hasLabel(name) && findMacro(name) === null)) {
        this.problems.error("not-a-value", start, end, found, { hint: written });
      } else if (hasLabel(name)) {
        this.problems.error("unknown-word", start, end, found, { hint: `did you mean '&${name}'?` });
      } else {
        const hint = findMacro(name);
        if (hint === null && isHeaderMissing) continue;
        this.problems.error("unknown-word", start, end, `${found}: a macro that is not defined?`, { hint });
      }
    }
  }
}

/** What is expected where a whole value is. */
export const A_VALUE = "a value";

/** How the value is written that a word looks like: a number or a string; null for what may well be a macro. */
function writtenHint(text: string, isValue: boolean): string | null {
  if (isValue && /^[0-9]/.test(text)) return `numbers go between '<' and '>': <${text}>`;
  if (!isValue) return /^(?=.*[0-9])[a-fA-F][0-9a-fA-F]{2,15}[hH]?$/.test(text) ? numberHint(text) : null;
  if (text === "true") return "a property that is present is true: write only its name";
  if (text === "false") return "a property that is absent is false: leave it out";
  return /^[a-z][a-z0-9,._+-]*$/.test(text) ? `strings go in quotes: "${text}"` : null;
}

const nameOf = (text: string): string | null => /^[A-Za-z_][A-Za-z0-9_]*(?![^(\s])/.exec(text)?.[0] ?? null;

const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 37)}...` : text);
