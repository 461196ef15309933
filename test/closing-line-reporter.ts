import type { Reporter, TestCase, TestModule } from "vitest/node";
import { type OracleName, oracleNames, sourceOf } from "./oracles.js";

/**
 * Ends a run with one plain line, `tests: N passed, N failed, N skipped`, and what to install for those skipped. At the
 * desk a test whose oracle is missing may be skipped. A CI run that skips anything fails, but for a run that says by
 * `TESTS_WITHOUT_ORACLES` that it has none on purpose; and then whatever is skipped for another reason fails it.
 */
export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const of = (state: "passed" | "failed" | "skipped" | "pending") =>
      tests.filter((test) => test.result().state === state);
    const broken = modules.filter((module) => module.state() === "failed" && module.children.size === 0).length;
    const skipped = [...of("skipped"), ...of("pending")];
    const isCi = process.env["CI"] !== undefined;
    const mayLack = !isCi || process.env["TESTS_WITHOUT_ORACLES"] !== undefined;
    const refused = isCi ? skipped.filter((test) => !mayLack || lackOf(test) === null) : [];
    for (const { fullName } of refused) console.log(`skipped: ${fullName}`);
    if (refused.length > 0) process.exitCode = 1;
    const counts = `${of("passed").length} passed, ${of("failed").length + broken} failed, ${skipped.length} skipped`;
    console.log(`tests: ${counts}${lacksText(skipped)}`);
  }
}

const lackOf = (test: TestCase): OracleName | null => test.meta().lacks ?? null;

function lacksText(skipped: readonly TestCase[]): string {
  const lacks = oracleNames.flatMap((name) => {
    const count = skipped.filter((test) => lackOf(test) === name).length;
    return count === 0 ? [] : [`${count} for want of ${name} (${sourceOf(name)})`];
  });
  return lacks.length === 0 ? "" : `: ${lacks.join(", ")}`;
}
