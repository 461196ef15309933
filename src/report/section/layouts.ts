/** Each way of writing a family's needs down: what it wastes on whom, whether it is safe, and what it asks for. */
import { amount, isZero } from "../amount.js";
import { type Block, type Column, left, right } from "../blocks.js";
import { memberName } from "../names.js";
import type { Board, Family, Layout, Size } from "../schema.js";
import { joined, path, type Style, type Styled, solid, text } from "../styled.js";

/** With more members than this the table says who wastes something, not a column for each. */
const MOST_COLUMNS = 5;

export function layoutBlocks(board: Board): Block[] {
  const byId = new Map(board.consumers.map((consumer) => [consumer.id, consumer]));
  return board.families.flatMap((family) => {
    const members = family.members.flatMap((id) => byId.get(id) ?? []);
    const isPlanned = members.some((member) => member.need?.from === "plan");
    if (family.layouts.length === 0 || (members.length < 2 && !isPlanned)) return [];
    return familyBlocks(family);
  });
}

function familyBlocks(family: Family): Block[] {
  const asColumns = family.members.length <= MOST_COLUMNS;
  const names = (family.layouts[0]?.consumers ?? []).map((consumer) => memberName(consumer, family.parent));
  const members: Column[] = asColumns ? names.map(right) : [left("waste of each")];
  const notes = family.layouts.flatMap((layout) =>
    layout.notes.map((note) => [...text(`${layout.id}: `), ...text(note)]),
  );
  return [
    { kind: "title", level: 2, text: [...text("Layouts of ", "strong"), ...path(family.parent, "strong")] },
    {
      kind: "table",
      columns: [left("layout"), right("waste"), ...members, left("safe"), left("asks for")],
      rows: family.layouts.map((layout) => [
        text(layout.id, layout.id === family.verdict.now ? "strong" : "plain"),
        wasteCell(layout.waste),
        ...(asColumns
          ? layout.consumers.map((consumer) => wasteCell(consumer.waste))
          : [wasters(layout, family.parent)]),
        safety(layout),
        requirements(layout),
      ]),
    },
    ...(notes.length === 0 ? [] : [{ kind: "list", items: notes } as const]),
    { kind: "paragraph", text: verdict(family) },
  ];
}

const wasteCell = (waste: Size | null): Styled =>
  waste === null ? text("unknown", "faint") : solid(amount(waste), isZero(waste) ? "plain" : "caution");

function wasters(layout: Layout, parent: string): Styled {
  const wasting = layout.consumers.filter((consumer) => consumer.waste !== null && !isZero(consumer.waste));
  if (wasting.length === 0) return text(layout.waste === null ? "unknown" : "none", "faint");
  return joined(
    wasting.map((consumer) => solid(`${memberName(consumer, parent)} ${amount(consumer.waste ?? 0)}`)),
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

function requirements({ requires }: Layout): Styled {
  const { kernel } = requires;
  const parts = [
    kernelSupport(kernel),
    ...(requires.ownStreams ? ["own stream ids"] : []),
    ...(requires.deviceTreeChange ? ["DT change"] : []),
    ...(requires.driverChange ? ["driver change"] : []),
  ];
  return text(parts.join(", "));
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

function verdict({ verdict: { now, best, reason } }: Family): Styled {
  const choice = now === null ? text("No layout is safe", "bad") : text(`Use ${now}`, "good");
  const later = best === null || best === now ? "" : `; ${best} would be the best if nothing stood in the way`;
  return [...choice, ...text(`${later}. ${reason}`)];
}
