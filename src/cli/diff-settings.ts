/** Levels of rules and budgets for the two sides of a board: those of the new side, for both; and what either asks. */
import type { Statement } from "../base/statement.js";
import {
  type BoardSettings,
  type Config,
  configStatements,
  type Diagnostic,
  type FileReader,
  findConfig,
  loadConfig,
  pathFrom,
  rules,
  settingsFor,
} from "../index.js";

export interface PairSettings {
  /** With two configs, a rule that one of them switches off would look like findings that are new or fixed. */
  readonly settings: BoardSettings;
  /** What the config around each side asks: that it asks for less is a change of its own. */
  readonly old: readonly Statement[];
  readonly new: readonly Statement[];
}

export class DiffSettings {
  private readonly configs = new Map<string, Config | null>();
  /** Of every config that was read, once. */
  readonly diagnostics: Diagnostic[] = [];

  /** @param named the config that the user named; undefined for the nearest one */
  constructor(
    private readonly named: string | undefined,
    private readonly files: FileReader,
  ) {}

  /** @param old null for a board that the side lacks */
  async of(old: string | null, now: string | null): Promise<PairSettings> {
    const after = await this.settings(now ?? old ?? "");
    const before = old === null || now === null ? after : await this.settings(old);
    const isUsable = before.isUsable && after.isUsable;
    return {
      settings: after.settings,
      old: isUsable ? before.asked() : [],
      new: isUsable ? after.asked() : [],
    };
  }

  private async settings(input: string) {
    const path = this.named ?? findConfig(input === "-" ? "." : input, this.files);
    const config = path === null ? null : await this.config(path);
    const settings = settingsFor(config, path === null ? input : pathFrom(path, input, this.files));
    return {
      settings,
      isUsable: path === null || config !== null,
      asked: () => configStatements(settings, config?.failOn ?? null, rules),
    };
  }

  private async config(path: string): Promise<Config | null> {
    const known = this.configs.get(path);
    if (known !== undefined) return known;
    const { value, diagnostics } = await loadConfig(path, this.files);
    this.configs.set(path, value);
    this.diagnostics.push(...diagnostics);
    return value;
  }
}
