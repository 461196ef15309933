/** Levels of rules and budgets for the two sides of a board: those that the new side's config gives, for both. */
import {
  type BoardSettings,
  type Config,
  type Diagnostic,
  type FileReader,
  findConfig,
  loadConfig,
  pathFrom,
  settingsFor,
} from "../index.js";

/** With two configs, a rule that one of them switches off would look like findings that are new or fixed. */
export class DiffSettings {
  private readonly configs = new Map<string, Config | null>();
  /** Of every config that was read, once. */
  readonly diagnostics: Diagnostic[] = [];

  /** @param named the config that the user named; undefined for the nearest one */
  constructor(
    private readonly named: string | undefined,
    private readonly files: FileReader,
  ) {}

  async of(input: string): Promise<BoardSettings> {
    const path = this.named ?? findConfig(input === "-" ? "." : input, this.files);
    if (path === null) return settingsFor(null, input);
    const known = this.configs.get(path);
    if (known !== undefined) return settingsFor(known, pathFrom(path, input, this.files));
    const { value, diagnostics } = await loadConfig(path, this.files);
    this.configs.set(path, value);
    this.diagnostics.push(...diagnostics);
    return settingsFor(value, pathFrom(path, input, this.files));
  }
}
