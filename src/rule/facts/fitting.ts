/** Whether a plan's workload fits as the tree is written today. */
import { formatAddress } from "../../base/range.js";
import type { LayoutSimulation } from "../../simulate/simulate.js";
import type { Consumer } from "../../system/model.js";
import type { RuleInput } from "../engine/model.js";
import { plural, sizeText } from "./words.js";

type Simulations = Pick<RuleInput, "simulations">;

const today = ({ id }: Consumer, { simulations }: Simulations): LayoutSimulation | null =>
  simulations.find(({ consumer, layout }) => consumer === id && layout === "as-written") ?? null;

/** Null where it fits, or there is nothing to play. */
export function misfit(consumer: Consumer, input: Simulations): LayoutSimulation | null {
  const played = today(consumer, input);
  return played === null || played.failures === 0 ? null : played;
}

/** As `expect` says it: whether what was played fits; null where nothing of the consumer was. */
export function fitsToday(consumer: Consumer, input: Simulations): boolean | null {
  const played = today(consumer, input);
  return played === null || played.events === 0 ? null : played.failures === 0;
}

/** The arithmetic, a line each. */
export function misfitDetails({ firstFailure, failures, peak, remedy }: LayoutSimulation): readonly string[] {
  if (firstFailure === null) return [];
  const { event, size, limit, largestFree, free } = firstFailure;
  return [
    `event ${event} needs ${sizeText(size)}; at most ${sizeText(peak)} is in use before`,
    `then ${sizeText(free)} is free up to ${formatAddress(limit < 0n ? 0n : limit)}, the largest block is ${sizeText(largestFree)}`,
    "Linux aligns every allocation to its size, rounded up to a power of two, and never hands out page 0",
    ...(failures > 1 ? [`${plural(failures, "buffer")} in total do not fit`] : []),
    ...(remedy === null ? [] : [`it fits with ${remedyText(remedy)}`]),
  ];
}

function remedyText(remedy: NonNullable<LayoutSimulation["remedy"]>): string {
  switch (remedy.kind) {
    case "dma-mask":
      return `a DMA mask of ${remedy.bits} bits`;
    case "reservation":
      return `${formatAddress(remedy.start)}-${formatAddress(remedy.end - 1n)} not reserved`;
    case "layout":
      return `the layout ${remedy.layout}`;
  }
}
