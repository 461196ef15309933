/** Jobs and their results are plain: they cross a thread's boundary as they are, and no order of boards matters. */
import { readdirSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nodeFiles } from "../../src/cli/files.js";
import { defaultSystemOptions, SourceStore } from "../../src/index.js";
import {
  analyzeBoard,
  type BoardJob,
  type BoardResult,
  compareBoards,
  type DiffSide,
  formOf,
  type Kind,
  plainRun,
  type Question,
  type RunResult,
  reviewRun,
} from "../../src/parts.js";
import { boardSource, codecBoard, codecPlan } from "../cli/boards.js";
import { virtualFiles } from "../cli/virtual-host.js";

/** What a worker would be sent, and would send back; a function or a class instance would throw, or come out changed. */
async function across<K extends Kind>(job: BoardJob<K>, files: SourceStore): Promise<BoardResult<K>> {
  const sent: BoardJob<K> = structuredClone(job);
  expect(sent).toStrictEqual(job);
  const result = await analyzeBoard(sent, files);
  const received = structuredClone(result);
  expect(received).toStrictEqual(result);
  expectPlain(received);
  return received;
}

/** `toStrictEqual` compares classes by name; this looks for what has any. */
function expectPlain(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  const isPlain = Array.isArray(value) || [Object.prototype, null].includes(Object.getPrototypeOf(value));
  expect(isPlain, `${Object.getPrototypeOf(value)?.constructor?.name} in a result`).toBe(true);
  for (const inner of Object.values(value)) expectPlain(inner);
}

const config = { file: null, board: "board.dts", maxWaste: 0n };
const questions: readonly Question[] = [
  { kind: "report", selection: { layouts: null, device: null } },
  { kind: "side", config, labels: true },
  { kind: "why", device: "a", address: 0n },
  { kind: "fault", faults: [], unread: [] },
  { kind: "verify", groups: [], running: null, capture: "groups" },
  { kind: "simulate", trace: null, device: null },
  { kind: "init", device: null },
  { kind: "dump", stage: "system" },
  { kind: "dump", stage: "tokens" },
];

describe("a result", () => {
  const world = {
    "codec.dts": codecBoard,
    "codec.iova.yaml": codecPlan.replaceAll("]] }", "]], expect: { max-waste: 0 } }"),
    "iova-plan.config.yaml": "version: 1\nbudgets: { max-waste: 1M }\nrules: { nonsense: off }\n",
    "bad.dts": "/dts-v1/;\n#define X <1\n/ { a = X; };\n",
  };

  it.each(
    questions.map(
      (question) => [JSON.stringify(question, (_, v) => (typeof v === "bigint" ? `${v}` : v)), question] as const,
    ),
  )("to %s is plain", async (_, question) => {
    const files = new SourceStore(virtualFiles(world));
    const options = { system: defaultSystemOptions, config, plan: "beside" as const, question };
    const good = await across({ ...options, input: "codec.dts", name: "codec.dts" }, files);
    expect(good.answer).not.toBeNull();
    const bad = await across({ ...options, input: "bad.dts", name: "bad.dts" }, files);
    if (question.kind !== "dump" || question.stage === "system") expect(bad.problems[0]?.place.via).toHaveLength(1);
  });

  it("is plain for every board that the project has", { timeout: 120_000 }, async () => {
    const files = new SourceStore(nodeFiles);
    const folders = ["test/cases", "test/kernel-cases", "examples/dts"];
    for (const folder of folders) {
      for (const name of readdirSync(folder).filter((one) => one.endsWith(".dts"))) {
        const input = `${folder}/${name}`;
        for (const question of questions.slice(0, 2))
          await across({ input, name: input, plan: "beside", question }, files);
      }
    }
  });
});

describe("a run", () => {
  const entry = (fingerprint: string) => ({ fingerprint, rule: "r", consumer: null, message: "m" });
  const shared = "/* iova-plan-ignore space-low: never */\n/* iova-plan-ignore vendor-property: no */\n";
  const world = {
    "soc.dtsi": shared,
    "a/a.dts": `${codecBoard}#include "../soc.dtsi"\n`,
    "a/a.iova.yaml": codecPlan,
    "a/iova-plan.config.yaml": "version: 1\nfail-on: note\n",
    "b/b.dts": boardSource("b"),
    "b/iova-plan.config.yaml": "version: 1\nfail-on: error\nrules: { wrong: off }\n",
    "c/c.dts": "/dts-v1/;\n/ {\n",
    "d/d.dts": boardSource("d"),
    "e/e.dts": codecBoard,
  };
  const inputs = ["a/a.dts", "b/b.dts", "c/c.dts", "d/d.dts", "e/e.dts"];
  const results = async (): Promise<readonly RunResult[]> => {
    const files = new SourceStore(virtualFiles(world));
    return Promise.all(
      inputs.map(async (input) => {
        const own = { file: null, board: input, maxWaste: null };
        const question = { kind: "report", selection: { layouts: null, device: null } } as const;
        const job = { input, name: input, plan: "beside", config: own, allowOutside: true, question } as const;
        return { result: await analyzeBoard(job, files), key: input };
      }),
    );
  };

  it("comes to the same in whatever order its boards come", async () => {
    const all = await results();
    const place = {
      file: "base.json",
      line: 1,
      column: 1,
      node: null,
      property: null,
      endColumn: null,
      excerpt: null,
      via: [],
    };
    const known = (all[4]?.result.answer?.candidates ?? []).map(({ finding }) => ({ ...finding, place }));
    const baseline = {
      file: "base.json",
      boards: new Map([["e/e.dts", [...known, { ...entry("0".repeat(32)), place }]]]),
    };
    for (const options of [
      plainRun,
      { ...plainRun, isWhole: true, baseline },
      { ...plainRun, baseline, updatesBaseline: true },
    ]) {
      const expected = reviewRun(all, options);
      expect(expected.status).toBe("unusable");
      fc.assert(
        fc.property(fc.shuffledSubarray([...all], { minLength: all.length }), (shuffled) => {
          const { parts, baseline: updated, ...rest } = reviewRun(shuffled, options);
          expect(rest).toEqual({
            problems: expected.problems,
            status: expected.status,
            failOn: expected.failOn,
            showsNotes: expected.showsNotes,
          });
          expect([...parts].sort((x, y) => (x.board.input < y.board.input ? -1 : 1))).toEqual(expected.parts);
          expect(updated === null ? null : Object.fromEntries(updated)).toEqual(
            expected.baseline === null ? null : Object.fromEntries(expected.baseline),
          );
        }),
        { numRuns: 30 },
      );
    }
  });

  it("fails by the strictest config among its boards, whichever comes first", async () => {
    const all = (await results()).filter(({ key }) => key === "a/a.dts" || key === "d/d.dts");
    expect(reviewRun(all, plainRun).status).toBe("findings");
    expect(reviewRun(all.toReversed(), plainRun).status).toBe("findings");
    expect(reviewRun(all, { ...plainRun, failOn: "error" }).status).toBe("fine");
  });
});

describe("two sides", () => {
  it("are each read once, also where one lends labels and a plan to the other", async () => {
    const { writeDtb } = await import("../../src/dtb/write.js");
    const { loadDeviceTree } = await import("../../src/index.js");
    const source = virtualFiles({ "board.dts": codecBoard });
    const { value } = await loadDeviceTree("board.dts", { files: source });
    if (value === null) throw new Error("the board does not parse");
    const labels = value.labels.size;
    const bare = { ...value, labels: new Map() };
    const reader = virtualFiles({
      "a/board.dts": codecBoard,
      "a/board.iova.yaml": codecPlan,
      "b/board.dtb": writeDtb(bare),
    });
    const asked: string[] = [];
    const files = new SourceStore(reader);
    const side = (input: string): DiffSide => ({
      job: { input, name: input, plan: "beside" },
      form: formOf(input, files),
      config: { file: null, board: input, maxWaste: null },
    });
    for (const pair of [
      ["a/board.dts", "b/board.dtb"],
      ["b/board.dtb", "a/board.dts"],
    ] as const) {
      asked.length = 0;
      const compared = await compareBoards(side(pair[0]), side(pair[1]), (job) => {
        asked.push(job.name);
        return analyzeBoard(job, files);
      });
      expect(asked).toEqual(["a/board.dts", "b/board.dtb"]);
      expect(compared.changes).toEqual([]);
      expect(compared.consumers).toEqual([]);
    }
    expect(labels).toBeGreaterThan(0);
  });
});
