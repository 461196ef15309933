/** What is said of a suggestion beside its text: why there is none, what else is to be done, and the proof. */
import { formatApproximateSize } from "../base/units.js";
import { visible } from "../base/visible.js";

/** What of a suggestion is said in words. */
interface NotedSuggestion {
  readonly outcome: "written" | "nothing" | "refused";
  readonly said: readonly string[];
  readonly proof?: {
    readonly members: readonly NotedMember[];
    readonly newNotes: number;
    readonly boards: number;
    readonly kernel: string;
  };
}

interface NotedMember {
  readonly before: string;
  readonly after: string;
  readonly wasteBefore: bigint | null;
  readonly wasteAfter: bigint | null;
  readonly shortBefore: bigint | null;
  readonly shortAfter: bigint | null;
}

/** Lines without line ends, with nothing in them that a terminal would obey. */
export function suggestionNotes({ said, outcome, proof }: NotedSuggestion): readonly string[] {
  const prefix = outcome === "refused" ? "not suggested: " : "";
  const lines = said.map((line) => `${prefix}${visible(line)}`);
  if (outcome === "nothing") lines.push("nothing to suggest");
  if (proof === undefined) return lines;
  const boards = `${proof.boards} board${proof.boards === 1 ? "" : "s"}`;
  const notes = proof.newNotes === 0 ? "" : `, ${proof.newNotes} new note${proof.newNotes === 1 ? "" : "s"}`;
  return [
    ...lines,
    ...proof.members.map(memberNote),
    `proven for Linux ${proof.kernel} on ${boards}: no new error or warning${notes}, no other change, a second run suggests nothing`,
  ];
}

function memberNote({ before, after, wasteBefore, wasteAfter, shortBefore, shortAfter }: NotedMember): string {
  const name = before === after ? before : `${before} -> ${after}`;
  const waste = `waste ${sizeText(wasteBefore)} -> ${sizeText(wasteAfter)}`;
  return `proven: ${visible(name)}: ${waste}, shortfall ${sizeText(shortBefore)} -> ${sizeText(shortAfter)}`;
}

const sizeText = (bytes: bigint | null): string => (bytes === null ? "unknown" : formatApproximateSize(bytes));
