/** What the pages that are made have in common. */

/** Text by path, from the project's folder. */
export type Pages = ReadonlyMap<string, string>;

/** Runs the command line on the project's own files. */
export type Run = (argv: readonly string[]) => Promise<{ readonly out: string; readonly err: string }>;

const MADE = "<!-- made by npm run golden: change what it is made of -->";

export const page = (parts: readonly string[]): string => `${MADE}\n\n${parts.join("\n\n").trimEnd()}\n`;

export const fenced = (kind: string, text: string): string => `\`\`\`${kind}\n${text.trimEnd()}\n\`\`\``;

export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
