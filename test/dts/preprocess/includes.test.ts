import { describe, expect, it } from "vitest";
import type { FileReader } from "../../../src/base/files.js";
import { SourceStore } from "../../../src/base/source-store.js";
import { defaultDtsLimits } from "../../../src/dts/options.js";
import type { Preprocessed } from "../../../src/dts/preprocess.js";
import { MemoryFiles } from "./memory-files.js";
import { expanded, problems, run } from "./run.js";

const TREE = {
  "/board/own.dtsi": "own\n",
  "/board/sub/nested.dtsi": '#include "beside.dtsi"\n#include "own.dtsi"\n',
  "/board/sub/beside.dtsi": "beside\n",
  "/a/own.dtsi": "own of a\n#include_next <own.dtsi>\n",
  "/b/own.dtsi": "own of b\n",
  "/b/only-b.dtsi": "only b\n",
  "/b/folder/x.dtsi": "x\n",
  "/secret/key.dtsi": "secret\n",
};
const BOARD = "/board/board.dts";
const FOLDERS = { includeFolders: ["/a", "/b/"] };

const at = (text: string, files = new MemoryFiles(TREE), options = FOLDERS): string => {
  const { text: output, diagnostics } = run(text, options, files, BOARD);
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return output.text.trim();
};

describe("#include", () => {
  it("looks beside the including file first, for quotes alone", () => {
    expect(at('#include "own.dtsi"')).toBe("own");
    expect(at("#include <own.dtsi>")).toContain("own of a");
    expect(at('#include "only-b.dtsi"')).toBe("only b");
    expect(at('#include "sub/nested.dtsi"')).toMatch(/^beside\s+own of a\s+own of b$/);
  });

  it("goes on behind the folder of the file for #include_next", () => {
    expect(at("#include <own.dtsi>")).toMatch(/^own of a\s+own of b$/);
  });

  it("passes over folders, and takes the rest of the name after the folder", () => {
    expect(at("#include <folder/x.dtsi>")).toBe("x");
    expect(problems("#include <folder>", FOLDERS, new MemoryFiles(TREE))[0]).toContain("cannot find 'folder'");
  });

  it("expands macros in its operand", () => {
    expect(at('#define DIR folder\n#define H <DIR/x.dtsi>\n#include H\n#define Q "own.dtsi"\n#include Q')).toMatch(
      /^x\s+own$/,
    );
  });

  it("reads a guarded file, one with #pragma once and an #import but once", () => {
    const files = new MemoryFiles(
      {
        "/i/guard.h": "/* c */\n#ifndef G\n#define G\nguarded\n#endif\n// end\n",
        "/i/once.h": "#pragma once\nonce\n",
        "/i/plain.h": "plain\n",
      },
      { "/i/link.h": "/i/once.h" },
    );
    const twice = (name: string): string => `#include <${name}>\n#include <${name}>\n`;
    const options = { includeFolders: ["/i"] };
    expect(expanded(twice("guard.h"), options, files)).toBe("guarded");
    expect(expanded("#define G\n#include <guard.h>\n", options, files)).toBe("");
    expect(expanded(`${twice("once.h")}#include <link.h>\n`, options, files)).toBe("once");
    expect(expanded("#import <plain.h>\n#import <plain.h>\n", options, files)).toBe("plain");
    expect(expanded(twice("plain.h"), options, files)).toBe("plain plain");
  });

  it("is not deceived by what only looks like a guard", () => {
    const files = new MemoryFiles({
      "/i/else.h": "#ifndef G\n#define G\nfirst\n#else\nagain\n#endif\n",
      "/i/after.h": "#ifndef H\n#define H\n#endif\nafter\n",
    });
    const options = { includeFolders: ["/i"] };
    expect(expanded("#include <else.h>\n#include <else.h>\n", options, files)).toBe("first again");
    expect(expanded("#include <after.h>\n#include <after.h>\n", options, files)).toBe("after after");
  });

  it("keeps conditionals and line numbers of a file to that file", () => {
    const files = new MemoryFiles({ "/i/a.h": '#line 50 "z"\n__LINE__ __FILE__ __INCLUDE_LEVEL__ __BASE_FILE__\n' });
    expect(expanded("\n#include <a.h>\n__LINE__ __FILE__\n", { includeFolders: ["/i"] }, files)).toBe(
      '50 "z" 1 "board.dts" 3 "board.dts"',
    );
  });

  it("does not read what is not a regular file: a pipe might never end", () => {
    const files = new MemoryFiles({ "/board/pipe": "" });
    const pipe: FileReader = {
      readFile: () => expect.fail("read a pipe"),
      kindOf: (path) => (path === "/board/pipe" ? "other" : files.kindOf(path)),
      realPath: (path) => files.realPath(path),
      list: () => [],
    };
    const { diagnostics } = run('#include "pipe"', {}, pipe, BOARD);
    expect(diagnostics.map(({ code, hint }) => [code, hint])).toEqual([
      ["include-unreadable", "is not a regular file"],
    ]);
  });

  it("lists what it read, once each and in order", () => {
    const { includedFiles } = run(
      '#include "sub/nested.dtsi"\n#include <own.dtsi>',
      FOLDERS,
      new MemoryFiles(TREE),
      BOARD,
    );
    expect(includedFiles).toEqual(["/board/sub/nested.dtsi", "/board/sub/beside.dtsi", "/a/own.dtsi", "/b/own.dtsi"]);
  });
});

describe("an include that is not found", () => {
  const files = new MemoryFiles({
    "/board/sm8450.dtsi": "",
    "/inc/arm64/qcom/sm8450.dtsi": "",
    "/inc/dt-bindings/gpio/gpio.h": "",
  });
  const hint = (text: string, includeFolders = ["/inc"]): string | undefined =>
    run(text, { includeFolders }, files, BOARD).diagnostics[0]?.hint;

  it("is an error at the directive, and reading goes on", () => {
    const said = problems('a\n#include "no.dtsi"\n#include <no.h> // c\nb', FOLDERS, files);
    expect(said).toEqual(["board.dts:2:10: error: cannot find 'no.dtsi'", "board.dts:3:10: error: cannot find 'no.h'"]);
  });

  it("names the folders that were searched", () => {
    expect(hint("#include <no.h>")).toBe("searched '/inc'");
    expect(hint('#include "no.h"')).toBe("searched '/board', '/inc'");
    expect(hint("#include <no.h>", [])).toMatch(/no include folder.*-I/);
  });

  it("names the nearest file", () => {
    expect(hint('#include "sm8540.dtsi"')).toContain("did you mean 'sm8450.dtsi'?");
    expect(hint("#include <dt-bindngs/gpio/gpio.h>")).toContain("did you mean 'dt-bindings/gpio/gpio.h'?");
    expect(hint("#include <dt-bindings/gpio/gpoi.h>")).toContain("did you mean 'dt-bindings/gpio/gpio.h'?");
  });

  it("names the same file under another prefix", () => {
    expect(hint("#include <qcom/sm8450.dtsi>")).toContain("'arm64/qcom/sm8450.dtsi' is in '/inc'");
    expect(hint("#include <include/dt-bindings/gpio/gpio.h>")).toContain("'dt-bindings/gpio/gpio.h' is in '/inc'");
  });
});

describe("files outside of the allowed folders", () => {
  const links = { "/a/link.dtsi": "/secret/key.dtsi", "/board/up": "/secret" };
  const files = new MemoryFiles(TREE, links);
  const said = (text: string, allowOutside = false): readonly string[] =>
    run(text, { includeFolders: ["/a"], allowOutside }, files, BOARD).diagnostics.map(({ code }) => code);

  it("are refused, by whatever way they are reached", () => {
    for (const name of ['"/secret/key.dtsi"', '"../secret/key.dtsi"', "<link.dtsi>", '"up/key.dtsi"']) {
      expect(said(`#include ${name}`)).toEqual(["include-outside"]);
    }
    expect(said('#include "../a/own.dtsi"')).not.toContain("include-outside");
  });

  it("are read if that is asked for", () => {
    expect(said('#include "../secret/key.dtsi"\n#include <link.dtsi>', true)).toEqual([]);
  });

  it("are allowed anywhere in a kernel tree that an include folder lies in, for its links", () => {
    const kernel = new MemoryFiles(
      {
        "/k/arch/arm64/boot/dts/v/board.dts": "",
        "/k/arch/arm/boot/dts/v/soc.dtsi": "soc\n",
        "/k/include/dt-bindings/x.h": "",
        "/k/scripts/dtc/Makefile": "",
        "/elsewhere/y.dtsi": "y\n",
      },
      {
        "/k/scripts/dtc/include-prefixes/arm": "/k/arch/arm/boot/dts",
        "/k/scripts/dtc/include-prefixes/y": "/elsewhere",
      },
    );
    const options = { includeFolders: ["/k/scripts/dtc/include-prefixes"] };
    const board = "/k/arch/arm64/boot/dts/v/board.dts";
    expect(run("#include <arm/v/soc.dtsi>", options, kernel, board).diagnostics).toEqual([]);
    expect(run("#include <y/y.dtsi>", options, kernel, board).diagnostics[0]?.code).toBe("include-outside");
  });
});

describe("a store that runs share", () => {
  it("has every file read but once, and keeps runs apart", () => {
    const files = new MemoryFiles({ "/i/a.h": "#define A 1\n#ifdef B\n#define C B\n#endif\n" });
    const store = new SourceStore(files);
    const options = { includeFolders: ["/i"] };
    expect(expanded("#include <a.h>\nA C", options, store)).toBe("1 C");
    expect(expanded("#define B 2\n#include <a.h>\nA C", options, store)).toBe("1 2");
    expect(expanded("A B C", options, store)).toBe("A B C");
    expect(files.reads).toEqual(["/i/a.h"]);
  });

  it("is unharmed by a run that a limit ended in the middle of an expansion", () => {
    const store = new SourceStore(new MemoryFiles({ "/i/a.h": "#define F(x) x F\n#define G F(1)F(2)\n" }));
    const source = "#include </i/a.h>\nG F(1)";
    const options = { allowOutside: true };
    const limits = { ...defaultDtsLimits, preprocessorSteps: 12 };
    expect(run(source, { ...options, limits }, store).diagnostics[0]?.code).toBe("preprocessor-steps");
    expect(expanded(source, options, store)).toBe("1 F 2 F 1 F");
  });

  it("serves a run that begins while another is under way", () => {
    const contents = {
      "/i/f.h": "#define A 1\n#define F(x) [x A F(x)]\n",
      "/i/middle.h": "A F(2)\n",
      "/i/other.h": "#define A other\n#include <f.h>\nA F(3)\n",
    };
    const options = { includeFolders: ["/i"] };
    const first = "#include <f.h>\n#undef A\n#define A first\nF(1\n#include <middle.h>\n) A";
    const second = "#include <other.h>\nF(4)";
    const alone = (text: string): unknown => said(run(text, options, new MemoryFiles(contents)));
    const files = new MemoryFiles(contents);
    let inside: unknown = null;
    const interrupting: FileReader = {
      readFile: (path, maxBytes) => {
        if (path === "/i/middle.h") inside ??= said(run(second, options, store));
        return files.readFile(path, maxBytes);
      },
      kindOf: (path) => files.kindOf(path),
      realPath: (path) => files.realPath(path),
      list: (path) => files.list(path),
    };
    const store = new SourceStore(interrupting);
    expect(said(run(first, options, store))).toEqual(alone(first));
    expect(inside).toEqual(alone(second));
  });
});

function said({ text, diagnostics, findMacro }: Preprocessed): unknown {
  const spans = [...text.text].map((_, at) => text.spanOf(at, at + 1));
  return { text: text.text, spans, diagnostics, hint: findMacro("AA") };
}
