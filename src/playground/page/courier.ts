/**
 * Questions to the worker and back. One is under way at a time, and of those that come up meanwhile the last goes next. A
 * worker that is still at an old question after a while is ended: another begins with the new one.
 */
import type { Asked, Choice, Told } from "../messages.js";
import { changesBetween, type Files } from "./workspace.js";

export interface WorkerLike {
  onmessage: ((event: MessageEvent<Told>) => void) | null;
  postMessage(asked: Asked): void;
  terminate(): void;
}

/** Milliseconds that an old question may keep a new one waiting: its report, or what is suggested behind that. */
const PATIENCE = { reporting: 3000, suggesting: 800 } as const;

interface Question {
  readonly files: Files;
  readonly choice: Choice;
}

export class Courier {
  private worker: WorkerLike | null = null;
  /** What the worker has of the files. */
  private sent: Files = new Map();
  private run = 0;
  private asked: Question | null = null;
  private next: Question | null = null;
  private state: "idle" | "reporting" | "suggesting" = "idle";
  private patience: ReturnType<typeof setTimeout> | null = null;

  constructor(
    private readonly start: () => WorkerLike,
    private readonly heard: (told: Told) => void,
  ) {}

  ask(question: Question): void {
    this.next = question;
    // Behind a report comes what is suggested, and nobody waits for that once there is something new.
    if (this.state !== "idle") this.patience ??= setTimeout(() => this.restart(), PATIENCE[this.state]);
    if (this.state !== "reporting") this.send();
  }

  private send(): void {
    if (this.next === null) return;
    this.asked = this.next;
    this.next = null;
    this.state = "reporting";
    this.worker ??= this.started();
    const { files, choice } = this.asked;
    this.worker.postMessage({ run: ++this.run, changes: changesBetween(this.sent, files), choice });
    this.sent = files;
  }

  private started(): WorkerLike {
    const worker = this.start();
    worker.onmessage = ({ data }) => this.receive(data);
    return worker;
  }

  private receive(told: Told): void {
    if (told.run !== this.run) return;
    if (this.patience !== null) clearTimeout(this.patience);
    this.patience = null;
    this.state = told.kind === "report" && told.board?.analysed === true ? "suggesting" : "idle";
    this.heard(told);
    this.send();
  }

  private restart(): void {
    this.patience = null;
    this.worker?.terminate();
    this.worker = null;
    this.sent = new Map();
    this.next ??= this.asked;
    this.send();
  }
}
