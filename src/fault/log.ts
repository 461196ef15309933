/**
 * A kernel log as people paste it, as messages: without carriage returns, colours and quote marks, and with what a mail
 * program or a terminal wrapped put together again.
 */

/** A message begins on each line; the lines behind it that begin none may be the rest of it. */
export interface LogWindow {
  /** 1-based. */
  readonly line: number;
  /** The line itself, without what a mail program puts before it. */
  readonly first: string;
  /**
   * The line and what may continue it, joined by `WRAP` where the break may lie within a word, by a newline where it
   * can only lie between words.
   */
  readonly text: string;
}

/** Stands where a terminal or a mail program may have broken a line, also within a word. */
export const WRAP = "\u0001";

/** A message of more lines than these is none of the formats'. */
const MOST_CONTINUED = 4;
/** Of a hostile log; the kernel's own lines have 1024 bytes at most. */
const LONGEST_LINE = 2048;
/** Nobody's terminal is narrower. */
const NARROWEST = 40;

/** `ESC [ ... letter`, as `dmesg --color` writes them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const COLOUR = /\u001b\[[0-9;]*[A-Za-z]/g;
/** `> ` of a mail, any number of times. */
const QUOTE = /^(?:\s*>)+ ?/;

const MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
/** How lines of a log begin, whoever printed it; a line that begins so continues none. */
const BEGINNINGS: readonly RegExp[] = [
  // dmesg: `[   12.345678]`, `[Tue Nov 22 12:00:00 2026]`, with `<3>` or `kern  :err   :` before it
  /^(?:<[0-9]{1,3}>|[a-z0-9]+ *:[a-z]+ *: )?\[ *(?:[0-9]+\.[0-9]+|[A-Z][a-z]{2} [A-Z][a-z]{2} .*?)\]/,
  /^<[0-9]{1,3}>/,
  // syslog and journald: `Nov 22 12:00:00 host kernel:`, `2026-11-22T12:00:00+0000 host kernel:`
  new RegExp(`^${MONTH} +[0-9]{1,2} [0-9]{2}:[0-9]{2}:[0-9]{2}`),
  /^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}/,
  // logcat: `11-22 12:00:00.000     0     0 E`
  /^[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}/,
  // a ring buffer out of a memory dump: `0x000000000277BBFA |   1263.468579:`
  /^0x[0-9a-f]{8,16} *\|/i,
  // bare seconds: `1263.468579:`
  /^ *[0-9]+\.[0-9]{3,9}:/,
  // tracefs and perf: `kworker/0:1-12 [000] d..1. 12.345: iommu:io_page_fault:`
  /^ *\S.{0,40}? +\[[0-9]{3}\] /,
  /^# /,
];

const beginsMessage = (line: string): boolean => BEGINNINGS.some((pattern) => pattern.test(line));

/** A window for each line that is not empty. */
export function logWindows(log: string): readonly LogWindow[] {
  const lines = log
    .split(/\r\n|\n|\r/)
    .map((line) => line.slice(0, LONGEST_LINE).replace(COLOUR, "").replace(QUOTE, "").trimEnd());
  return lines.flatMap((first, i) => (first === "" ? [] : [{ line: i + 1, first, text: windowText(lines, i) }]));
}

function windowText(lines: readonly string[], at: number): string {
  let text = lines[at] ?? "";
  for (let next = at + 1; next < at + MOST_CONTINUED; next++) {
    const line = lines[next];
    if (line === undefined || line === "" || beginsMessage(line)) break;
    const mayBeWithinWord = (lines[next - 1] ?? "").length >= NARROWEST;
    text += `${mayBeWithinWord ? WRAP : "\n"}${line.trimStart()}`;
  }
  return text;
}
