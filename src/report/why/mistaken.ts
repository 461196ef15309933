/** Memory that is no reservation, in words: what it is, and what would make it one. */
import { rangeText } from "../amount.js";
import { path, type Styled, solid, text } from "../styled.js";
import type { Mistaken } from "./schema.js";

export const mistakenLabel = (memory: Mistaken): Styled => [
  ...solid(rangeText(memory)),
  ...text(" "),
  ...path(memory.path),
  ...(memory.kind === "framebuffer" ? text(", the boot loader's framebuffer") : []),
  ...(memory.kind === "reserved-memory" && memory.framebuffer !== null
    ? [...text(", with the boot loader's framebuffer "), ...path(memory.framebuffer)]
    : []),
  ...(memory.namedBy === null ? [] : text(`, named by ${NAMED_BY[memory.namedBy]}`)),
];

const NAMED_BY = {
  itself: "its memory-region",
  "node-below": "the memory-region of a node below it",
} as const;

/** @param verdict of the allocator: what is reserved by something else is kept free, and not mapped */
export const mistakenNote = (verdict: "free" | "reserved" | "out-of-reach"): string =>
  verdict === "free" ? "neither reserved nor mapped" : "not mapped";

/** One fact a line. */
export function remedyFacts({ remedy }: Mistaken, consumer: string, kernelVersion: string): Styled[] {
  if (remedy === null) return [];
  const { region, iommuAddresses, memoryRegion, honoured } = remedy;
  return [
    [
      ...text("to reserve and identity-map it: "),
      ...solid(iommuAddresses, "good"),
      ...(region === null
        ? text(" in a child of /reserved-memory with that reg, which its memory-region names")
        : [...text(" in "), ...path(region)]),
      ...(memoryRegion === null ? [] : [...text(`, and ${memoryRegion} in the memory-region of `), ...path(consumer)]),
    ],
    ...(honoured
      ? []
      : [text(`its IOMMU's driver does not read iommu-addresses in Linux ${kernelVersion}`, "caution")]),
  ];
}
