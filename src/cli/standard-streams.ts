/**
 * Standard output and error, written to as the files that they mostly are: Node's own streams for a pipe or a terminal
 * take longer to load than the analysis of a board, and are used only where the other end cannot keep up. A write that
 * fails ends nothing, and is told at the end.
 */
import { fstatSync, writeSync } from "node:fs";
import { failedRead } from "./files.js";

export class StandardStream {
  private isClosed = false;
  private hasOverflowed = false;
  private failure: string | null = null;

  constructor(private readonly descriptor: 1 | 2) {}

  get isTty(): boolean {
    return this.isDevice && this.stream.isTTY === true;
  }

  /** Width of the terminal; null if it is none. */
  get columns(): number | null {
    return this.isTty ? this.stream.columns : null;
  }

  /** Never throws. */
  write(text: string): void {
    if (text === "" || this.isClosed) return;
    if (this.hasOverflowed) {
      this.stream.write(text);
      return;
    }
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; ) {
      const written = this.writeSome(bytes.subarray(at));
      if (written === null) return;
      at += written;
    }
  }

  /** Waits until all is written. @returns why it could not be; null where it was, or who reads had enough */
  async finish(): Promise<string | null> {
    // The callback comes with an error where the stream is closed, and that is noted already.
    if (this.hasOverflowed) await new Promise<void>((resolve) => this.stream.write("", () => resolve()));
    return this.failure;
  }

  /** @returns bytes; null if no more are to be written here */
  private writeSome(bytes: Uint8Array): number | null {
    try {
      return writeSync(this.descriptor, bytes);
    } catch (error) {
      // Somebody has made the pipe such that it does not wait.
      if (codeOf(error) === "EAGAIN") this.overflow(bytes);
      else this.note(error);
      return null;
    }
  }

  private overflow(rest: Uint8Array): void {
    this.hasOverflowed = true;
    this.stream.on("error", (error) => this.note(error));
    this.stream.write(rest);
  }

  private note(error: unknown): void {
    const code = codeOf(error);
    if (code === "EPIPE" || code === "ERR_STREAM_DESTROYED") this.isClosed = true;
    else this.failure ??= failedRead(error).message;
  }

  private get stream(): NodeJS.WriteStream {
    return this.descriptor === 1 ? process.stdout : process.stderr;
  }

  private get isDevice(): boolean {
    try {
      return fstatSync(this.descriptor).isCharacterDevice();
    } catch {
      return false;
    }
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && "code" in error ? error.code : null);
