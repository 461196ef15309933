/** Labels and `/omit-if-no-ref/` in front of a statement. */
import type { Problems } from "../problems.js";
import type { Place } from "./top-level.js";

export class StatementPrefix {
  /** In the order of the source, colons included. */
  readonly labels: Place[] = [];
  omit: Place | null = null;
  private carried: readonly Place[] = NOTHING;

  constructor(private readonly problems: Problems) {}

  /** In front of a statement. */
  begin(): void {
    if (this.labels.length > 0) this.labels.length = 0;
    if (this.carried.length > 0) this.labels.push(...this.carried);
    this.carried = NOTHING;
    this.omit = null;
  }

  /** Labels at the end of a statement that failed: they belong to the next. */
  carry(labels: readonly Place[]): void {
    this.carried = labels;
  }

  labelNames(): readonly string[] {
    return this.labels.map((label) => this.nameOf(label));
  }

  nameOf({ start, end }: Place): string {
    return this.problems.texts.slice(start, end - 1);
  }

  /** Complains if anything stands in front of what can have nothing there. */
  refuse(what: string): void {
    const [label] = this.labels;
    if (label !== undefined) {
      this.problems.error("misplaced-label", label.start, label.end, `a label cannot precede ${what}`);
    }
    this.refuseOmit(what);
  }

  refuseOmit(what: string): void {
    if (this.omit === null) return;
    const message = `'/omit-if-no-ref/' cannot precede ${what}: expected a node`;
    this.problems.error("misplaced", this.omit.start, this.omit.end, message);
  }
}

const NOTHING: readonly Place[] = [];
