/** The registry of commands: what help needs of each stands in it, so that no command's own modules are read for it. */
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { CommandAbout } from "../../src/cli/command-entry.js";

const folder = new URL("../../src/cli/command/", import.meta.url);

export const commandRegistry = fileURLToPath(new URL("../../src/cli/commands.ts", import.meta.url));

/** What the registry's file has to say. */
export async function commandRegistryText(): Promise<string> {
  const names = readdirSync(folder).flatMap((file) => (file.endsWith(".ts") ? [file.slice(0, -".ts".length)] : []));
  const found = await Promise.all(names.map(async (name) => ({ name, about: await aboutOf(name) })));
  const entries = found.toSorted((a, b) => a.about.order - b.about.order);
  const lines = [
    "/** The commands, each loaded when it is used: made from the folder by `npm run registries`. */",
    'import type { CommandEntry } from "./command-entry.js";',
    "",
    "export const commands: readonly CommandEntry[] = [",
    ...entries.flatMap(({ name, about: { summary, hidden } }) => [
      "  {",
      `    name: ${JSON.stringify(name)},`,
      `    summary: ${JSON.stringify(summary)},`,
      `    hidden: ${hidden},`,
      `    load: () => import("./command/${name}.js"),`,
      "  },",
    ]),
    "];",
    "",
  ];
  return lines.join("\n");
}

async function aboutOf(name: string): Promise<CommandAbout> {
  const module: { readonly about: CommandAbout } = await import(new URL(`${name}.ts`, folder).href);
  return module.about;
}
