/** The rules themselves, and what is assumed: the list, and a page each. */
import type { Rule } from "../../rule/engine/model.js";
import type { Assumption } from "../../system/assumption.js";
import { type Block, left } from "../blocks.js";
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
            ...text("Skipped after a finding of: ", "strong"),
            ...text(rule.needs.map((needed) => needed.id).join(", ")),
          ],
        } as const,
      ]),
  {
    kind: "paragraph",
    text: [
      ...text("To accept a finding: ", "strong"),
      ...text(`a comment 'iova-plan-ignore ${rule.id}: reason' on its line or the line above.`),
    ],
  },
];

export const assumptionText = (assumption: Assumption, look: Look): string =>
  blocksAsText(assumptionBlocks(assumption), look);

const assumptionBlocks = ({ id, title, taken, otherwise }: Assumption): Block[] => [
  { kind: "title", level: 2, text: text(id, "strong") },
  { kind: "paragraph", text: text(`A device tree does not tell ${title}.`) },
  { kind: "paragraph", text: [...text("Assumed: ", "strong"), ...text(taken)] },
  { kind: "paragraph", text: [...text("To state it: ", "strong"), ...text(otherwise)] },
];
