/** The one way in which anything below the command line reads files; tests put a virtual file system here. */

export type FileRead =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | {
      readonly ok: false;
      readonly reason: "not-found" | "is-directory" | "not-a-file" | "denied" | "too-large" | "failed";
      readonly message: string;
    };

export interface FileReader {
  /** At most `maxBytes` are read; a longer file is `too-large`. Never throws, and never waits for a pipe or a device. */
  readFile(path: string, maxBytes: number): FileRead;
  /** What is at the path, following symbolic links; null if nothing is. */
  kindOf(path: string): "file" | "directory" | "other" | null;
  /** The path with every symbolic link resolved; null if it does not exist. */
  realPath(path: string): string | null;
  /** The SHA-256 of some bytes in lower-case hexadecimal; without it Web Crypto is asked, which is slow to start. */
  sha256?(bytes: Uint8Array): string;
  /** The names in a folder, sorted by code units; empty if it cannot be read. */
  list(path: string): readonly string[];
}
