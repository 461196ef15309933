/** The rules themselves: the list, a page each, and the Markdown that docs/rules.md is made of. */
import type { Rule } from "../../rule/engine/model.js";
import { type Block, left } from "../blocks.js";
import { blocksAsMarkdown } from "../markdown.js";
import { type Styled, solid, text } from "../styled.js";
import { blocksAsText, type Look } from "../text.js";

export function rulesText(rules: readonly Rule[], look: Look): string {
  const rows = rules.map((rule): Styled[] => [solid(rule.id, "strong"), text(rule.severity), text(rule.title)]);
  return blocksAsText([{ kind: "table", columns: [left("rule"), left("severity"), left("fires when")], rows }], look);
}

export const ruleText = (rule: Rule, look: Look): string => blocksAsText(ruleBlocks(rule), look);

const ruleBlocks = (rule: Rule): Block[] => [
  { kind: "title", level: 1, text: text(rule.id, "strong") },
  { kind: "paragraph", text: text(`${rule.severity}: ${rule.title}.`) },
  { kind: "paragraph", text: [...text("Why: ", "strong"), ...text(rule.why)] },
  { kind: "paragraph", text: [...text("Fix: ", "strong"), ...text(rule.fix)] },
  ...(rule.needs.length === 0
    ? []
    : [
        {
          kind: "paragraph",
          text: [
            ...text("Not judged where broken: ", "strong"),
            ...text(rule.needs.map((needed) => needed.id).join(", ")),
          ],
        } as const,
      ]),
  {
    kind: "paragraph",
    text: [
      ...text("Accept one: ", "strong"),
      ...text(`a comment 'iova-plan-ignore ${rule.id}: reason' on its line or the line above.`),
    ],
  },
];

/** The whole reference, as docs/rules.md has it. */
export const rulesMarkdown = (rules: readonly Rule[]): string =>
  [
    "# Rules",
    "",
    "What `iova-plan check` reports. This page is made from the rules themselves (`npm run golden`), and a test holds the",
    "two together. `iova-plan explain <rule>` prints a rule's part offline.",
    "",
    "| rule | severity | fires when |",
    "| --- | --- | --- |",
    ...rules.map((rule) => `| [${rule.id}](#${rule.id}) | ${rule.severity} | ${rule.title} |`),
    "",
    ...rules.map((rule) => blocksAsMarkdown(ruleBlocks(rule))),
  ].join("\n");
