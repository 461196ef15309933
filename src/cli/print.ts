/** A result in one of the formats asked for, to standard output or to a file. */
import { visible } from "../base/visible.js";
import type { Printables } from "../index.js";
import { type Piece, printPieces } from "../parts.js";
import { type ExitStatus, exitStatus } from "./exit-status.js";
import type { Host } from "./host.js";
import { lookOf } from "./look.js";
import type { OutputValues } from "./options.js";
import type { Destination } from "./output.js";

export function print<Command extends keyof Printables>(
  command: Command,
  result: Printables[Command],
  { format, file }: Destination,
  values: OutputValues,
  host: Host,
): ExitStatus {
  const look = lookOf(file === null ? values : { ...values, color: "never" }, file === null && host.outIsTty, host);
  const pieces = printPieces(command, result, format, {
    ...look,
    verbose: values.verbose === true,
    showsNotes: values.show === "note",
    ...(values.sort !== undefined && { sort: values.sort }),
    ...(values.only !== undefined && { only: values.only }),
    ...(format === "html" && { viewer: host.viewer() }),
  });
  if (file === null) {
    for (const piece of pieces) host.writeOut(textOf(piece));
    return exitStatus.fine;
  }
  const written = host.writeFile(file, pieces);
  if (written.ok) return exitStatus.fine;
  host.writeErr(`${visible(file)}: error: cannot be written: ${visible(written.message)}\n`);
  return exitStatus.unusable;
}

const decoder = new TextDecoder();

const textOf = (piece: Piece): string => (typeof piece === "string" ? piece : decoder.decode(piece));
