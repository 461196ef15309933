/** What the lexer may look at: each character a few times, whatever it stands among. Counted, not timed. */
import { describe, expect, it } from "vitest";
import { lexerOf } from "./lexing.js";

/** What leads into each state of the lexer. */
const STATES: Readonly<Record<string, string>> = {
  "at the top": "",
  "in a body": "/ { ",
  "in a value": "/ { p = ",
  "between angle brackets": "/ { p = <",
  "between square brackets": "/ { p = [",
  "between parentheses": "/ { p = <(",
  "in a string": '/ { p = "',
  "in a character": "/ { p = <'",
  "in a path": "/ { p = &{",
  "behind /memreserve/": "/memreserve/ ",
};

/** Runs of one of each class and of all that have a meaning of their own, and of pairs that lead on to each other. */
const RUNS = [
  ..." \n\tag0@#,?-+*/\\\"'&:;<=>[]{}()%^|~!\u0001\u00e9",
  ...[
    "#1",
    "#,",
    "1#",
    "a#",
    "# ",
    "#\n",
    "a ",
    "a,",
    "a:",
    "1a",
    "1L",
    "\\'",
    '\\"',
    "a(",
    "&{",
    "/*",
    "*/",
    '"\n',
    "'\n",
  ],
];

/** Characters that are looked at while a text is lexed, a search counting all that it passes. */
function workOf(text: string): number {
  const { lexer } = lexerOf(text);
  let work = 0;
  const { charCodeAt, indexOf, slice } = String.prototype;
  String.prototype.charCodeAt = function (this: string, index) {
    work++;
    return charCodeAt.call(this, index);
  };
  String.prototype.indexOf = function (this: string, searched, from = 0) {
    const found = indexOf.call(this, searched, from);
    work += (found < 0 ? this.length : found) - from;
    return found;
  };
  // What is cut out is mostly looked through.
  String.prototype.slice = function (this: string, start, end) {
    const part = slice.call(this, start, end);
    work += part.length;
    return part;
  };
  try {
    while (lexer.nextChunk()) {
      // Only the work is of interest.
    }
  } finally {
    Object.assign(String.prototype, { charCodeAt, indexOf, slice });
  }
  return work;
}

/** Longer than the windows in which the lexer guesses what was meant. */
const LENGTH = 2400;
/** Twice the text: what is linear doubles, what is quadratic grows fourfold. */
const MOST_GROWTH = 3;

describe.each(Object.entries(STATES))("%s", (_, prefix) => {
  it("the work grows with the text, whatever it is a run of", { timeout: 60_000 }, () => {
    const text = (unit: string, length: number): string => `${prefix}${unit.repeat(length / unit.length)}x\n`;
    const growths = RUNS.map((unit) => [unit, workOf(text(unit, 2 * LENGTH)) / workOf(text(unit, LENGTH))] as const);
    expect(growths.filter(([, growth]) => growth > MOST_GROWTH)).toEqual([]);
  });
});
