import { describe, expect, it } from "vitest";
import { MemoryFiles } from "../preprocess/memory-files.js";
import { parse, problemsInRoot, problemsOf } from "./parsed.js";

/** Statements in the root node, and all that is said of them. */
const table: Readonly<Record<string, readonly (readonly [string, ...string[]])[]>> = {
  "what is missing": [
    ["a = <1>\nb = <2>;", "1:8: expected ';' here"],
    ["a = <1>\n", "1:8: expected ';' here"],
    ["a\nb;", "1:2: expected ';' here"],
    ["n { } \n m { };", "1:6: expected ';' here"],
    ['a = "x"\n  l: n { };', "1:8: expected ';' here"],
    ["n {\n  a = <1>;\n}", "3:2: expected ';' here"],
    ["n\n  a = <1>;\n};\nm { };", "1:2: expected '{' here: the next line is indented further"],
    ["n {\n  a;\n;\nm { };", "3:1: expected '}' before this ';'"],
    ["a = <1>,\n  <2>\n  <3>;", "2:6: expected ',' here"],
    ["a = <1 2;\nb = <3>;", "1:9: expected '>' here"],
    ["a = <1 2\nb = <3>;", "1:9: expected '>' here"],
    ["a = <(1 + 2>;", "1:12: expected ')' here"],
    ["a = <(1 + (2)>;", "1:14: expected ')' here"],
    ["a = [00 11;", "1:11: expected ']' here"],
    ["a <1>;", "1:3: expected '=', '{' or ';', found '<'"],
    ["a = ;", "1:5: expected a value, found ';'"],
    ["a = <1>, ;", "1:10: expected a value, found ';'"],
    ["a = <&label>;\nlabel node { };", "2:6: expected ':' after the label 'label'"],
    ['a = okay";\nb = "x";', `1:5: expected '"' before this string`],
    ['a = "okay;\nb = "x";', `1:5: this string never ends: expected '"'`],
    ["a = <'x>;", "1:6: this character literal never ends: expected an apostrophe"],
  ],
  "what is too much": [
    ["a = <1>;;", "1:9: expected a property, a node or '};', found ';'"],
    ['a = "x" "y";', `1:9: expected ',' or ';', found '"y"'`],
    ["a = <1, 2>;", "1:7: expected a number, a reference or '>', found ',' (numbers are separated by blanks)"],
    ["n { a; b; }; };\nc { };\nd { };", "2:1: 'c' is outside of all nodes"],
  ],
  "what numbers are": [
    ["a = <08>;", "1:6: '08' is not a number: a leading 0 makes it octal"],
    ["a = <12ab>;", "1:6: '12ab' is not a number (hexadecimal numbers begin with 0x: 0x12ab)"],
    ["a = <0x>;", "1:6: '0x' is not a number"],
    ["a = <0x10000000000000000>;", "1:6: '0x10000000000000000' does not fit 64 bits"],
    ["a = <18446744073709551616>;", "1:6: '18446744073709551616' does not fit 64 bits"],
    [
      "a = <-1>;",
      "1:6: expected a number, a reference or '>', found '-' (a negative number needs parentheses: <(-1)>)",
    ],
    ["a = <1 + 2>;", "1:8: expected a number, a reference or '>', found '+' (arithmetic needs parentheses: <(1 + 2)>)"],
    ["a = (1 + 2);", "1:5: expected a value, found '(' (numbers go between '<' and '>')"],
    ["a = 1;", "1:5: expected a value, found '1' (numbers go between '<' and '>': <1>)"],
    ["a = <(1 / 0)>;", "1:7: this divides by zero"],
    ["a = <(1 ? 2)>;", "1:9: this operator has no ':'"],
    ["a = <(1 : 2)>;", "1:9: this operator has no '?'"],
    ["a = <''>;", "1:6: a character literal holds one byte, not 0"],
    ["a = <'ab'>;", "1:6: a character literal holds one byte, not 2"],
    ["a = /bits/ 7 <1>;", "1:12: elements have 8, 16, 32 or 64 bits, not 7"],
    ["a = /bits/ 8 <&{/}>;", "1:15: a reference needs elements of 32 bits"],
    ["a = <0x100000000>;", "1:6: 0x100000000 does not fit 32 bits: its upper bits are lost"],
    ["a = [0g];", "1:6: '0g' is not a byte: expected two hexadecimal digits"],
    ["a = [123];", "1:8: '3' is not a byte: expected two hexadecimal digits"],
    ['a = "\\x";', "1:5: '\\x' needs hexadecimal digits"],
  ],
  "what names nothing": [
    [
      "a = <GIC_SPI 5 GIC_SPI>;",
      "1:6: expected a number, a reference or '>', found 'GIC_SPI': a macro that is not defined?",
    ],
    [
      "a = <PIN(1, 2) 3>;",
      "1:6: expected a number, a reference or '>', found 'PIN(1, 2)': a macro that is not defined?",
    ],
    ["a = <(WIDTH << 2)>;", "1:7: expected a number, found 'WIDTH': a macro that is not defined?"],
    ["a = VALUE;", "1:5: expected a value, found 'VALUE': a macro that is not defined?"],
    ["PINS(1, 2)\nn { };", "1:1: expected a property or a node, found 'PINS(1, 2)': a macro that is not defined?"],
    [
      "a = <uart0>;\nuart0: n { };",
      "1:6: expected a number, a reference or '>', found 'uart0' (did you mean '&uart0'?)",
    ],
    ["a = <&uart1>;\nuart0: n { };", "1:6: '&uart1' is not defined (did you mean '&uart0'?)"],
    ["a = &{/n/x};\nn { };", "1:5: '&{/n/x}' is not defined"],
    ["a = <&{/n x}>;", "1:6: expected '}' after the path of this reference, found ' '"],
    ["a = <&{}>;", "1:6: this reference names no path"],
    ["a = <$>;", "1:6: expected a number, a reference or '>', found '$'"],
    ["my-label: n { };", "1:9: expected '=', '{' or ';', found ':' (a label has only letters, digits and underscores)"],
  ],
  "what stands in the wrong place": [
    ["n { };\na = <1>;\nb = <2>;", "2:1: properties must come before a node's children"],
    [
      "/delete-node/ &{/n};",
      "1:15: a reference can only be deleted outside of all nodes (inside a node, write the name of a child: '/delete-node/ name;')",
    ],
    ["/omit-if-no-ref/ a;", "1:1: '/omit-if-no-ref/' cannot precede a property: expected a node"],
    ["n { l: };", "1:5: a label cannot precede '}'"],
    ["/dts-v1/;", "1:1: '/dts-v1/;' must come before everything else"],
    ["/memreserve/ 1 2;", "1:1: '/memreserve/' must come before the nodes"],
  ],
  "what the whole tree forbids": [
    ["a = <1>;\na = <2>;", "2:1: 'a' is set twice in the same body"],
    ["n { };\nn { };", "2:1: 'n' is defined twice in the same body"],
    ["n { };\n/delete-node/ n;", "2:15: 'n' is defined and deleted in the same body"],
    ["l: n { };\nl: m { };", "2:4: the label 'l' is at two places"],
    ["l: a;\nl: n { };", "2:4: the label 'l' is at two places"],
    ["n#1 { };", "1:1: a node's name cannot contain '#'"],
    ["n@1@2 { };", "1:1: 'n@1@2' has more than one '@'"],
    ["@1 { };", "1:1: '@1' has nothing before its '@'"],
    ["a@1;", "1:1: a property's name cannot contain '@'"],
    ['n { name = "m"; };', "1:5: 'name' is not the name of the node, which is 'n'"],
    ["n { name = <1>; };", "1:5: 'name' is not a string"],
    ["n { phandle = <1>; };\nm { phandle = <1>; };", "2:5: two nodes have the phandle 0x1"],
    ["n { phandle = <0>; };", "1:5: 0x0 cannot be a phandle"],
    ["n { phandle = <1 2>; };", "1:5: 'phandle' has 8 bytes, not 4"],
    ["n { phandle = <&{/m}>; };\nm { };", "1:5: 'phandle' refers to another node"],
    ["n { phandle = <1>; linux,phandle = <2>; };", "1:5: 'phandle' and 'linux,phandle' are not the same"],
  ],
};

describe("one message for each mistake", () => {
  for (const [name, rows] of Object.entries(table)) {
    it.each(rows.map(([source, ...expected]) => ({ source, expected })))(`${name}: $source`, ({ source, expected }) => {
      expect(problemsInRoot(source)).toEqual(expected);
    });
  }
});

describe("outside of all nodes", () => {
  it.each([
    ["/ { };", "1:1: expected '/dts-v1/;' before this (add '/dts-v1/;' as the first line)"],
    ["/dts-v1/;", "1:10: expected '/ { };': there is no root node"],
    ["/dts-v1/; a = <1>;\nb;\n/ { };", "1:11: 'a' is outside of all nodes"],
    ["/dts-v1/; n { a; };\n/ { };", "1:11: 'n' is outside of all nodes"],
    ["/dts-v1/; / { };\n&uart0 { };", "2:1: '&uart0' is not defined"],
    [
      "/dts-v1/; / { };\n&uart0 { };\n/ { uart0: n { }; };",
      "2:1: '&uart0' is not defined yet (it is defined further down: move this after it)",
    ],
    ["/dts-v1/; / { };\n/delete-node/ &uart0;", "2:15: '&uart0' is not defined"],
    ["/dts-v1/; /delete-node/ &uart0;\n/ { };", "1:11: expected a node before '/delete-node/'"],
    [
      "/dts-v1/; / { };\n/delete-node/ n;",
      "2:15: there is no node to delete from here (outside of nodes, write a reference: '/delete-node/ &label;')",
    ],
    [
      "/dts-v1/; l: / { };",
      "1:11: the root node cannot have a label here (write 'label: &{/} { };' after '/ { };' to give the root a label)",
    ],
    ["/dts-v1/; /plugin/; /plugin/; / { };", "1:21: '/plugin/;' must come directly after '/dts-v1/;'"],
    [
      "/dts-v1/; /dts-v1/; /plugin/; / { };",
      "1:11: one '/dts-v1/;' of this source is followed by '/plugin/;', and another is not",
    ],
    ["/dts-v1/; / {\n  a;\n", "2:5: expected '};' here: '/' is not closed"],
    ["/dts-v1/; / {\n  a;\n\n&{/} { b; };", "2:5: expected '};' here: '/' is not closed"],
    ["/dts-v1/;\n/ {\n  n {\n    a;\n  m { };\n};", "4:7: expected '};' here: 'n' is not closed"],
    ["/dts-v1/;\n/ {\n  n {\n    m {\n      a;\n  };\n};", "5:9: expected '};' here: 'm' is not closed"],
    ["/dts-v1/; / { a = <1", "1:21: expected a number, a reference or '>', found the end of the file"],
  ])("%s", (source, expected) => expect(problemsOf(source)).toEqual([expected]));
});

describe("a mistake does not make others", () => {
  it("of what is defined where the mistake is", () => {
    const source = "/dts-v1/; / { a = <&l &m>; b c l: n { m: o { }; }; };\n&l { x; };\n&m { y; };\n&{/n} { z; };";
    expect(problemsOf(source)).toEqual(["1:30: expected '=', '{' or ';', found 'c'"]);
  });

  it("of labels, where a source is missing; a header defines none", () => {
    const use = "\n/ { a = <&l MACRO>; };";
    expect(problemsOf(`/dts-v1/;\n#include "soc.dtsi"${use}`)).toHaveLength(1);
    expect(problemsOf(`/dts-v1/;\n/include/ "soc.dtsi"${use}`)).toHaveLength(1);
    expect(problemsOf(`/dts-v1/;\n#include "pins.h"${use}`)).toEqual([
      expect.stringContaining("cannot find 'pins.h'"),
      "3:10: '&l' is not defined",
    ]);
  });

  it("of '/dts-v1/;', where a source is missing that may begin with it; a header does not", () => {
    expect(problemsOf('#include "soc.dtsi"\n/ { };')).toEqual([expect.stringContaining("cannot find 'soc.dtsi'")]);
    expect(problemsOf('/include/ "soc.dtsi"\n/ { };')).toHaveLength(1);
    expect(problemsOf('#include "pins.h"\n/ { };')).toEqual([
      expect.stringContaining("cannot find 'pins.h'"),
      "2:1: expected '/dts-v1/;' before this (add '/dts-v1/;' as the first line)",
    ]);
  });

  it("of open braces, where the preprocessor dropped the rest", () => {
    expect(problemsOf("/dts-v1/; / { a;\n/* ")).toEqual(["2:1: comment without an end"]);
    expect(problemsOf("/dts-v1/; / { a;\n#if 1\n};")).toHaveLength(1);
  });

  it("of a macro, however often it is used", () => {
    expect(problemsInRoot("a = <MACRO>;\nb = <MACRO>;\nc = <OTHER>;")).toHaveLength(2);
  });
});

it("names the header that defines a macro", () => {
  const files = new MemoryFiles({ "/inc/dt-bindings/gpio.h": "#define ACTIVE_LOW 1\n" });
  expect(problemsOf("/dts-v1/; / { a = <ACTIVE_LOW>; };", files, { includeFolders: ["/inc"] })).toEqual([
    "1:20: expected a number, a reference or '>', found 'ACTIVE_LOW': a macro that is not defined? " +
      "('#include <dt-bindings/gpio.h>' defines it)",
  ]);
});

it("points at the first definition of what is defined twice, and at the node that is not closed", () => {
  const [twice] = parse("/dts-v1/; / { l: n { };\n l: m { }; };").diagnostics;
  expect(twice?.related?.[0]?.location).toMatchObject({ span: { start: 17, end: 18 } });
  const [open] = parse("/dts-v1/; / {\n n { };\n").diagnostics;
  expect(open?.related?.[0]?.location).toMatchObject({ span: { start: 10, end: 11 } });
});

it("says where a mistake in an included file is, and how it got there", () => {
  const files = new MemoryFiles({ "/soc.dtsi": "/ {\n a = <1>\n};\n", "/raw.dtsi": "/ { b = ; };" });
  const { diagnostics } = parse('/dts-v1/;\n#include "/soc.dtsi"\n/include/ "/raw.dtsi"\n', files, {
    allowOutside: true,
  });
  expect(diagnostics.map(({ location }) => location)).toMatchObject([
    { span: { source: { path: "/soc.dtsi" }, via: { kind: "include", name: "/soc.dtsi" } } },
    { span: { source: { path: "/raw.dtsi" }, via: { kind: "include", name: "/raw.dtsi" } } },
  ]);
});
