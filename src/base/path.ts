/** Paths of things that have names and parents. */

interface Named {
  readonly name: string;
  readonly parent: Named | null;
}

/** `/soc/serial@9000000`; `/` for what has no parent. Printers use it where only the type of a node is known. */
export function pathFromRoot(named: Named): string {
  if (named.parent === null) return "/";
  const parts: string[] = [];
  for (let at: Named | null = named; at !== null && at.parent !== null; at = at.parent) parts.push(at.name);
  return `/${parts.reverse().join("/")}`;
}

/** Whether a word that may be a name or a file is a file: names have neither a folder nor YAML's ending. */
export const isYamlPath = (word: string): boolean => word.includes("/") || word.endsWith(".yaml");
