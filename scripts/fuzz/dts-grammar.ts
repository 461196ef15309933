/** Sources made from the grammar: each part is right, most wholes are not. */
import type { Random } from "./random.js";

const NAMES = [
  "a",
  "b",
  "c",
  "soc",
  "a@1",
  "b@2",
  "reg",
  "status",
  "iommus",
  "#address-cells",
  "phandle",
  "a,b-c+d.e_f",
];
const LABELS = ["l", "m", "n", "l0"];

/** How much is left to be written; without it the grammar's recursion would not end. */
class Budget {
  constructor(private left: number) {}

  spend(): boolean {
    return this.left-- > 0;
  }
}

export function generatedSource(random: Random): string {
  const budget = new Budget(10 + random.below(300));
  const parts = [random.oneIn(20) ? "" : "/dts-v1/;", random.oneIn(6) ? "/plugin/;" : ""];
  while (budget.spend() && !random.oneIn(8)) parts.push(topLevel(random, budget));
  return parts.join("\n");
}

function topLevel(random: Random, budget: Budget): string {
  const forms: readonly (() => string)[] = [
    () => `/ ${body(random, budget)};`,
    () => `/ ${body(random, budget)};`,
    () => `${label(random)}&${reference(random)} ${body(random, budget)};`,
    () => `/delete-node/ &${reference(random)};`,
    () => `/omit-if-no-ref/ &${random.pick(LABELS)};`,
    () => `/memreserve/ ${number(random)} ${number(random)};`,
    () => directive(random),
  ];
  return random.pick(forms)();
}

function directive(random: Random): string {
  const macro = random.pick(["A", "B", "C"]);
  return random.pick([
    `#define ${macro} ${value(random)}`,
    `#define ${macro}(x, y...) ${random.pick(["x", "#x", "x##y", "x y", "A B C(x)"])}`,
    `#undef ${macro}`,
    `#if ${expression(random, 3)}\n${random.pick(["/ { };", "x", ""])}\n#else\n#endif`,
    `#ifdef ${macro}\n#elif defined(B)\n#endif`,
    '#include "a.dtsi"',
    '/include/ "a.dtsi"',
  ]);
}

const label = (random: Random): string => (random.oneIn(3) ? `${random.pick(LABELS)}: ` : "");

const reference = (random: Random): string =>
  random.oneIn(4) ? `{${random.pick(["/", "/a", "/a/b@2", "l/b", "/x"])}}` : random.pick(LABELS);

function body(random: Random, budget: Budget): string {
  const parts = ["{"];
  while (budget.spend() && !random.oneIn(5)) {
    const forms: readonly (() => string)[] = [
      () => `${label(random)}${random.pick(NAMES)};`,
      () => `${label(random)}${random.pick(NAMES)} = ${value(random)};`,
      () => `${label(random)}${random.pick(NAMES)} ${body(random, budget)};`,
      () => `/delete-node/ ${random.oneIn(2) ? `&${reference(random)}` : random.pick(NAMES)};`,
      () => `/delete-property/ ${random.pick(NAMES)};`,
      () => `/omit-if-no-ref/ ${label(random)}${random.pick(NAMES)} ${body(random, budget)};`,
    ];
    parts.push(random.pick(forms)());
  }
  return [...parts, "}"].join("\n");
}

function value(random: Random): string {
  const list: string[] = [];
  do list.push(valuePart(random));
  while (random.oneIn(3));
  return list.join(", ");
}

function valuePart(random: Random): string {
  const cells = (): string => Array.from({ length: random.below(5) }, () => cell(random)).join(" ");
  return random.pick<() => string>([
    () => `<${cells()}>`,
    () => `/bits/ ${random.pick([8, 16, 32, 64, 12])} <${cells()}>`,
    () => `"${random.pick(["", "ok", "a\\n", "\\x41", "\\777", "\\", "%", "\u00e9"])}"`,
    () => `[${random.pick(["", "00", "0 1", "zz", "123", "AbCd"])}]`,
    () => `&${reference(random)}`,
    () => '/incbin/("a.dtsi", 0, 4)',
    () => random.pick(["A", "B(1)", "C(1, 2)"]),
  ])();
}

const cell = (random: Random): string =>
  random.pick<() => string>([
    () => number(random),
    () => `&${reference(random)}`,
    () => `(${expression(random, 3)})`,
    () => random.pick(["'a'", "'\\0'", "l: 1", "A", "B(2)", "-1"]),
  ])();

const number = (random: Random): string =>
  random.pick([
    "0",
    "1",
    "0x10",
    "017",
    "4294967295",
    "0x100000000",
    "0xffffffffffffffff",
    "1ULL",
    String(random.word()),
  ]);

function expression(random: Random, depth: number): string {
  if (depth === 0 || random.oneIn(3)) return random.pick([number(random), "A", "defined(B)", "'x'"]);
  const operator = random.pick("+ - * / % << >> & | ^ && || == != < > <= >= ?".split(" "));
  const [left, right] = [expression(random, depth - 1), expression(random, depth - 1)];
  if (operator === "?") return `${left} ? ${right} : ${expression(random, depth - 1)}`;
  return `${random.pick(["", "", "-", "~", "!"])}(${left} ${operator} ${right})`;
}
