import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BoardFiles } from "../../../src/base/board-files.js";
import { SourceFile } from "../../../src/base/source.js";
import { nodeFiles } from "../../../src/cli/files.js";
import { defaultDtsOptions } from "../../../src/dts/options.js";
import { preprocess } from "../../../src/dts/preprocess.js";
import { needs } from "../../oracles.js";
import { FALSE, SENSELESS, TRUE } from "./expressions.js";
import { FAULTY_CASES, MACRO_CASES } from "./macro-cases.js";
import { squeezed } from "./run.js";

const CPP = ["-nostdinc", "-undef", "-D__DTS__", "-x", "assembler-with-cpp", "-P"];
const tree = join(dirname(fileURLToPath(import.meta.url)), "tree");

interface Result {
  readonly isRefused: boolean;
  readonly text: string;
}

function withCpp(path: string, folders: readonly string[], env: NodeJS.ProcessEnv = process.env): Result {
  const args = [...CPP, ...folders.flatMap((folder) => ["-I", folder]), path];
  const { status, stdout } = spawnSync("cpp", args, { encoding: "utf8", env });
  return { isRefused: status !== 0, text: squeezed(stdout) };
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
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "preprocess-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const written = (text: string): string => {
    const path = join(folder, "x.dts");
    writeFileSync(path, text);
    return path;
  };

  it.each(MACRO_CASES)("%s", (_, text) => {
    const path = written(text);
    expect(withOurs(path, [])).toEqual(withCpp(path, []));
  });

  it("of all expressions that make sense", () => {
    const text = [...TRUE, ...FALSE].map(
      (each, index) => `#if ${each}\n${index} holds\n#else\n${index} does not\n#endif\n`,
    );
    const path = written(text.join(""));
    const ours = withOurs(path, []);
    expect(ours).toEqual(withCpp(path, []));
    expect(ours.isRefused).toBe(false);
    expect(ours.text.match(/holds/g)?.length).toBe(TRUE.length);
  });

  it.each(SENSELESS)("refusal of #if %s", (expression) => {
    const path = written(`#if ${expression}\n#endif\n`);
    expect([withCpp(path, []).isRefused, withOurs(path, []).isRefused]).toEqual([true, true]);
  });

  it("of the clock, where it stands at its beginning", () => {
    const path = written("__DATE__ __TIME__ __TIMESTAMP__ __LINE__");
    utimesSync(path, 0, 0);
    expect(withOurs(path, [])).toEqual(withCpp(path, [], { ...process.env, SOURCE_DATE_EPOCH: "0", TZ: "UTC" }));
  });

  it.each(FAULTY_CASES)("refusal of %j", (text) => {
    const path = written(text);
    expect([withCpp(path, []).isRefused, withOurs(path, []).isRefused]).toEqual([true, true]);
  });

  it.each(["board.dts", "camera.dtso", "options.dts"])("of %s with its includes", (name) => {
    const folders = [join(tree, "boards"), join(tree, "prefixes"), join(tree, "include")];
    const path = join(tree, "boards", name);
    const ours = withOurs(path, folders);
    expect(ours).toEqual(withCpp(path, folders));
    expect(ours.isRefused).toBe(false);
  });
});
