/** What a completion script knows of a command. */

export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  /** The values of its argument; none: files. */
  readonly words: readonly string[];
  readonly options: readonly CompletedOption[];
}

export interface CompletedOption {
  /** With its dashes. */
  readonly long: string;
  readonly short: string | null;
  readonly summary: string;
  readonly takesValue: boolean;
  /** None: files. */
  readonly values: readonly string[];
}

export const flagsOf = (command: CompletedCommand): string[] =>
  command.options.flatMap((option) => (option.short === null ? [option.long] : [option.short, option.long]));

/** In single quotes, as every shell at hand takes it. */
export const quoted = (text: string): string => `'${text.replace(/'/g, "")}'`;
