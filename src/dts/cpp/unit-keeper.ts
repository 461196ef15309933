/** Whoever takes over and keeps what comes of includes, as the run sees it. */
import type { Via } from "../../base/source.js";
import type { StoredFile } from "../../base/stored-file.js";
import type { FileFrame } from "./file-frame.js";
import type { FoundFile, IncludeFound } from "./include-search.js";
import type { ScannedFile } from "./scanned-file.js";

export interface UnitKeeper {
  /** @returns false if the file is to be read; what comes of it may be kept then */
  takeOver(found: FoundFile, file: ScannedFile, via: Via): boolean;
  noteSearch(found: IncludeFound): void;
  noteFile(file: StoredFile): void;
  /** Another file has been opened. */
  noteDepth(): void;
  /** Something is done that depends on more than the macros, or changes more. */
  spoil(): void;
  /** A file has been read to its end. */
  endOf(frame: FileFrame): void;
}
