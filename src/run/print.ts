/** A result as a person or a program reads it: the formats, with all that they have to know of the rules. */
import type { Format, Piece, Printables, PrintOptions } from "../report/format.js";
import { formatNames, formats as printers } from "../report/formats.js";
import { plainPalette } from "../report/palette.js";
import { rules } from "../rule/engine/registry.js";

/** In the registry's order; those of `check` that list the rules list ours. */
export const formats: readonly Format[] = printers.map((format) => {
  const { check } = format.printers;
  if (check === undefined) return format;
  return {
    ...format,
    printers: { ...format.printers, check: (report, options) => check(report, { rules, ...options }) },
  };
});

/** As for a file: no colours. */
const PLAIN: PrintOptions = { columns: 100, palette: plainPalette, verbose: false };

/**
 * @param command whose result it is
 * @param format a name of `formatNames(command)`
 * @throws {RangeError} if that command has no such format
 */
export function print<Command extends keyof Printables>(
  command: Command,
  result: Printables[Command],
  format = "text",
  options: Partial<PrintOptions> = {},
): string {
  const printer = formats.find(({ name }) => name === format)?.printers[command];
  if (printer === undefined) {
    throw new RangeError(`'${command}' has no format '${format}'; known are: ${formatNames(command).join(", ")}`);
  }
  return printer(result, { ...PLAIN, ...options });
}

/** The same piece by piece, where the format writes a long result so. */
export function printPieces<Command extends keyof Printables>(
  command: Command,
  result: Printables[Command],
  format: string,
  options: Partial<PrintOptions>,
): Iterable<Piece> {
  const pieces = formats.find(({ name }) => name === format)?.pieces?.[command];
  return pieces === undefined ? [print(command, result, format, options)] : pieces(result, { ...PLAIN, ...options });
}
