/** Looking at single characters of a line: where a trace has millions of lines, patterns cost more than all else. */

export const COLON = 0x3a;
const DOT = 0x2e;

export const isBlank = (code: number): boolean => code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0xa0;
const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;
/** Of an event's name. */
export const isNameChar = (code: number): boolean => code === 0x5f || (code >= 0x61 && code <= 0x7a);

export function skipBlanks(text: string, from: number): number {
  let at = from;
  while (isBlank(text.charCodeAt(at))) at++;
  return at;
}

/** Longer than any time, so that a line of digits is not looked through again and again; so many are exact in a number. */
const TIME_DIGITS = 15;

/** `TIME: ` before an event's name, in seconds; null where the line's head is cut off or says none. */
export function timeBefore(line: string, nameStart: number): number | null {
  let end = systemStart(line, nameStart);
  while (end > 0 && isBlank(line.charCodeAt(end - 1))) end--;
  if (line.charCodeAt(--end) !== COLON) return null;
  const start = digitsBefore(line, end);
  if (start === end) return null;
  if (line.charCodeAt(start - 1) !== DOT) return numberIn(line, start, end);
  const whole = digitsBefore(line, start - 1);
  // Exact in both, so the quotient is the number as it is written.
  return (numberIn(line, whole, start - 1) * 10 ** (end - start) + numberIn(line, start, end)) / 10 ** (end - start);
}

/** Where the system begins that `perf script` puts before the event's name; else where the name does. */
function systemStart(line: string, nameStart: number): number {
  if (line.charCodeAt(nameStart - 1) !== COLON) return nameStart;
  if (line.startsWith("iommu:", nameStart - 6)) return nameStart - 6;
  return line.startsWith("dma:", nameStart - 4) ? nameStart - 4 : nameStart;
}

function digitsBefore(line: string, end: number): number {
  let start = end;
  while (end - start < TIME_DIGITS && isDigit(line.charCodeAt(start - 1))) start--;
  return start;
}

function numberIn(line: string, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) value = value * 10 + line.charCodeAt(at) - 0x30;
  return value;
}
