/** All that the board's analysis says, the verdict first. */
import { type Board, formatApproximateSize } from "../../index.js";
import type { ReportTold } from "../messages.js";
import type { GoTo } from "./excerpt.js";
import { Findings } from "./findings.js";
import { Layouts } from "./layouts.js";
import { Picture } from "./picture.js";
import { Problems } from "./problems.js";
import type { Session } from "./session.js";
import { Suggestion } from "./suggestion.js";

interface AnswersProps {
  readonly session: Session;
  readonly goTo: GoTo;
}

export function Answers({ session, goTo }: AnswersProps) {
  const { report, defect, board } = session;
  return (
    <div class="answers" aria-busy={session.isWorking}>
      <section aria-label="Result">
        <p role="status" class="state small faint">
          {stateOf(session)}
        </p>
        {defect !== null && (
          <div class="card error">
            <p class="bad">iova-plan itself failed: this is a defect. What it says of itself:</p>
            <pre class="source">{defect.message}</pre>
          </div>
        )}
        {report !== null && <Verdict report={report} />}
      </section>
      {report !== null && <Problems problems={report.problems} goTo={goTo} />}
      {report?.board?.analysed === true && (
        <>
          {report.map !== null && <Picture svg={report.map} />}
          <Layouts board={report.board} chosen={session.question.layout} />
          <Findings board={report.board} goTo={goTo} />
          <Suggestion session={session} />
        </>
      )}
      {board === null && <p>Open a board to see what its devices get.</p>}
    </div>
  );
}

function stateOf({ isWorking, report }: Session): string {
  if (isWorking && report === null) return "Working…";
  if (report === null) return "";
  return `Linux ${report.kernel}, analysed in ${Math.max(1, Math.round(report.milliseconds))} ms`;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

function Verdict({ report: { board, problems } }: { readonly report: ReportTold }) {
  if (board === null) return null;
  if (!board.analysed) {
    const errors = problems.filter(({ severity }) => severity === "error").length;
    return <p class="verdict bad">Not analysed: {counted(errors, "error")} in what was read.</p>;
  }
  const { tone, text } = summary(board);
  return (
    <div>
      <p class={`verdict ${tone}`}>{text}</p>
      <p class="faint">{examined(board)}</p>
    </div>
  );
}

function summary({ families, findings }: Board): { readonly tone: string; readonly text: string } {
  const unsafe = families.filter(({ verdict }) => verdict.unsafeToday).length;
  const errors = findings.filter(({ severity }) => severity === "error").length;
  const warnings = findings.filter(({ severity }) => severity === "warning").length;
  const found = [errors > 0 ? counted(errors, "error") : "", warnings > 0 ? counted(warnings, "warning") : ""];
  const tail = found.filter((one) => one !== "").join(" and ") || "no errors and no warnings";
  if (unsafe > 0) {
    const who = families.length === 1 ? "The device can" : `${unsafe} of ${counted(families.length, "device")} can`;
    return { tone: "bad", text: `${who} be handed addresses that must be avoided. ${tail}.` };
  }
  const wasted = wasteToday(families);
  const waste = wasted === 0n ? "" : `, but ${formatApproximateSize(wasted)} are wasted`;
  const tone = errors > 0 ? "bad" : warnings > 0 || wasted > 0n ? "caution" : "good";
  return { tone, text: `Safe as written${waste}; ${tail}.` };
}

/** Of what is known. */
const wasteToday = (families: Board["families"]): bigint =>
  families
    .map(({ layouts }) => layouts.find(({ id }) => id === "as-written")?.waste ?? 0)
    .reduce<bigint>((sum, waste) => sum + BigInt(waste), 0n);

const examined = ({ model, input, plan, coverage }: Board): string =>
  `${model ?? input}: ${counted(coverage.consumers, "DMA master")} behind IOMMUs, ${
    coverage.skipped.length
  } skipped${plan === null ? ", no plan" : `, plan ${plan}`}`;
