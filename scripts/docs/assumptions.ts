/** What docs/limits.md has of what is assumed. */
import { assumptions } from "../../src/system/assumption.js";

export const assumptionsMarkdown = (): string =>
  assumptions
    .map(({ id, title, taken, otherwise }) =>
      [
        `\n## ${id}`,
        `No device tree tells ${title}.`,
        `**Taken:** ${taken}`,
        `**To say otherwise:** ${otherwise}`,
      ].join("\n\n"),
    )
    .join("\n")
    .concat("\n\n");
