/** The reserved-memory regions: where they lie, what they are for, and which IOVA ranges they name for whom. */
import { amount, counted, rangeText } from "../amount.js";
import { type Block, left } from "../blocks.js";
import type { Board, ReservedMemory } from "../schema.js";
import { joined, path, type Styled, solid, text } from "../styled.js";

/** Regions that nobody refers to, and that name nobody, are counted unless asked to be verbose: no IOVA depends on them. */
export function reservedMemoryBlocks(board: Board, verbose: boolean): Block[] {
  if (board.reservedMemory.length === 0) return [];
  const shown = board.reservedMemory.filter(
    (region) => verbose || region.consumers.length + region.iommuAddresses.length > 0,
  );
  const others = board.reservedMemory.length - shown.length;
  const count = shown.length === 0 ? counted(others, "region") : `${others} more`;
  return [
    { kind: "title", level: 2, text: text("Reserved memory", "strong") },
    ...(shown.length === 0 ? [] : [regionTable(shown)]),
    ...(others === 0
      ? []
      : [{ kind: "paragraph", text: text(`${count} without a reference (--verbose)`, "faint") } as const]),
  ];
}

const regionTable = (regions: readonly ReservedMemory[]): Block => ({
  kind: "table",
  columns: [left("region"), left("physical"), left("flags"), left("referred to by, with IOVA ranges")],
  rows: regions.map((region) => [path(withoutParent(region.path)), physical(region), flags(region), users(region)]),
});

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

/** Who refers to the region, and the ranges that it names for each; and whom it names although they do not refer to it. */
function users(region: ReservedMemory): Styled {
  const strangers = region.iommuAddresses.map((entry) => entry.consumer).filter((id) => !region.consumers.includes(id));
  const ids = [...new Set([...region.consumers, ...strangers])];
  if (ids.length === 0) return text("none", "faint");
  return joined(
    ids.map((id) => {
      const entries = region.iommuAddresses.filter((entry) => entry.consumer === id);
      const ranges = entries.map((entry) => [...solid(rangeText(entry)), ...text(` ${entry.type}`)]);
      return [
        ...path(id),
        ...(ranges.length === 0 ? [] : [...text(": "), ...joined(ranges, " ")]),
        ...(region.consumers.includes(id) ? [] : text(" (does not refer to it)", "caution")),
      ];
    }),
    ", ",
  );
}
