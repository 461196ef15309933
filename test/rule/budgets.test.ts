/** `waste-over-budget`, and what settings do to findings. */
import { describe, expect, it } from "vitest";
import { type BoardSettings, type Budgets, defaultSettings, noBudgets } from "../../src/config/model.js";
import type { Finding } from "../../src/rule/engine/model.js";
import { checkSource, pathOf } from "./board.js";

const board = pathOf("../cases/10-children-share-largest.dts");
const location = { kind: "input", file: "iova-plan.config.yaml" } as const;
const MiB = 1n << 20n;

async function check(settings: Partial<BoardSettings>): Promise<readonly Finding[]> {
  const { analysis } = await checkSource(board, { settings: { ...defaultSettings, ...settings } });
  return analysis.findings;
}

async function messages(budgets: Partial<Budgets>): Promise<readonly string[]> {
  const findings = await check({ budgets: { ...noBudgets, ...budgets } });
  return findings.filter(({ rule }) => rule === "waste-over-budget").map(({ message }) => message);
}

describe("a budget", () => {
  it("holds where nobody wastes more", async () => {
    expect(await messages({ maxWaste: { bytes: 344n * MiB, location } })).toEqual([]);
    expect(await messages({ maxBoardWaste: { bytes: 432n * MiB, location } })).toEqual([]);
  });

  it("breaks for one consumer, a family, a board", async () => {
    expect(await messages({ maxWaste: { bytes: 100n * MiB, location } })).toEqual([
      "/soc/engine@aa00000/context-a wastes 344 MiB; the budget is 100 MiB",
    ]);
    expect(await messages({ maxFamilyWaste: { bytes: 431n * MiB, location } })).toEqual([
      "/soc/engine@aa00000 and its consumers waste 432 MiB; the budget is 431 MiB",
    ]);
    expect(await messages({ maxBoardWaste: { bytes: 431n * MiB, location } })).toEqual([
      "the board wastes 432 MiB; the budget is 431 MiB",
    ]);
  });

  it("for a named consumer stands for it alone", async () => {
    const consumer = "/soc/engine@aa00000/context-a";
    const budget = { consumer, maxWaste: 344n * MiB, minUsable: null, location };
    expect(await messages({ maxWaste: { bytes: 88n * MiB, location }, consumers: [budget] })).toEqual([]);
    expect(await messages({ consumers: [{ ...budget, maxWaste: null, minUsable: 3500n * MiB }] })).toEqual([
      `${consumer} has 3496 MiB of usable space; the budget requires 3500 MiB`,
    ]);
  });

  it("that names a consumer the board lacks is broken", async () => {
    const consumers = [{ consumer: "/soc/gone", maxWaste: 0n, minUsable: null, location }];
    expect(await messages({ consumers })).toEqual(["the board lacks /soc/gone, which the budget names"]);
  });
});

describe("a level", () => {
  it("raises a finding, lowers it, or leaves it out", async () => {
    const id = "iova-only-in-reserved-memory";
    const level = async (value: "error" | "warning" | "off") =>
      (await check({ levels: new Map([[id, value]]) })).filter(({ rule }) => rule === id).map((f) => f.severity);
    expect(await level("error")).toEqual(["error"]);
    expect(await level("warning")).toEqual(["warning"]);
    expect(await level("off")).toEqual([]);
  });
});
