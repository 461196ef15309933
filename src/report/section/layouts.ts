/** Each way of writing a family's needs down: what it wastes on whom, whether it is safe, and what it asks for. */
import { amount, isZero } from "../amount.js";
import { type Block, type Column, left, right, titledList } from "../blocks.js";
import { memberName } from "../names.js";
import type { Board, Consumer, Family, Layout, Size } from "../schema.js";
import { joined, path, type Style, type Styled, solid, text } from "../styled.js";

/** With more members than this the table says who wastes something, not a column for each. */
const MOST_COLUMNS = 5;

export function layoutBlocks(board: Board, verbose: boolean): Block[] {
  const consumers = new Map(board.consumers.map((consumer) => [consumer.id, consumer]));
  const shown = board.families.filter((family) => family.layouts.length > 0 && isWorthAsking(family, consumers));
  const idle = verbose ? [] : shown.filter(isIdle);
  return [
    ...shown.filter((family) => !idle.includes(family)).flatMap((family) => familyBlocks(family, consumers)),
    ...titledList(
      "Families that need nothing kept free, and keep nothing",
      idle.map((family) => path(family.parent)),
    ),
  ];
}

/** A single consumer without a plan has one way of being written down. */
const isWorthAsking = (family: Family, consumers: ReadonlyMap<string, Consumer>): boolean =>
  family.members.length > 1 || family.members.some((id) => consumers.get(id)?.need?.from === "plan");

/** Every layout of such a family is the same: nothing. */
const isIdle = (family: Family): boolean =>
  family.layouts.some(
    ({ id, consumers }) =>
      id === "as-written" && consumers.every(({ need, reserved }) => need !== null && isZero(need) && isZero(reserved)),
  );

function familyBlocks(family: Family, consumers: ReadonlyMap<string, Consumer>): Block[] {
  const nameOf = ({ id }: { id: string }): string => {
    const consumer = consumers.get(id);
    return consumer === undefined ? id : memberName(consumer, family.parent);
  };
  const asColumns = family.members.length <= MOST_COLUMNS;
  const names = (family.layouts[0]?.consumers ?? []).map(nameOf);
  const members: Column[] = asColumns ? names.map(right) : [left("waste of each")];
  return [
    { kind: "title", level: 2, text: [...text("Layouts of ", "strong"), ...path(family.parent, "strong")] },
    {
      kind: "table",
      columns: [left("layout"), right("waste"), ...members, left("safe")],
      rows: family.layouts.map((layout) => [
        text(layout.id, layout.id === family.verdict.now ? "strong" : "plain"),
        wasteCell(layout.waste),
        ...(asColumns ? layout.consumers.map((consumer) => wasteCell(consumer.waste)) : [wasters(layout, nameOf)]),
        safety(layout),
      ]),
    },
    { kind: "list", items: family.layouts.map(requirements) },
    {
      kind: "paragraph",
      text: [...text("Verdict: ", family.verdict.now === null ? "bad" : "good"), ...text(family.verdict.reason)],
    },
  ];
}

const wasteCell = (waste: Size | null): Styled =>
  waste === null ? text("unknown", "faint") : solid(amount(waste), isZero(waste) ? "plain" : "caution");

function wasters(layout: Layout, nameOf: (consumer: { id: string }) => string): Styled {
  const wasting = layout.consumers.filter((consumer) => consumer.waste !== null && !isZero(consumer.waste));
  if (wasting.length === 0) return text(layout.waste === null ? "unknown" : "none", "faint");
  return joined(
    wasting.map((consumer) => solid(`${nameOf(consumer)} ${amount(consumer.waste ?? 0)}`)),
    ", ",
  );
}

function safety(layout: Layout): Styled {
  const parts: [string, Style][] = [];
  if (layout.exhausted) parts.push(["exhausted", "bad"]);
  if (layout.shortfall !== null && !isZero(layout.shortfall)) {
    parts.push([`unsafe, short of ${amount(layout.shortfall)}`, "bad"]);
  }
  if (layout.unknownNeeds > 0) parts.push([`unknown, ${layout.unknownNeeds} without a stated need`, "caution"]);
  if (parts.length === 0) parts.push(layout.safe ? ["safe", "good"] : ["unsafe", "bad"]);
  return joined(
    parts.map(([words, style]) => text(words, style)),
    "; ",
  );
}

/** What a layout asks for, and what the reader must know to believe its figures. */
function requirements({ id, requires, notes }: Layout): Styled {
  const asked = [
    kernelSupport(requires.kernel),
    ...(requires.ownStreams ? ["own stream ids"] : []),
    ...(requires.deviceTreeChange ? ["DT change"] : []),
    ...(requires.driverChange ? ["driver change"] : []),
  ];
  return [
    ...text(`${id}: `),
    ...text(`asks for ${asked.join(", ")}`, "faint"),
    ...notes.flatMap((note) => text(`; ${note}`)),
  ];
}

function kernelSupport(kernel: Layout["requires"]["kernel"]): string {
  switch (kernel.status) {
    case "any":
      return "any Linux";
    case "released":
      return `Linux ${kernel.since}`;
    case "under-review":
      return `${kernel.what} (under review)`;
  }
}
