/** The reserved-memory regions: where they lie, what they are for, and which IOVA ranges they name for whom. */
import { amount, rangeText } from "../amount.js";
import { type Block, left } from "../blocks.js";
import type { Board, ReservedMemory } from "../schema.js";
import { joined, path, type Styled, solid, text } from "../styled.js";

export function reservedMemoryBlocks(board: Board): Block[] {
  if (board.reservedMemory.length === 0) return [];
  return [
    { kind: "title", level: 2, text: text("Reserved memory", "strong") },
    {
      kind: "table",
      columns: [left("region"), left("physical"), left("flags"), left("referred to by"), left("IOVA ranges")],
      rows: board.reservedMemory.map((region) => [
        path(withoutParent(region.path)),
        physical(region),
        flags(region),
        region.consumers.length === 0
          ? text("nobody", "faint")
          : joined(
              region.consumers.map((id) => path(id)),
              ", ",
            ),
        iovaRanges(region),
      ]),
    },
  ];
}

/** Nearly every region lies there, so only the others show their whole path. */
const withoutParent = (region: string): string => region.replace(/^\/reserved-memory\//, "");

function physical({ reg, dynamic }: ReservedMemory): Styled {
  if (reg.length > 0)
    return joined(
      reg.map((range) => solid(rangeText(range))),
      " ",
    );
  if (dynamic === null) return text("none", "faint");
  const alignment = dynamic.alignment === null ? [] : [...text(" aligned to "), ...solid(amount(dynamic.alignment))];
  const within = dynamic.allocRanges.map((range) => solid(rangeText(range)));
  const where = within.length === 0 ? [] : [...text(" in "), ...joined(within, " ")];
  return [...text("dynamic, "), ...solid(amount(dynamic.size)), ...alignment, ...where];
}

const flags = (region: ReservedMemory): Styled =>
  joined(
    [
      ...(region.noMap ? [text("no-map")] : []),
      ...(region.reusable ? [text("reusable")] : []),
      ...(region.available ? [] : [text("disabled", "caution")]),
    ],
    " ",
  );

const iovaRanges = (region: ReservedMemory): Styled =>
  joined(
    region.iommuAddresses.map((entry) => [
      ...solid(rangeText(entry)),
      ...text(` ${entry.type} for `),
      ...path(entry.consumer),
    ]),
    ", ",
  );
