/** The examples of docs/api.md, compiled against the package as it is installed, and run. */
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { promisify } from "node:util";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { analyze, check, diff, IovaDomain, loadDeviceTree, loadPlan, suggest, verify, why } from "../../src/index.js";

const PAGE = "docs/api.md";
const EXAMPLE = /## ([^\n]+)\n(?:(?!## )[\s\S])*?```ts\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/g;
/** Inside the package: its own name leads to dist/. */
const FOLDER = "dist/api-examples";

const page = readFileSync(PAGE, "utf8");
const examples = [...page.matchAll(EXAMPLE)].map(([, title = "", code = "", output = ""], i) => ({
  title,
  code,
  output,
  file: `${FOLDER}/${i}.mts`,
}));

beforeAll(() => {
  mkdirSync(FOLDER, { recursive: true });
  for (const { file, code } of examples) writeFileSync(file, code);
});

afterAll(() => rmSync(FOLDER, { recursive: true }));

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: ["lib.es2023.d.ts"],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: ["node"],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: true,
};

async function run(file: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [file.replace(".mts", ".mjs")], {
    env: { ...process.env, NO_COLOR: "1" },
  });
  return stdout;
}

/** What an example prints, as far as a page shows it: no trailing blanks and lines. */
const shown = (text: string): string => `${text.replace(/[ \t]+$/gm, "").trimEnd()}\n`;

describe("docs/api.md", () => {
  it("has an example of every call that the front door is for", () => {
    const titles = examples.map(({ title }) => title);
    const calls = { analyze, check, diff, why, suggest, verify, loadDeviceTree, loadPlan, IovaDomain };
    expect(titles).toEqual(expect.arrayContaining(Object.keys(calls)));
    expect(page.match(/```ts\n/g)).toHaveLength(examples.length);
  });

  it("compiles and runs, and prints what it shows", async () => {
    const program = ts.createProgram(
      examples.map(({ file }) => file),
      options,
    );
    const problems = ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
      const text = ts.flattenDiagnosticMessageText(messageText, "\n");
      return `${file?.fileName ?? ""}: ${text}`;
    });
    expect(problems).toEqual([]);
    program.emit();
    const outputs = await Promise.all(examples.map(async ({ file }) => shown(await run(file))));
    if (process.env["UPDATE_GOLDEN"] !== undefined && process.env["CI"] === undefined) {
      let i = 0;
      writeFileSync(
        PAGE,
        page.replace(EXAMPLE, (all, _title, _code, old: string) => {
          const now = outputs[i++] ?? "";
          return `${all.slice(0, all.length - old.length - 3)}${now}\`\`\``;
        }),
      );
      return;
    }
    expect(outputs).toEqual(examples.map(({ output }) => output));
  }, 300_000);
});
