/** Results of inputs that nothing is known of, so that every report says so. */
import { type BoardResult, DEFECT, type Diagnostic } from "../index.js";

/** The same as a result, so that every report says that nothing is known of the board. */
export function defectResult(input: string, error: unknown): BoardResult {
  const [message = ""] = (error instanceof Error ? error.message : String(error)).split("\n", 1);
  const location = { kind: "input", file: input } as const;
  const problem: Diagnostic = { severity: "error", code: DEFECT, message: `internal error: ${message}`, location };
  return failedResult(input, [problem]);
}

/** An input that could not even be read. */
export const failedResult = (
  input: string,
  diagnostics: readonly Diagnostic[],
  plan: string | null = null,
): BoardResult => ({ input, plan, sources: [], analysis: null, diagnostics });
