/**
 * What a source is for, by its name and by what it lacks: a part of a board, or an overlay that does not say so, refers
 * to nodes that are elsewhere. That is one mistake, whatever number of references it leaves without a node.
 */
import type { Problems } from "../problems.js";

/** What is missing where a reference leads nowhere. */
export type Lack = "version" | "plugin" | "root" | null;

export class SourceRole {
  private isTold = false;

  /** @param path of the input, as the user named it */
  constructor(
    private readonly problems: Problems,
    private readonly path: string,
  ) {}

  /**
   * Tells once that the source is no board. @param what is wrong, as a sentence
   *
   * @returns false where that explains nothing, and the caller has to tell
   */
  explains(start: number, end: number, what: string, lack: Lack): boolean {
    const reason = this.reasonFor(lack);
    if (reason === null) return false;
    if (!this.isTold) this.problems.error(reason.code, start, end, `${what}${reason.message}`, { hint: reason.hint });
    this.isTold = true;
    return true;
  }

  private reasonFor(lack: Lack): Reason | null {
    if (this.path.endsWith(".dtsi")) return PART;
    const isOverlay = this.path.endsWith(".dtso");
    if (lack === "version") return isOverlay ? HEADLESS : null;
    return (isOverlay && lack === "plugin") || lack === "root" ? OVERLAY : null;
  }
}

interface Reason {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

const PART: Reason = {
  code: "not-a-board",
  message: ": a .dtsi is a part of a board",
  hint: "analyse the board that includes it",
};

const OVERLAY: Reason = {
  code: "missing-plugin",
  message: ": an overlay says '/plugin/;'",
  hint: "write '/plugin/;' after '/dts-v1/;'",
};

const HEADLESS: Reason = {
  code: "missing-version",
  message: "",
  hint: "an overlay begins with '/dts-v1/;' and '/plugin/;'",
};
