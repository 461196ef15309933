/** Where results go: standard output, or a file for each format that names one. */
import { UsageError } from "./usage-error.js";

export interface Destination {
  readonly format: string;
  /** Null for standard output. */
  readonly file: string | null;
}

/**
 * `--format text --format json=report.json`: one run feeds several; `-o` names the file of the one without.
 *
 * @param formats NAME or NAME=FILE; known names
 */
export function destinations(formats: readonly string[], output: string | undefined): readonly Destination[] {
  const named = (formats.length === 0 ? ["text"] : formats).map((value) => {
    const equals = value.indexOf("=");
    return equals < 0
      ? { format: value, file: null }
      : { format: value.slice(0, equals), file: fileName(value.slice(equals + 1)) };
  });
  const unnamed = named.filter((destination) => destination.file === null);
  if (unnamed.length > 1) {
    const names = unnamed.map((destination) => destination.format).join(" and ");
    throw new UsageError(`${names} cannot both go to standard output: give a file, as in --format json=FILE`);
  }
  if (output === undefined) return named;
  if (unnamed.length === 0) throw new UsageError("-o has nothing to write: every --format has its own file");
  return named.map((destination) =>
    destination.file === null ? { ...destination, file: fileName(output) } : destination,
  );
}

function fileName(name: string): string | null {
  if (name === "") throw new UsageError("the file name of an output is empty");
  return name === "-" ? null : name;
}
