/** What the exit statuses mean: the one table that the code, the help and docs/cli.md follow. */

export type ExitStatus = 0 | 1 | 2 | 3 | 130;

export const exitStatus = {
  fine: 0,
  /** Findings at or above the threshold, a failed expectation or a broken budget; a change, if asked to look. */
  findings: 1,
  /** An input, plan or command line that could not be used, or an output that could not be written; other inputs were done. */
  unusable: 2,
  /** A defect of iova-plan itself. */
  defect: 3,
  /** Ended by SIGINT, as shells tell it. */
  interrupted: 130,
} as const satisfies Readonly<Record<string, ExitStatus>>;

export const exitStatusHelp: readonly (readonly [ExitStatus, string])[] = [
  [exitStatus.fine, "fine"],
  [
    exitStatus.findings,
    "check: findings at or above --fail-on, a failed expectation or a broken budget; diff --exit-code: a change; verify: a difference; simulate: a failed `fits` expectation; suggest: no suggestion, with the reason",
  ],
  [
    exitStatus.unusable,
    "an input, a plan or the command line is unusable, or an output cannot be written; the other inputs are done",
  ],
  [exitStatus.defect, "a defect of iova-plan itself"],
  [exitStatus.interrupted, "interrupted; no file is half written"],
];

/** The status of a run is the gravest of its parts'. */
export const gravest = (statuses: Iterable<ExitStatus>): ExitStatus => {
  let worst: ExitStatus = exitStatus.fine;
  for (const status of statuses) if (status > worst) worst = status;
  return worst;
};
