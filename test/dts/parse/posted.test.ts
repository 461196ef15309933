/** Sources as people post them: each mistake is one error, at its own place, with what to do about it. */
import { describe, expect, it } from "vitest";
import { BoardFiles } from "../../../src/base/board-files.js";
import { SourceFile } from "../../../src/base/source.js";
import { defaultDtsOptions } from "../../../src/dts/options.js";
import { parseDts } from "../../../src/dts/parse.js";
import { MemoryFiles } from "../preprocess/memory-files.js";
import { described, problemsInRoot, problemsOf } from "./parsed.js";

const problemsOfFile = (path: string, text: string): readonly string[] =>
  parseDts(new SourceFile(path, text), defaultDtsOptions, BoardFiles.over(new MemoryFiles({})))
    .diagnostics.map(described)
    .map((line) => line.replace(`${path}:`, ""));

describe("in a node", () => {
  it.each([
    ['a = "x"";\nb = "y";', "1:8: this quote is one too many (the string before it has ended: delete one of the two)"],
    ['a = "x"", "y,z";', "1:8: this quote is one too many (the string before it has ended: delete one of the two)"],
    ['a = "x"" "y";', "1:8: this quote is one too many (the string before it has ended: delete one of the two)"],
    ['a = "x""y";', `1:8: expected ',' or ';', found '"y"'`],
    ["a = <&&x>;\nx: n { };", "1:6: a reference begins with one '&' (did you mean '&x'?)"],
    ["a = &&x;\nx: n { };", "1:5: a reference begins with one '&' (did you mean '&x'?)"],
    [
      "a = <&my-label 1>;",
      "1:6: '&my-label' is not a reference: a label has only letters, digits and underscores (did you mean '&my_label'?)",
    ],
    [
      "a = &my-label;",
      "1:5: '&my-label' is not a reference: a label has only letters, digits and underscores (did you mean '&my_label'?)",
    ],
    [
      "reg = <fe000000 0x1000>;",
      "1:8: expected a number, a reference or '>', found 'fe000000' (hexadecimal numbers begin with 0x: 0xfe000000)",
    ],
    ["reg = <80000000h>;", "1:8: '80000000h' is not a number (hexadecimal numbers begin with 0x: 0x80000000)"],
    ["reg = <12ab>;", "1:8: '12ab' is not a number (hexadecimal numbers begin with 0x: 0x12ab)"],
    ["reg = <0xfe00_0000>;", "1:8: '0xfe00_0000' is not a number (a number has only digits: 0xfe000000)"],
    [
      "size = <10M>;",
      "1:9: '10M' is not a number (a device tree has no units: write the number out, as in <(10 * 1024)>)",
    ],
    ["status = okay;", `1:10: expected a value, found 'okay' (strings go in quotes: "okay")`],
    ["compatible = a,b-c;", `1:14: expected a value, found 'a,b-c' (strings go in quotes: "a,b-c")`],
    ["d = 5;", "1:5: expected a value, found '5' (numbers go between '<' and '>': <5>)"],
    ["d = 0x5;", "1:5: expected a value, found '0x5' (numbers go between '<' and '>': <0x5>)"],
    ["d = true;", "1:5: expected a value, found 'true' (a property that is present is true: write only its name)"],
    ["d = false;", "1:5: expected a value, found 'false' (a property that is absent is false: leave it out)"],
    ["d = VALUE;", "1:5: expected a value, found 'VALUE': a macro that is not defined?"],
    ["model = “x, y”;", '1:9: a smart quote (U+201C) is not allowed outside of strings (" is meant)'],
    [
      "\u00a0a = <1>;\n\u00a0b = <2>;",
      "1:1: a no-break space (U+00A0) is not allowed outside of strings " +
        "(put a blank in its place, here and everywhere else in this file)",
    ],
    ["a = <1\u200b>;", "1:7: an invisible character (U+200B) is not allowed outside of strings (delete it)"],
    ["a = <1>；", "1:8: a semicolon of another script (U+FF1B) is not allowed outside of strings (; is meant)"],
    ["a;\n/delete-prop/ a;", "2:1: '/delete-prop/' is not a keyword (did you mean '/delete-property/'?)"],
    ["a;\n/delete-property a;", "2:1: '/delete-property' is not a keyword (did you mean '/delete-property/'?)"],
    ["x: n { };\n/delete-node &x;", "2:1: '/delete-node' is not a keyword (did you mean '/delete-node/'?)"],
    ["a = /bit/ 8 <1>;", "1:5: '/bit/' is not a keyword (did you mean '/bits/'?)"],
    [
      '<<<<<<< HEAD\na = "x";\n=======\na = "y";\n>>>>>>> topic\nb;',
      "1:1: '<<<<<<<' is left of a merge: both sides of the conflict are here " +
        "(keep one side, and delete the lines with '<<<<<<<', '=======' and '>>>>>>>')",
    ],
    [
      "a = <1\n<<<<<<< HEAD\n2>;\n||||||| base\n3>;\n=======\n4>;\n>>>>>>> topic",
      "2:1: '<<<<<<<' is left of a merge: both sides of the conflict are here " +
        "(keep one side, and delete the lines with '<<<<<<<', '=======' and '>>>>>>>')",
    ],
    [
      '-\ta = "x";\n+\ta = "y";\n b;',
      "1:1: this line is from a patch: its '-' is not part of a device tree " +
        "(apply it with 'git apply' or 'patch', and give the board that it changes)",
    ],
    ["a = <&x>, <&y>;", "1:6: '&x' is not defined", "1:12: '&y' is not defined"],
  ])("%j", (source, ...expected) => expect(problemsInRoot(source)).toEqual(expected));

  it("and what only looks like one of these is none", () => {
    expect(problemsInRoot('a = "“x”\u00a0";\nb = <(1\n+ 2)>;\n+x;\n-y = <1>;\nc = "\n<<<<<<< HEAD\n";')).toEqual([]);
  });
});

describe("outside of all nodes", () => {
  it.each([
    [
      "/plugin/;\n/dts-v1/;\n&i2c0 { };",
      "1:1: '/plugin/;' comes before '/dts-v1/;' (write '/dts-v1/;' first and '/plugin/;' directly after it)",
    ],
    [
      "/plugin/;\n&i2c0 { };",
      "1:1: '/plugin/;' comes before '/dts-v1/;' (write '/dts-v1/;' first and '/plugin/;' directly after it)",
    ],
    ['#inclde "x.dtsi"\n/dts-v1/;\n/ { a = <&x>; };', "1:1: '#inclde' is not a directive (did you mean '#include'?)"],
    ["/dts-v1/;\n#ifdf A\n/ { };\n#endif", "2:1: '#ifdf' is not a directive (did you mean '#ifdef'?)"],
    ["/dts-v1/;\n#include “x.dtsi”\n/ { };", '2:10: expected "file" or <file> (plain double quotes are meant)'],
    [
      "#if #machine(x)\n#endif\n/dts-v1/;\n/ { };",
      "1:5: '#' is not valid in a preprocessor expression " +
        "('#name(value)' is an assertion, which cpp has dropped: use 'defined(NAME)')",
    ],
    [
      "/dts-v1/;\n&a { };\n&b { };",
      "2:1: '&a' is not defined: an overlay says '/plugin/;' (write '/plugin/;' after '/dts-v1/;')",
    ],
    [
      "/dts-v1/;\n/ { };\n&a { x = <&b>; n { y = &c; }; };",
      "3:1: '&a' is not defined",
      "3:11: '&b' is not defined",
      "3:24: '&c' is not defined",
    ],
    [
      "diff --git a/x.dts b/x.dts\n--- a/x.dts\n+++ b/x.dts\n@@ -1,2 +1,2 @@\n / {\n-\ta;\n };",
      "1:1: this is a patch, not a device tree (apply it with 'git apply' or 'patch', and give the board that it changes)",
    ],
    ["/dtsv1/;\n/ { };", "1:1: '/dtsv1/' is not a keyword (did you mean '/dts-v1/'?)"],
  ])("%j", (source, ...expected) => expect(problemsOf(source)).toEqual(expected));
});

describe("in a file that is no board", () => {
  const lacksPlugin = "an overlay says '/plugin/;' (write '/plugin/;' after '/dts-v1/;')";
  it.each([
    ["x.dtso", "/dts-v1/;\n&i2c0 { };\n&i2c1 { };", `2:1: '&i2c0' is not defined: ${lacksPlugin}`],
    ["x.dtso", "/dts-v1/;\n/ { f { target = <&a &b>; }; };", `2:19: '&a' is not defined: ${lacksPlugin}`],
    [
      "x.dtso",
      "&i2c0 { };",
      "1:1: expected '/dts-v1/;' before this (an overlay begins with '/dts-v1/;' and '/plugin/;')",
    ],
    [
      "x.dtsi",
      "&a { };\n&b { };",
      "1:1: expected '/dts-v1/;' before this: a .dtsi is a part of a board (analyse the board that includes it)",
    ],
    [
      "x.dtsi",
      "/dts-v1/;\n/ { c = <&a &b>; };",
      "2:10: '&a' is not defined: a .dtsi is a part of a board (analyse the board that includes it)",
    ],
  ])("%s: %j", (path, source, expected) => expect(problemsOfFile(path, source)).toEqual([expected]));

  it("which is analysed all the same where it lacks nothing", () => {
    expect(problemsOfFile("x.dtsi", "/dts-v1/;\n/ { };")).toEqual([]);
    expect(problemsOfFile("x.dtso", '/dts-v1/;\n/ { f { target-path = "/"; }; };')).toEqual([]);
  });
});

describe("an include that holds a whole board, inside of a node", () => {
  const files = new MemoryFiles({ "/soc.dtsi": "/dts-v1/;\n/ {\n\tuart: u { };\n};\n&uart { a; };\n" });
  it.each(["#include", "/include/"])("by %s", (directive) => {
    expect(
      problemsOf(`/dts-v1/;\n/ {\n\tsoc {\n${directive} "soc.dtsi"\n\t\tn { };\n\t};\n};\n&uart { };\n`, files),
    ).toEqual([
      expect.stringMatching(
        /^4:\d+: 'soc.dtsi' holds a whole board, and is included inside of 'soc' \(include it outside of all nodes\)$/,
      ),
    ]);
  });
});
