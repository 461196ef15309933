/** Standard output and standard error: a write that fails ends nothing, and is told at the end. */
import { failedRead } from "./files.js";

type Stream = NodeJS.WriteStream;

/** Why a stream could not be written, by stream; not of pipes that were closed: who reads has enough. */
const failures = new Map<Stream, string>();
const watched = new Set<Stream>();
const used = new Set<Stream>();

/** @returns what writes to the stream and never throws */
export function quietWriter(stream: Stream): (text: string) => void {
  if (!watched.has(stream)) {
    watched.add(stream);
    stream.on("error", (error) => note(stream, error));
  }
  return (text) => {
    if (text === "") return;
    used.add(stream);
    try {
      stream.write(text);
    } catch (error) {
      note(stream, error);
    }
  };
}

function note(stream: Stream, error: unknown): void {
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (code === "EPIPE" || code === "ERR_STREAM_DESTROYED" || failures.has(stream)) return;
  failures.set(stream, failedRead(error).message);
}

/** Waits until all is written. @returns why a stream could not be, as a line each */
export async function unwritten(): Promise<readonly string[]> {
  const named = [
    ["standard output", process.stdout],
    ["standard error", process.stderr],
  ] as const;
  for (const [, stream] of named) {
    // To a device that is full even nothing cannot be written.
    if (!used.has(stream)) continue;
    // The callback comes with an error where the stream is closed, and that is noted already.
    await new Promise<void>((resolve) => stream.write("", () => resolve()));
  }
  return named.flatMap(([name, stream]) => {
    const message = failures.get(stream);
    return message === undefined ? [] : [`iova-plan: error: ${name} cannot be written: ${message}`];
  });
}
