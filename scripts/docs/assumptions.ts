/** What docs/limits.md has of what is assumed. */
import { assumptions } from "../../src/system/assumption.js";

export const assumptionsMarkdown = (): string =>
  assumptions
    .map(({ id, title, taken, otherwise }) =>
      [
        `\n## ${id}`,
        `A device tree does not tell ${title}.`,
        `**Assumed:** ${taken}`,
        `**To state it:** ${otherwise}`,
      ].join("\n\n"),
    )
    .join("\n")
    .concat("\n\n");
