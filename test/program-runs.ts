/**
 * Many runs of programs by one shell. A test's process is large and slow to fork, a shell is neither; what each run
 * would say does not depend on the others.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface ProgramRun {
  readonly argv: readonly string[];
  /** Standard input; none by default. */
  readonly input?: string;
}

export interface ProgramResult {
  readonly status: number;
  readonly stdout: Buffer;
}

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/** @returns what came of each run, in their order */
export function runAll(runs: readonly ProgramRun[], cwd = process.cwd()): readonly ProgramResult[] {
  const folder = mkdtempSync(join(tmpdir(), "program-runs-"));
  try {
    const lines = runs.map(({ argv, input }, i) => {
      if (input !== undefined) writeFileSync(join(folder, `${i}.in`), input);
      const from = input === undefined ? "/dev/null" : quoted(join(folder, `${i}.in`));
      return `${argv.map(quoted).join(" ")} < ${from} > ${quoted(join(folder, `${i}.out`))} 2> /dev/null; echo $?`;
    });
    const { status, stdout, stderr } = spawnSync("sh", ["-s"], { cwd, input: lines.join("\n"), encoding: "utf8" });
    const statuses = stdout.trim().split("\n");
    if (status !== 0 || statuses.length !== runs.length) throw new Error(`the shell ended with ${status}: ${stderr}`);
    return runs.map((_, i) => ({ status: Number(statuses[i]), stdout: readFileSync(join(folder, `${i}.out`)) }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
