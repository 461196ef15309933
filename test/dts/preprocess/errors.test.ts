import { describe, expect, it } from "vitest";
import { MemoryFiles } from "./memory-files.js";
import { expanded, problems, run } from "./run.js";

describe("all errors of a source", () => {
  it("are reported at their places, and the rest is read", () => {
    const source = [
      "#define F(a) <a>",
      "#include <missing.h>",
      "#if 1 +",
      "#endif",
      "ok1 F(1, 2)",
      "#error stop here",
      "#define F(",
      "ok2 F(3)",
      "#bogus stays",
      "#if 1 / 0 == 0 // the dividend",
      "#else",
      "#else",
      "#endif",
      "#endif",
      "ok3",
      "#ifdef NEVER",
    ].join("\n");
    expect(problems(source)).toEqual([
      "board.dts:2:10: error: cannot find 'missing.h'",
      "board.dts:3:7: error: operator '+' has no right operand",
      "board.dts:5:5: error: macro 'F' is given 2 arguments but takes 1",
      "board.dts:6:1: error: #error stop here",
      "board.dts:7:11: error: expected a parameter's name before the end of the line",
      "board.dts:10:7: error: division by zero",
      "board.dts:12:1: error: '#else' after '#else'",
      "board.dts:14:1: error: '#endif' without an '#if'",
      "board.dts:16:1: error: '#ifdef' without an '#endif'",
    ]);
    const { text } = run(source);
    for (const kept of ["ok1 F", "ok2 <3>", "#bogus stays", "ok3"]) expect(text.text).toContain(kept);
  });

  it("point at the use where a macro hides the fault, and at the include chain", () => {
    const files = new MemoryFiles({ "/i/a.h": "#define BAD 1 1\n#if BAD\n#endif\n" });
    const [said] = run("#include <a.h>", { includeFolders: ["/i"] }, files).diagnostics;
    expect(said?.location).toMatchObject({
      kind: "source",
      span: { source: { path: "/i/a.h" }, start: 20, end: 23, via: { kind: "macro", name: "BAD" } },
    });
  });

  it("name the macro's definition", () => {
    const [said] = run("#define F(a, b) a\nF(1)").diagnostics;
    expect(said?.related?.map(({ message }) => message)).toEqual(["'F' is defined here"]);
    expect(said?.related?.[0]?.location).toMatchObject({ span: { start: 8, end: 9 } });
  });

  it("say why a line that starts with # breaks a macro's arguments", () => {
    const [said] = run("#define NODE(x) { x };\nNODE(\n#address-cells = <1>;\n)").diagnostics;
    expect(said?.code).toBe("macro-arguments");
    expect(said?.hint).toContain("starts with #");
  });

  it("say that a function-like name in #if is no macro", () => {
    expect(problems("#if FOO(1)\n#endif")[0]).toContain("'FOO' is not defined");
  });

  it("stop after a hundred", () => {
    const { diagnostics } = run("#error again\n".repeat(1000));
    expect(diagnostics.length).toBe(100);
  });
});

describe("warnings", () => {
  it("are given where cpp gives them, and change nothing", () => {
    const source =
      "#define A 1\n#define A 2\nA\n#warning it's old\n#ifdef A B\n#endif C\n#undef __FILE__\n#define X-1\n#pragma once";
    const { diagnostics } = run(source);
    expect(diagnostics.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      "warning macro-redefined",
      "warning warning-directive",
      "warning extra-tokens",
      "warning extra-tokens",
      "warning builtin-undefined",
      "warning macro-name-unspaced",
      "warning pragma-once",
    ]);
    expect(expanded(source)).toBe("2");
  });

  it("pass over a definition that says the same again", () => {
    expect(problems("#define A(x) x + 1\n#define A(x)  x /* c */ + 1\n#define B\n#define B\n")).toEqual([]);
    for (const other of ["A(y) y + 1", "A(x) x+1", "A x + 1", "A(x) x + 2", "A(x...) x + 1"]) {
      expect(problems(`#define A(x) x + 1\n#define ${other}\n`).length).toBe(1);
    }
  });
});

describe("what is not as cpp has it", () => {
  it("is the clock: the same source must give the same tree", () => {
    const texts = { __DATE__: "Jan  1 1970", __TIME__: "00:00:00", __TIMESTAMP__: "Thu Jan  1 00:00:00 1970" };
    for (const [name, text] of Object.entries(texts)) {
      const { text: output, diagnostics } = run(`a = ${name};\nb = ${name};`);
      expect(output.text.trimEnd()).toBe(`a = "${text}";\nb = "${text}";`);
      // Once, where it is used first.
      expect(diagnostics.map(({ severity, code }) => [severity, code])).toEqual([["warning", "clock-macro"]]);
      expect(problems(`\n x ${name} ${name}`)[0]).toMatch(/^board\.dts:2:4: warning: /);
      expect(run(`#ifdef ${name}\n#endif`).diagnostics).toEqual([]);
    }
  });

  it("is assertions", () => {
    expect(run("#assert machine(x)").diagnostics[0]?.code).toBe("assertion");
  });
});

describe("-D", () => {
  it("defines 1, nothing, a value or a macro with parameters", () => {
    expect(expanded("A B C D(3) [E]", { defines: ["A", "B=4 5", "C=", "D(x)=<x>", "E=a\nb"] })).toBe("1 4 5 <3> [a]");
  });

  it("reports a name that is none, at the command line", () => {
    expect(problems("", { defines: ["1x"] })).toEqual([
      "<command line>:5:1: error: a macro's name must be an identifier",
    ]);
  });

  it("can replace __DTS__", () => {
    expect(expanded("__DTS__", { defines: ["__DTS__=2"] })).toBe("2");
  });
});

describe("the hint for a macro that is not defined", () => {
  const files = new MemoryFiles(
    {
      "/inc/dt-bindings/irq/gic.h": "#ifndef G\n#define G\n #  define\tGIC_SPI 0\n#endif\n",
      "/inc/linux/other.h": "#define NOT_FOR_DTS 1\n",
      "/board/pinfunc.h": "#define PIN_A 1\n#if 0\n#define PIN_B 2\n#endif\n",
    },
    { "/inc/dt-bindings/loop": "/inc/dt-bindings" },
  );
  const { findMacro } = run('#include "pinfunc.h"\n', { includeFolders: ["/inc"] }, files, "/board/board.dts");

  it("names the header under the include folders that defines it", () => {
    expect(findMacro("GIC_SPI")).toBe("'#include <dt-bindings/irq/gic.h>' defines it");
    expect(findMacro("NOT_FOR_DTS")).toBeNull();
  });

  it("says that a header which was read left it undefined", () => {
    expect(findMacro("PIN_B")).toBe("'/board/pinfunc.h' defines it, but in a part that is not read here");
  });

  it("names a header beside the source as one", () => {
    const { findMacro: find } = run("", { includeFolders: ["/inc"] }, files, "/board/board.dts");
    expect(find("PIN_A")).toBe("'#include \"pinfunc.h\"' defines it");
  });

  it("names a macro of nearly that name", () => {
    expect(findMacro("PINN_A")).toBe("did you mean 'PIN_A'?");
  });
});
