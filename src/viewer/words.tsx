/** A report in the words of the text report. */
import { diffBlocks } from "../report/diff/document.js";
import { simulateBlocks } from "../report/simulate/document.js";
import { verifyBlocks } from "../report/verify/document.js";
import { Blocks } from "./blocks.js";
import type { PageData } from "./page-data.js";

type OfTwoSides = Extract<PageData, { command: "diff" | "simulate" | "verify" }>;

export const InWords = ({ data }: { readonly data: OfTwoSides }) => (
  <main>
    <h1>{TITLES[data.command]}</h1>
    <Blocks blocks={blocksOf(data)} />
  </main>
);

const TITLES = { diff: "Comparison", simulate: "Simulation", verify: "Verification" } as const;

function blocksOf(data: OfTwoSides) {
  switch (data.command) {
    case "diff":
      return diffBlocks(data.report, true);
    case "simulate":
      return simulateBlocks(data.report);
    case "verify":
      return verifyBlocks(data.report, true);
  }
}
