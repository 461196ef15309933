/** Where a workload finds no room, and what would help: the words for it. */
import { amount, rangeText } from "./amount.js";
import type { WorkloadView } from "./schema.js";
import { type Styled, solid, text } from "./styled.js";

export const failureText = ({ event, time, size, largestFree }: NonNullable<WorkloadView["firstFailure"]>): Styled => [
  ...text(`event ${event}${at(time)} needs `),
  ...solid(amount(size)),
  ...text(", largest free "),
  ...solid(amount(largestFree)),
];

/** Seconds of a trace's clock. */
export const at = (time: number | null): string => (time === null ? "" : ` at ${time.toFixed(6)} s`);

export function remedyText(remedy: WorkloadView["remedy"]): Styled {
  switch (remedy?.kind) {
    case undefined:
      return text("no single change makes it fit (tried: a wider mask, one reservation less, another layout)", "bad");
    case "dma-mask":
      return text(`smallest change that makes it fit: a DMA mask of ${remedy.bits} bits`, "strong");
    case "reservation":
      return text(`smallest change that makes it fit: without the reservation of ${rangeText(remedy)}`, "strong");
    case "layout":
      return text(`smallest change that makes it fit: the layout ${remedy.layout}`, "strong");
  }
}
