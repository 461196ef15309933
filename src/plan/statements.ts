/** A plan as what it asks of a board: two plans that ask the same, in whatever spelling, have the same statements. */
import { formatRange, type Range, RangeSet } from "../base/range.js";
import type { Asked, Statement } from "../base/statement.js";
import type { PlannedExpectation } from "./expectation.js";
import type { Plan, PlannedSpace } from "./model.js";

/** Whom a statement is about: `written` as in the file. */
interface Whom {
  readonly subject: string | null;
  readonly written: string | null;
}

/** @param idOf the path behind a node's name as plans write it */
export function planStatements(plan: Plan, idOf: (written: string) => string): Statement[] {
  const { file: _, devices, pci, ...board } = plan;
  const nobody = { subject: null, written: null };
  return [
    ...others(board, nobody),
    ...devices.flatMap(({ node, children, ...device }) => {
      const whom = { subject: idOf(node.value), written: node.value };
      return [
        ...spaceStatements(device, whom),
        ...others(withoutSpace(device), whom),
        ...children.flatMap(({ name, ...child }) => {
          const own = { subject: `${whom.subject}#${name}`, written: `${whom.written}#${name}` };
          return [...spaceStatements(child, own), ...others(withoutSpace(child), own)];
        }),
      ];
    }),
    ...pci.flatMap(({ bridge, ...more }) =>
      others({ pci: more }, { subject: idOf(bridge.value), written: bridge.value }),
    ),
  ];
}

type Said = Pick<Statement, "value" | "demand">;

const least = (bytes: bigint): Said => ({ value: { kind: "bytes", bytes }, demand: "least" });
const most = (bytes: bigint): Said => ({ value: { kind: "bytes", bytes }, demand: "most" });
const all = (ranges: readonly Range[]): Said => ({ value: { kind: "ranges", ranges }, demand: "all" });
/** Asked for less by leaving it out alone. */
const words = (value: unknown): Said => ({ value: { kind: "text", text: plain(value) }, demand: "all" });

const given = <T>(value: T | null, say: (value: T) => Said): Said | null => (value === null ? null : say(value));

/** What each key of `expect` asks; null where it asks nothing. */
const EXPECTATIONS: Readonly<Record<string, (expect: PlannedExpectation) => Said | null>> = {
  "max-waste": ({ maxWaste }) => given(maxWaste, most),
  "max-drop": ({ maxDrop }) => given(maxDrop, most),
  aligned: ({ aligned }) => given(aligned, least),
  fits: ({ fits }) => given(fits, words),
  group: ({ group }) => given(group, words),
  "largest-block": ({ largestBlock }) => given(largestBlock, least),
  "never-shares-with": ({ neverSharesWith }) => given(neverSharesWith, words),
  reserves: ({ reserves }) => given(reserves, all),
  usable: ({ usable }) => given(usable, (one) => (one.below === null ? least(one.atLeast) : words(one))),
  within: ({ within }) => given(within, words),
};

export const expectationStatements = (expect: PlannedExpectation, whom: Whom): Statement[] =>
  Object.entries(EXPECTATIONS).flatMap(([key, ask]): Statement[] => {
    const said = ask(expect);
    return said === null ? [] : [{ ...whom, topic: "expectation", key, demand: said.demand, value: said.value }];
  });

function spaceStatements(space: PlannedSpace, whom: Whom): Statement[] {
  const need = needOf(space);
  const expect = space.expect?.value ?? null;
  const expected = expect === null ? [] : expectationStatements(expect, whom);
  return [...expected, ...(need === null ? [] : [{ ...whom, ...all(need), topic: "need", key: "need" } as const])];
}

const SPACE = RangeSet.of([{ start: 0n, end: 1n << 64n }]);

/** What must be kept free, whether the plan says so or says the opposite. */
function needOf({ reserve, usable }: PlannedSpace): readonly Range[] | null {
  const ranges = (placed: readonly { readonly value: Range }[]) => RangeSet.of(placed.map(({ value }) => value));
  if (reserve !== null) return ranges(reserve).ranges;
  return usable === null ? null : SPACE.subtract(ranges(usable)).ranges;
}

const withoutSpace = <Space extends PlannedSpace>({ expect: _, reserve: __, usable: ___, ...rest }: Space) => rest;

/** Whatever else it says, key by key; what it leaves open says nothing. */
function others(values: object, whom: Whom): Statement[] {
  return Object.entries(values).flatMap(([key, value]): Statement[] => {
    const text = key === "location" ? "" : plain(value);
    if (text === "") return [];
    const asked: Asked = { kind: "text", text };
    return [{ ...whom, topic: "other", key: dashed(key), value: asked, demand: null }];
  });
}

/** `dmaMaskBits` is `dma-mask` in the file. */
const dashed = (key: string): string =>
  key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replace(/-bits$/, "");

/** A value without the places where it stands. */
function plain(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "bigint") return `0x${value.toString(16)}`;
  if (Array.isArray(value)) return value.map(plain).join(", ");
  if (typeof value !== "object") return String(value);
  if ("location" in value && "value" in value) return plain(value.value);
  if ("start" in value && "end" in value && typeof value.start === "bigint" && typeof value.end === "bigint") {
    return formatRange({ start: value.start, end: value.end });
  }
  return Object.entries(value)
    .filter(([key]) => key !== "location")
    .map(([key, inner]) => [dashed(key), plain(inner)] as const)
    .filter(([, text]) => text !== "")
    .map(([key, text]) => `${key} ${text}`)
    .join("; ");
}
