import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BoardFiles } from "../../../src/base/board-files.js";
import { SourceFile } from "../../../src/base/source.js";
import { nodeFiles } from "../../../src/cli/files.js";
import { defaultDtsOptions } from "../../../src/dts/options.js";
import { preprocess } from "../../../src/dts/preprocess.js";
import { commandOf, needs } from "../../oracles.js";
import { runAll } from "../../program-runs.js";
import { FALSE, SENSELESS, TRUE } from "./expressions.js";
import { FAULTY_CASES, MACRO_CASES } from "./macro-cases.js";
import { squeezed } from "./run.js";

const CPP = ["-nostdinc", "-undef", "-D__DTS__", "-x", "assembler-with-cpp", "-P"];
const tree = join(dirname(fileURLToPath(import.meta.url)), "tree");

interface Result {
  readonly isRefused: boolean;
  readonly text: string;
}

/** @param env set for cpp alone, as a shell's `env` takes it */
function withCpp(paths: readonly string[], folders: readonly string[], env: readonly string[] = []): readonly Result[] {
  const argv = ["env", ...env, "cpp", ...CPP, ...folders.flatMap((folder) => ["-I", folder])];
  return runAll(paths.map((path) => ({ argv: [...argv, path] }))).map(({ status, stdout }) => ({
    isRefused: status !== 0,
    text: squeezed(stdout.toString("utf8")),
  }));
}

function withOurs(path: string, folders: readonly string[]): Result {
  const source = new SourceFile(path, readFileSync(path, "utf8"));
  const { text, diagnostics } = preprocess(
    source,
    { ...defaultDtsOptions, includeFolders: folders },
    BoardFiles.over(nodeFiles),
  );
  return { isRefused: diagnostics.some(({ severity }) => severity === "error"), text: squeezed(text.text) };
}

describe("the same text as cpp, but for blanks", needs("cpp"), () => {
  let folder = "";
  /** What cpp makes of the cases that are a text each: one start of a shell for all. */
  const ofCpp = new Map<string, Result | undefined>();
  const pathOf = new Map<string, string>();
  const conditionOf = (expression: string): string => `#if ${expression}\n#endif\n`;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "preprocess-"));
    if (commandOf("cpp") === null) return;
    const texts = [...MACRO_CASES.map(([, text]) => text), ...SENSELESS.map(conditionOf), ...FAULTY_CASES];
    const paths = texts.map((text, i) => written(text, `${i}/x.dts`));
    const results = withCpp(paths, []);
    for (const [i, text] of texts.entries()) {
      ofCpp.set(text, results[i]);
      pathOf.set(text, paths[i] ?? "");
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const written = (text: string, name = "x.dts"): string => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  };

  const ofOurs = (text: string): Result => withOurs(pathOf.get(text) ?? "", []);

  it.each(MACRO_CASES)("%s", (_, text) => {
    expect(ofOurs(text)).toEqual(ofCpp.get(text));
  });

  it("of all expressions that make sense", () => {
    const text = [...TRUE, ...FALSE].map(
      (each, index) => `#if ${each}\n${index} holds\n#else\n${index} does not\n#endif\n`,
    );
    const path = written(text.join(""));
    const ours = withOurs(path, []);
    expect([ours]).toEqual(withCpp([path], []));
    expect(ours.isRefused).toBe(false);
    expect(ours.text.match(/holds/g)?.length).toBe(TRUE.length);
  });

  it.each(SENSELESS)("refusal of #if %s", (expression) => {
    const text = conditionOf(expression);
    expect([ofCpp.get(text)?.isRefused, ofOurs(text).isRefused]).toEqual([true, true]);
  });

  it("of the clock, where it stands at its beginning", () => {
    const path = written("__DATE__ __TIME__ __TIMESTAMP__ __LINE__");
    utimesSync(path, 0, 0);
    expect([withOurs(path, [])]).toEqual(withCpp([path], [], ["SOURCE_DATE_EPOCH=0", "TZ=UTC"]));
  });

  it.each(FAULTY_CASES)("refusal of %j", (text) => {
    expect([ofCpp.get(text)?.isRefused, ofOurs(text).isRefused]).toEqual([true, true]);
  });

  it.each(["board.dts", "camera.dtso", "options.dts"])("of %s with its includes", (name) => {
    const folders = [join(tree, "boards"), join(tree, "prefixes"), join(tree, "include")];
    const path = join(tree, "boards", name);
    const ours = withOurs(path, folders);
    expect([ours]).toEqual(withCpp([path], folders));
    expect(ours.isRefused).toBe(false);
  });
});
