import { describe, expect, it } from "vitest";
import { LiteralKind, TokenKind } from "../../../src/dts/lexer/token-list.js";
import { MemoryFiles } from "../preprocess/memory-files.js";
import { lexerOf } from "./lexing.js";

interface Lexed {
  /** `Kind text`, or `Kind Literal literal...` for runs. */
  readonly tokens: readonly string[];
  readonly problems: readonly string[];
  readonly chunks: number;
}

function lex(text: string, files = new MemoryFiles({})): Lexed {
  const { lexer, texts, problems } = lexerOf(text, files);
  const found: string[] = [];
  let chunks = 0;
  while (lexer.nextChunk()) {
    chunks++;
    const { tokens, literals } = lexer;
    for (let i = 0; i < tokens.count; i++) {
      const kind = tokens.kind(i);
      const parts: string[] = [];
      for (let j = tokens.firstLiteral(i); j < tokens.literalLimit(i); j++) {
        parts.push(`${LiteralKind[literals.kind(j)]} ${texts.slice(literals.start(j), literals.end(j))}`);
      }
      const isRun = kind === TokenKind.Cells || kind === TokenKind.Bytes;
      found.push(`${TokenKind[kind]} ${isRun ? parts.join(", ") : texts.slice(tokens.start(i), tokens.end(i))}`);
    }
  }
  return { tokens: found, problems: problems.diagnostics.map(({ message }) => message), chunks };
}

const tokensOf = (text: string, files?: MemoryFiles): readonly string[] => lex(text, files).tokens;
const plain = (text: string): readonly string[] => tokensOf(text).map((token) => token.split(" ", 1)[0] ?? "");

describe("a word is", () => {
  it("a name where a statement starts, whatever it looks like", () => {
    expect(tokensOf("10; 0x1f; #size-cells; a,b; ,c; ?d; \\e;").filter((token) => token.startsWith("Name"))).toEqual([
      "Name 10",
      "Name 0x1f",
      "Name #size-cells",
      "Name a,b",
      "Name ,c",
      "Name ?d",
      "Name \\e",
    ]);
  });

  it("a label with a colon, if it has the letters of one", () => {
    expect(tokensOf("a:b c-d:e 1f:g")).toEqual([
      "Label a:",
      "Name b",
      "Name c-d",
      "Stray :",
      "Name e",
      "Name 1f",
      "Stray :",
      "Name g",
    ]);
  });

  it("a number between angle brackets, after /bits/ and after /memreserve/", () => {
    expect(tokensOf("<10 0x1F 017 1UL 'a'>")[1]).toBe(
      "Cells Number 10, Number 0x1F, Number 017, Number 1UL, Character 'a'",
    );
    expect(tokensOf("/bits/ 8 <1>").slice(0, 3)).toEqual(["Bits /bits/", "Integer 8", "Less <"]);
    expect(plain("/memreserve/ 1 2; 3;")).toEqual([
      "MemReserve",
      "Integer",
      "Integer",
      "Semicolon",
      "Name",
      "Semicolon",
    ]);
  });

  it("two digits at a time between square brackets", () => {
    expect(tokensOf("[0011 ab: 22 // c\n 33]").slice(1, 3)).toEqual([
      "Bytes Byte 00, Byte 11, Label ab:, Byte 22",
      "Bytes Byte 33",
    ]);
    expect(tokensOf("[00ab:11 abc]")[1]).toBe("Bytes Byte 00, Label ab:, Byte 11, Byte ab, Byte c");
  });

  it("unknown where neither fits, with its arguments", () => {
    expect(tokensOf("<A B(1, (2)) C (3) D (4, 5)>").slice(1)).toEqual([
      "Cells UnknownWord A, UnknownWord B(1, (2)), UnknownWord C",
      "LeftParen (",
      "Integer 3",
      "RightParen )",
      "Cells UnknownWord D (4, 5)",
      "Greater >",
    ]);
    expect(tokensOf("a = B;")[2]).toBe("UnknownWord B");
  });
});

describe("numbers stand side by side as dtc reads them", () => {
  it.each([
    ["<1L2>", "Number 1L, Number 2"],
    ["<0x1l:2>", "Number 0x1, Label l:, Number 2"],
    ["<1'a'&l 2>", "Number 1, Character 'a', Reference &l, Number 2"],
    ["<&{/a@0,b}&l>", "Reference &{/a@0,b}, Reference &l"],
    [String.raw`<'\'' '\'>`, String.raw`Character '\'', Character '\'`],
  ])("%s", (text, cells) => expect(tokensOf(text)[1]).toBe(`Cells ${cells}`));

  it("longest first in characters, so that a backslash before an apostrophe goes on to the next", () => {
    expect(tokensOf(String.raw`<'\\' 'a'>`)[1]).toContain(String.raw`Character '\\' ',`);
  });
});

describe("brackets", () => {
  it("hold expressions with operators, the longest first", () => {
    expect(tokensOf("<(1<<2>=3&&~4!=-5?6:7)>").slice(1, -1)).toEqual([
      "LeftParen (",
      "Integer 1",
      "Binary <<",
      "Integer 2",
      "Binary >=",
      "Integer 3",
      "Binary &&",
      "Unary ~",
      "Integer 4",
      "Binary !=",
      "Minus -",
      "Integer 5",
      "Question ?",
      "Integer 6",
      "Colon :",
      "Integer 7",
      "RightParen )",
    ]);
  });

  it.each([
    "a = <1 2;\nb;",
    "a = <1 (2;\nb;",
    "a = [00;\nb;",
    "a = <1 2\nb = <3>;",
    "a = [00\nb = <3>;",
    "a = <(1\nb { };",
  ])("left open in %j end with the statement", (text) => expect(tokensOf(text)).toContain("Name b"));
});

describe("between tokens", () => {
  it("are blanks, comments and line markers", () => {
    expect(plain('a\f\v\r\n/* ; */ = // ;\n# 12 "f.h" 1 3\n<1>;\n#line 3 "g"\n')).toEqual([
      "Name",
      "Equals",
      "Less",
      "Cells",
      "Greater",
      "Semicolon",
    ]);
  });

  it("a line marker needs the start of its line, a number and a name", () => {
    expect(tokensOf('#12;\n # 1 "x";\n#size-cells;\n# 5;')).toEqual(
      expect.arrayContaining(["Name #12", "Name #", "Name #size-cells"]),
    );
  });

  it("an included file may stand, where a token may end but not in one", () => {
    const files = new MemoryFiles({ "/n.dtsi": "1 2", "/s.dtsi": "x;" });
    expect(tokensOf('<0 /include/ "/n.dtsi" 3>', files)).toEqual([
      "Less <",
      "Cells Number 0",
      "Cells Number 1, Number 2",
      "Cells Number 3",
      "Greater >",
    ]);
    expect(tokensOf('"/include/ \\"/s.dtsi\\""', files)).toHaveLength(1);
  });
});

it("hands over whole statements at a time", () => {
  const { tokens, chunks } = lex("a = <1>;".repeat(5000));
  expect(tokens).toHaveLength(5000 * 6);
  expect(chunks).toBeGreaterThan(1);
});

it("complains of a comment without an end, once, and stops", () => {
  expect(lex("a; /* b; c")).toMatchObject({
    tokens: ["Name a", "Semicolon ;"],
    problems: ["this comment never ends: expected '*/'"],
  });
});
