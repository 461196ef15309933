/** A line on standard error that says how far a run over many boards is; only on a terminal. */
import { visible } from "../base/visible.js";
import type { Host } from "./host.js";

export class Progress {
  private done = 0;
  private isShown = false;

  constructor(
    private readonly total: number,
    private readonly host: Host,
    private readonly isQuiet: boolean,
  ) {}

  show(path: string): void {
    this.done++;
    if (this.isQuiet || this.total < 2 || !this.host.errIsTty) return;
    const line = `[${this.done}/${this.total}] ${visible(path)}`;
    this.host.writeErr(`\r\x1b[K${line.slice(0, (this.host.columns ?? 80) - 1)}`);
    this.isShown = true;
  }

  /** Before anything else is written to standard error. */
  clear(): void {
    if (this.isShown) this.host.writeErr("\r\x1b[K");
    this.isShown = false;
  }
}
