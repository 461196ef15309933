/** What Linux would say, what we took for granted, and what was looked at. */
import { counted } from "../amount.js";
import { type Block, titledList } from "../blocks.js";
import { locationText } from "../location.js";
import type { Board, Report } from "../schema.js";
import { path, SEVERITY_STYLES, type Styled, text } from "../styled.js";
import { shardBlocks } from "./shard.js";

export function messageBlocks(board: Board): Block[] {
  return titledList(
    "What Linux does and says",
    board.messages.map((message) => [
      ...text(`${message.severity}: `, SEVERITY_STYLES[message.severity]),
      ...(message.consumer === null ? [] : [...path(message.consumer), ...text(": ")]),
      ...text(message.text),
      // A blob's place is the consumer's path again.
      ...(message.location?.line == null ? [] : text(` (${locationText(message.location)})`, "faint")),
    ]),
  );
}

/** Where each assumption is explained, by the id in brackets; none where nothing is assumed. */
export const whereExplained = (assumptions: readonly string[]): Styled[] =>
  assumptions.length === 0 ? [] : [text("'iova-plan explain ID' and docs/limits.md explain each", "faint")];

export const assumptionBlocks = ({ assumptions }: Pick<Board, "assumptions">): Block[] =>
  titledList("Assumptions", [...assumptions.map((line) => text(line)), ...whereExplained(assumptions)]);

/** What `check` would say by its own levels, counted: which of it, and what to do about it, it says itself. */
export function checkBlocks({ findings }: Board): Block[] {
  const count = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
  const all = [count("error"), count("warning"), count("note")] as const;
  const [errors, warnings] = all;
  const style = errors > 0 ? "bad" : warnings > 0 ? "caution" : "plain";
  const parts = [counted(all[0], "error"), counted(all[1], "warning"), counted(all[2], "note")];
  const told = parts.filter((_, i) => (all[i] ?? 0) > 0);
  return [
    {
      kind: "title",
      level: 2,
      text: [...text("Check", "strong"), ...text(`: ${told.length === 0 ? "no findings" : told.join(", ")}`, style)],
    },
  ];
}

/** Silence must never be mistaken for a pass: how many were examined and skipped, and why. */
export function coverageBlocks(board: Board, verbose: boolean): Block[] {
  const { consumers, skipped } = board.coverage;
  const count = `${counted(consumers, "consumer")} examined, ${skipped.length} skipped${reasons(skipped)}`;
  const paths = skipped.map((entry) => [...path(entry.path), ...text(`: ${entry.reason}`)]);
  return [
    { kind: "title", level: 2, text: [...text("Coverage", "strong"), ...text(`: ${count}`)] },
    ...(verbose && paths.length > 0 ? [{ kind: "list", items: paths } as const] : []),
  ];
}

const MOST_PASSED_OVER = 3;

/** What lies among the boards and is none; null where there is nothing of that. */
function passedOverText({ passedOver }: Report, verbose: boolean): string | null {
  if (passedOver.length === 0) return null;
  const named = passedOver.slice(0, verbose ? passedOver.length : MOST_PASSED_OVER).map(({ input }) => input);
  const rest = passedOver.length === named.length ? "" : ` and ${passedOver.length - named.length} more`;
  return `Skipped inputs: ${counted(passedOver.length, "overlay")} (${named.join(", ")}${rest})`;
}

export function passedOverBlocks(report: Report, verbose: boolean): Block[] {
  const line = passedOverText(report, verbose);
  return [...(line === null ? [] : [{ kind: "paragraph", text: text(line) } as const]), ...shardBlocks(report)];
}

const MOST_REASONS = 3;

/** The commonest reasons first, equally common ones in the board's order. */
export function reasons(skipped: readonly { reason: string }[]): string {
  const counts = new Map<string, number>();
  for (const { reason } of skipped) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const ranked = [...counts].sort(([, a], [, b]) => b - a);
  const [only, ...more] = ranked;
  if (only !== undefined && more.length === 0) return `: ${only[0]}`;
  const shown = ranked.slice(0, MOST_REASONS).map(([reason, count]) => `${reason} (${count})`);
  const others = ranked.slice(MOST_REASONS).reduce((sum, [, count]) => sum + count, 0);
  const rest = others === 0 ? [] : [`other reasons (${others}, --verbose)`];
  return shown.length === 0 ? "" : `: ${[...shown, ...rest].join(", ")}`;
}
