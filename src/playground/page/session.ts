/** What is open, what is asked of it and what was answered; pages draw it, and hear when it changes. */
import type { Choice, DefectTold, ReportTold, SuggestionTold, Told } from "../messages.js";
import type { SettingKey } from "../settings.js";
import { Courier, type WorkerLike } from "./courier.js";
import type { Example } from "./embedded.js";
import { type Link, readLink } from "./link.js";
import {
  type Files,
  isPlan,
  listingOf,
  planBeside,
  type Workspace,
  withOpened,
  withText,
  workspaceOf,
} from "./workspace.js";

export type Question = Omit<Choice, "board">;

export class Session {
  workspace: Workspace;
  /** Null where nothing that is open is a board. */
  board: string | null;
  question: Question;
  /** The file in the editor; null for a board that is no file. */
  shown: string | null;
  /** The newest answer; it may be of a question before this one. */
  report: ReportTold | null = null;
  suggestion: SuggestionTold | null = null;
  defect: DefectTold | null = null;
  isWorking = false;
  /** Ids of the board's devices, once they were seen. */
  devices: readonly string[] = [];
  /** The worker has answered for the text as it is now. */
  isCurrent = false;

  private readonly courier: Courier;
  /** As the user left them. */
  private readonly left = new Map<string | null, Workspace>();

  constructor(
    readonly examples: readonly Example[],
    start: () => WorkerLike,
    hash: string,
    private readonly changed: () => void,
  ) {
    this.courier = new Courier(start, (told) => this.hear(told));
    const link = readLink(hash);
    this.workspace = this.exampleNamed(link.example);
    this.question = questionOf(link);
    this.board = this.workspace.listing.boards[0] ?? null;
    this.shown = this.board;
    this.ask();
  }

  get link(): Link {
    const { settings, device, layout, form } = this.question;
    return { example: this.workspace.example, settings, device, layout, form };
  }

  /** Whether an example is not as it was. */
  get isEdited(): boolean {
    const { example, files } = this.workspace;
    return example !== null && ![...this.exampleNamed(example).files].every(([path, text]) => files.get(path) === text);
  }

  /** @param example null for the user's own files */
  open(example: string | null): void {
    this.left.set(this.workspace.example, this.workspace);
    this.enter(this.left.get(example) ?? this.exampleNamed(example));
  }

  get hasOwn(): boolean {
    return this.workspace.example === null || this.left.has(null);
  }

  reset(): void {
    this.enter(this.exampleNamed(this.workspace.example));
  }

  add(opened: Files): void {
    if (opened.size === 0) return;
    const before = this.workspace;
    const now = withOpened(before, opened);
    const {
      boards: [first],
    } = listingOf(opened);
    if (now.example === before.example && first === undefined) {
      this.workspace = now;
      this.question = { ...this.question, ...this.newlyNamed(opened) };
      this.ask();
      return;
    }
    if (now.example !== before.example) this.left.set(before.example, before);
    this.enter(now, first);
  }

  /** A plan that lies beside no board is meant for this one, and so is an overlay. */
  private newlyNamed(opened: Files): Partial<Question> {
    const plan = [...opened.keys()].find(isPlan);
    const overlays = listingOf(opened).overlays.filter((path) => !this.question.overlays.includes(path));
    return {
      overlays: [...this.question.overlays, ...overlays],
      ...(plan !== undefined && plan !== planBeside(this.board ?? "") && { plan }),
    };
  }

  edit(path: string, text: string): void {
    this.workspace = withText(this.workspace, path, text);
    this.ask();
  }

  /** What a suggested patch makes of the files. */
  apply(files: SuggestionTold["files"]): void {
    for (const { path, after } of files) this.workspace = withText(this.workspace, path.replace(/^\//, ""), after);
    this.ask();
  }

  choose(board: string): void {
    this.enter(this.workspace, board);
  }

  put(question: Partial<Question>): void {
    this.question = { ...this.question, ...question };
    this.ask();
  }

  set(key: SettingKey, text: string): void {
    this.put({ settings: { ...this.question.settings, [key]: text } });
  }

  show(path: string): void {
    this.shown = path;
    this.changed();
  }

  private enter(workspace: Workspace, board = workspace.listing.boards[0] ?? null): void {
    this.workspace = workspace;
    this.board = board;
    this.shown = board;
    const { settings, form } = this.question;
    this.question = { settings, form, plan: null, overlays: [], device: null, layout: null };
    this.devices = [];
    this.report = null;
    this.suggestion = null;
    this.ask();
  }

  private exampleNamed(name: string | null): Workspace {
    const found = this.examples.find((example) => example.name === name) ?? this.examples[0];
    return workspaceOf(found?.name ?? null, found?.files ?? new Map());
  }

  private ask(): void {
    this.isCurrent = false;
    this.isWorking = this.board !== null;
    if (this.board !== null) {
      this.courier.ask({ files: this.workspace.files, choice: { ...this.question, board: this.board } });
    }
    this.changed();
  }

  private hear(told: Told): void {
    if (told.kind === "suggestion") this.suggestion = told;
    else {
      this.defect = told.kind === "defect" ? told : null;
      this.isWorking = false;
      this.isCurrent = true;
      if (told.kind === "report") this.hearReport(told);
    }
    this.changed();
  }

  private hearReport(told: ReportTold): void {
    this.report = told;
    if (told.board?.analysed !== true) this.suggestion = null;
    else if (this.question.device === null) this.devices = told.board.families.map(({ parent }) => parent);
  }
}

const questionOf = ({ settings, device, layout, form }: Link): Question => ({
  settings,
  device,
  layout,
  form,
  plan: null,
  overlays: [],
});
