/** A finding the way a compiler shows problems. */
import type { FindingBlock } from "./blocks.js";
import { sourceLines } from "./source-lines.js";
import { SEVERITY_STYLES, type Styled, text } from "./styled.js";
import { hanging } from "./wrap.js";

export const findingLines = (finding: FindingBlock, columns: number): Styled[] => [
  ...finding.via.map((step) => [...step, ...text(":", "faint")]),
  ...hanging(headOf(finding), columns),
  ...(finding.source === null ? [] : sourceLines(finding.source, columns)),
  ...finding.details.flatMap((detail) => hanging(detail, columns, "  ")),
  ...finding.related.flatMap((other) => hanging(other, columns, "  ")),
  ...(finding.help === null ? [] : hanging([...text("help: ", "good"), ...finding.help], columns, "  ")),
];

const headOf = ({ place, severity, message }: FindingBlock): Styled => [
  ...place,
  ...text(": ", "strong"),
  ...text(`${severity}: `, SEVERITY_STYLES[severity]),
  ...message,
];
