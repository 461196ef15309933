/**
 * A dtsi, a plan or a config serves many boards: what is wrong with it is said with the first of them, not with each.
 * How many boards it concerns is in the report.
 */
import { spanPosition } from "../base/source.js";
import type { Diagnostic } from "../index.js";

export class SaidOnce {
  private readonly said = new Set<string>();

  /** Those that have not been said yet. */
  fresh(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
    return diagnostics.filter((diagnostic) => {
      const key = keyOf(diagnostic);
      const isFresh = !this.said.has(key);
      this.said.add(key);
      return isFresh;
    });
  }
}

function keyOf({ location, code, message }: Diagnostic): string {
  switch (location.kind) {
    case "input":
      return [location.file, code, message].join("\0");
    case "node":
      return [location.file, location.node, location.property ?? "", code, message].join("\0");
    case "source": {
      const { line, column } = spanPosition(location.span);
      return [location.span.source.path, line, column, code, message].join("\0");
    }
  }
}
