/** Sources that are nearly right: lines and words moved, doubled, lost or replaced by what is hard to read. */
import type { Random } from "./random.js";

/** Pieces of syntax, right and wrong, one a line. */
const PIECES = String.raw`
{
}
};
;
<
>
[
]
(
)
=
,
:
&
#
##
/
\
"
'
@
/*
*/
//
/dts-v1/;
/plugin/;
/memreserve/ 1 2;
/include/ "a.dtsi"
/incbin/("a.dtsi", 1, 4)
/bits/ 64 <
/bits/ 8 <
/delete-node/ a;
/delete-node/ &l;
/delete-property/ a;
/omit-if-no-ref/
&l { };
&{/} { };
&{l/a} { };
<&l>
l:
A
B(B(B(1)))
B(
__LINE__
__COUNTER__
defined(A)
0xffffffffffffffff
0x10000000000000000
010
08
1ULL
'\n'
'a
(1/0)
(1 << 64)
(-1)
1 ? 2 : 3
phandle = <1>;
name = "a";
#address-cells = <0>;
#size-cells = <0>;
#iommu-cells = <0>;
reg = <0 1>;
ranges;
dma-ranges;
iommus = <&l>;
iommu-map = <0 &l 0 0x10000>;
iommu-addresses = <&l 0 1>;
memory-region = <&l>;
status = "disabled";
compatible = "simple-bus";
`
  .trim()
  .split("\n")
  .concat("\0", "\r\n", "\\\n", "\t", "\u00e9", "\ufeff", "\x1b[31m", "\udc80");

/** They need a line of their own. */
const DIRECTIVES = `
#include "a.dtsi"
#include "self.dts"
#include <none.h>
#define A A A
#define A B(A)
#define B(x) #x x##x B(x)
#define C(x, ...) x __VA_ARGS__ C
#undef A
#if A
#if __has_include("a.dtsi")
#elif 1 / 0
#else
#endif
#ifdef A
#line 5 "x"
# 5 "x" 1
#error x
#warning x
#pragma once
`
  .trim()
  .split("\n");

type Mutation = (text: string, others: readonly string[], random: Random) => string;

const insert: Mutation = (text, _others, random) => {
  const at = random.below(text.length + 1);
  return `${text.slice(0, at)}${random.oneIn(2) ? " " : ""}${random.pick(PIECES)}${text.slice(at)}`;
};

const cut: Mutation = (text, _others, random) => {
  const at = random.below(text.length + 1);
  return text.slice(0, at) + text.slice(at + random.below(20));
};

const replaceNumber: Mutation = (text, _others, random) => {
  const numbers = [...text.matchAll(/\b(0x[0-9a-f]+|[0-9]+)\b/gi)];
  if (numbers.length === 0) return text;
  const { index, 0: number } = random.pick(numbers);
  const value = random.pick(["0", "1", "0xffffffff", "0x100000000", "-1", "0x7fffffff", "4096", String(random.word())]);
  return text.slice(0, index) + value + text.slice(index + number.length);
};

const overLines =
  (change: (lines: string[], at: number, random: Random) => void): Mutation =>
  (text, _others, random) => {
    const lines = text.split("\n");
    change(lines, random.below(lines.length), random);
    return lines.join("\n");
  };

const splice: Mutation = (text, others, random) => {
  const from = random.pick(others).split("\n");
  const start = random.below(from.length);
  const piece = from.slice(start, start + 1 + random.below(20)).join("\n");
  const at = random.below(text.length + 1);
  return text.slice(0, at) + piece + text.slice(at);
};

/** What is quadratic or recursive shows. */
const repeat: Mutation = (text, _others, random) => {
  const at = random.below(text.length + 1);
  const piece = random.oneIn(2)
    ? text.slice(at, at + 1 + random.below(30))
    : random.pick([...PIECES, "a {", "l0: a { b = <", "(("]);
  return text.slice(0, at) + piece.repeat(1 + random.below(3000)) + text.slice(at);
};

const MUTATIONS: readonly Mutation[] = [
  insert,
  insert,
  cut,
  replaceNumber,
  splice,
  repeat,
  overLines((lines, at) => lines.splice(at, 1)),
  overLines((lines, at) => lines.splice(at, 0, lines[at] ?? "")),
  overLines((lines, at, random) => lines.splice(random.below(lines.length), 0, ...lines.splice(at, 1))),
  overLines((lines, at, random) => lines.splice(at, 0, random.pick(DIRECTIVES))),
  (text, _others, random) => text.slice(0, random.below(text.length + 1)),
];

/** More than a reader of ordinary boards meets, less than what only the limits would answer. */
const LONGEST = 400_000;

export function mutatedSource(seeds: readonly string[], random: Random): string {
  let text = random.pick(seeds);
  for (let left = 1 + random.below(6); left > 0; left--) {
    text = random.pick(MUTATIONS)(text, seeds, random).slice(0, LONGEST);
  }
  return text;
}
