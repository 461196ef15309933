/**
 * How far a run is, on standard error, for whatever takes more than a second: on a terminal a line that is written over,
 * in a log a new one now and then.
 */
import { visible } from "../base/visible.js";
import type { Watch } from "../parts.js";
import type { Host } from "./host.js";

/** Milliseconds. What is done sooner needs no progress. */
const PATIENCE = 1000;
const BETWEEN_FRAMES = 100;
const BETWEEN_LINES = 10_000;

const BAR_COLUMNS = 20;

export class Progress {
  private readonly start: number;
  private last: number;
  private isShown = false;
  /** The same world, for whoever has something to say meanwhile: the line is out of the way then. */
  readonly host: Host;

  constructor(
    private readonly total: number,
    private readonly world: Host,
    private readonly isQuiet: boolean,
    private readonly unit = "boards",
  ) {
    this.start = world.now();
    this.last = this.start + (world.errIsTty ? PATIENCE - BETWEEN_FRAMES : 0);
    this.host = { ...world, writeErr: (text) => this.writeBeside(text) };
  }

  /** @param at the board or whatever else is being done, or was last */
  show(done: number, at: string): void {
    const now = this.world.now();
    const { errIsTty, columns } = this.world;
    if (this.isQuiet || this.total < 2 || now - this.last < (errIsTty ? BETWEEN_FRAMES : BETWEEN_LINES)) return;
    this.last = now;
    const figures = this.figures(done, (now - this.start) / 1000);
    if (!errIsTty) {
      this.world.writeErr(`${figures}\n`);
      return;
    }
    const line = `${bar(done / this.total)} ${figures}  ${visible(at)}`;
    this.world.writeErr(`\r\x1b[K${line.slice(0, (columns ?? 80) - 1)}`);
    this.isShown = true;
  }

  /** At the end. */
  clear(): void {
    if (this.isShown) this.world.writeErr("\r\x1b[K");
    this.isShown = false;
  }

  private writeBeside(text: string): void {
    if (text !== "") this.clear();
    this.world.writeErr(text);
  }

  /** @param seconds since the start */
  private figures(done: number, seconds: number): string {
    const rate = done / seconds;
    const left = done === 0 ? "" : `, ${durationText((this.total - done) / rate)} left`;
    return `${done} of ${this.total} ${this.unit}, ${rate.toFixed(rate < 10 ? 1 : 0)} a second${left}`;
  }
}

/** The progress of what is done in stages, one after the other. */
export class StagedProgress {
  private current: Progress | null = null;
  /** The same world, for whoever has something to say meanwhile. */
  readonly host: Host;

  constructor(
    private readonly world: Host,
    private readonly isQuiet: boolean,
  ) {
    this.host = {
      ...world,
      writeErr: (text) => {
        this.current?.clear();
        world.writeErr(text);
      },
    };
  }

  readonly watch: Watch = ({ unit, total }) => {
    this.current?.clear();
    const progress = new Progress(total, this.world, this.isQuiet, unit);
    this.current = progress;
    return (done, at) => progress.show(done, at);
  };

  /** At the end. */
  clear(): void {
    this.current?.clear();
  }
}

const bar = (share: number): string => {
  const full = Math.round(share * BAR_COLUMNS);
  return `[${"#".repeat(full)}${"-".repeat(BAR_COLUMNS - full)}]`;
};

function durationText(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 100 ? `${whole} s` : `${Math.ceil(whole / 60)} min`;
}
