/** One plan serves many boards: what is wrong with it is said with the first of them, not with each. */
import { spanPosition } from "../base/source.js";
import type { Diagnostic } from "../index.js";

export class SaidOnce {
  private readonly said = new Set<string>();

  /** @param file the path given with `--plan`; undefined when every board has a plan of its own */
  constructor(private readonly file: string | undefined) {}

  /** Those that have not been said yet. */
  fresh(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
    return diagnostics.filter((diagnostic) => {
      const key = this.keyOf(diagnostic);
      if (key === null) return true;
      const isFresh = !this.said.has(key);
      this.said.add(key);
      return isFresh;
    });
  }

  private keyOf({ location, message }: Diagnostic): string | null {
    if (location.kind === "input") return location.file === this.file ? message : null;
    if (location.kind === "node" || location.span.source.path !== this.file) return null;
    const { line, column } = spanPosition(location.span);
    return `${line}:${column}: ${message}`;
  }
}
