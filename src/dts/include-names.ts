/** What a source includes, by name: a scan, not a preprocessor. It sees includes in comments and in branches not taken. */

export interface IncludeNames {
  readonly names: readonly string[];
  /** A macro names a file that nobody knows without preprocessing. */
  readonly isOpen: boolean;
}

export function includeNames(source: string): IncludeNames {
  const names: string[] = [];
  let isOpen = false;
  const directive = /^[ \t]*#[ \t]*include\b[ \t]*(?:"([^"\n]*)"|<([^>\n]*)>|(\S))/gm;
  for (const [, quoted, bracketed, other] of source.matchAll(directive)) {
    const name = quoted ?? bracketed;
    if (name !== undefined) names.push(name);
    else if (other !== undefined) isOpen = true;
  }
  for (const [, name] of source.matchAll(/\/(?:include\/|incbin\/\s*\()\s*"([^"\n]*)"/g)) {
    if (name !== undefined) names.push(name);
  }
  return { names, isOpen };
}
