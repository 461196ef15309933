/** What can be found in a comparison, a simulation and a verification: by its words, or by an address in one of its ranges. */
import type { AddressRange } from "../report/schema.js";
import type { SimulateReport } from "../report/simulate/schema.js";
import type { VerifyReport } from "../report/verify/schema.js";
import { diffLinks, diffRows } from "./diff-rows.js";
import { boardKey, groupKey } from "./links.js";
import type { BoardsCommand, PageData } from "./page-data.js";
import { simulationLinks } from "./simulate-details.js";
import { differenceLinks } from "./verify-details.js";

export interface Target {
  readonly texts: readonly string[];
  readonly ranges: readonly AddressRange[];
  readonly links: readonly string[];
}

/** In the order of the page. */
export function targetsOf(data: Exclude<PageData, { command: BoardsCommand }>): readonly Target[] {
  switch (data.command) {
    case "diff":
      return [
        ...diffRows(data.report).map((row) => ({
          texts: [row.change.consumer ?? "", row.change.kind, ...row.lines],
          ranges: rangesIn([row.change.before, row.change.after]),
          links: diffLinks(row),
        })),
        ...data.report.boards.map(({ board }) => ({ texts: [board], ranges: [], links: [boardKey(board)] })),
      ];
    case "simulate":
      return simulated(data.report);
    case "verify":
      return verified(data.report);
  }
}

const simulated = ({ boards }: SimulateReport): readonly Target[] =>
  boards.flatMap(({ input, simulations }) => [
    { texts: [input], ranges: [], links: [boardKey(input)] },
    ...simulations.map((simulation) => ({
      texts: [simulation.consumer, simulation.layout],
      ranges: simulation.late,
      links: simulationLinks(simulation),
    })),
  ]);

const verified = ({ differences, groups }: VerifyReport): readonly Target[] => [
  ...differences.map((difference, index) => ({
    texts: [difference.kind, difference.message, difference.device ?? "", ...difference.consumers],
    ranges: rangesIn([difference.predicted, difference.captured]),
    links: differenceLinks({ difference, index }),
  })),
  ...groups.map(({ number, devices, predictedRegions }) => ({
    texts: [`group ${number}`, ...devices.flatMap(({ name, node, consumer }) => [name, node ?? "", consumer ?? ""])],
    ranges: predictedRegions,
    links: [groupKey(number)],
  })),
];

/** Wherever they stand in a value of the JSON: two addresses, `start` and `end`. */
function rangesIn(value: unknown): AddressRange[] {
  if (typeof value !== "object" || value === null) return [];
  const own = "start" in value && "end" in value ? [value.start, value.end] : [];
  const [start, end] = own.filter((one) => typeof one === "string");
  const below = Object.values(value).flatMap(rangesIn);
  return start === undefined || end === undefined ? below : [{ start, end }, ...below];
}
