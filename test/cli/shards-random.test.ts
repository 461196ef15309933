/** Random trees in random shards: what is put together is the whole run, to the byte; so with analyses that were kept. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatNames } from "../../src/index.js";
import { boardSource } from "./boards.js";
import { KeptTree } from "./cache/kept-tree.js";
import { runCli } from "./virtual-host.js";

/** `IOVA_SHARD_TREES=500 npx vitest run test/cli/shards-random.test.ts` for a longer look. */
const TREES = Number(process.env["IOVA_SHARD_TREES"] ?? 30);

const held = (name: string, mib: number, more = "memory-region"): string =>
  `/ { reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges; ${name}: ${name} { iommu-addresses = <&dev 0x0 0x${(mib * 1048576).toString(16)}>; }; }; };\n&dev { ${more} = <&${name}>; };\n`;

const SNIPPETS = [
  held("one", 16),
  held("two", 600),
  held("three", 8, "not-linked"),
  "/ { soc { other: device@2000 { reg = <0x2000 0x1000>; iommus = <&smmu 0x10>; }; }; };\n",
  "/ { soc { more: device@3000 { reg = <0x3000 0x1000>; iommus = <&smmu 0x20>; dma-ranges; }; }; };\n",
  "/ { reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges; short { iommu-addresses = <&dev 0x1000>; }; }; };\n",
  "/* iova-plan-ignore reservation-target-unlinked: known */\n",
  "/* iova-plan-ignore space-low: of no use */\n",
  '&dev { status = "disabled"; };\n',
];
const HEADERS = ["a.dtsi", "b.dtsi", "c.dtsi", "d.dtsi"];
const CONFIGS = [
  "version: 1\nfail-on: note\n",
  'version: 1\nshow: note\nexpect:\n  - { compatible: ["nobody,has-this"], usable: 1G }\n  - { consumer: "/soc/device@1000", usable: 4G }\n',
  "version: 1\nrules: { group-shared-stream: off }\nbudgets: { max-waste: 1M }\npaths: [{ files: ['*1.dts'], fail-on: note }]\n",
  "version: 2\n",
];
const PLANS = [
  "version: 1\ndevices:\n  - node: /nowhere\n  - node: /soc/device@1000\n    reserve: [[0, 16M]]\n",
  "version: 1\ndevices:\n  - node: /soc/device@2000\n    reserve: [[0, 16M]]\n",
];

const pick = <T>(all: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...all);
const snippets = fc.array(pick(SNIPPETS), { maxLength: 2 }).map((some) => [...new Set(some)].join(""));
const board = fc
  .tuple(fc.uniqueArray(pick(HEADERS), { maxLength: 3 }), snippets, fc.integer({ min: 0, max: 12 }))
  .map(([names, text, odd]) =>
    odd === 0
      ? "/dts-v1/;\n/ { x = <; };\n"
      : `${boardSource("board")}${names.map((name) => `#include "${name}"\n`).join("")}${text}`,
  );
const maybe = (values: readonly string[]) => fc.option(pick(values), { nil: null });

/** What differs between the two sides is random, as is what they have in common. */
const side = fc
  .tuple(
    fc.array(snippets, { minLength: HEADERS.length, maxLength: HEADERS.length }),
    fc.array(fc.option(board, { nil: null, freq: 6 }), { minLength: 2, maxLength: 7 }),
    maybe(CONFIGS),
    maybe(PLANS),
  )
  .map(
    ([headers, boards, config, plan]): Readonly<Record<string, string>> =>
      Object.fromEntries([
        ...HEADERS.map((name, i) => [name, headers[i] ?? ""]),
        ...boards.flatMap((text, i) => (text === null ? [] : [[`b${i}.dts`, text]])),
        ...(config === null ? [] : [["iova-plan.config.yaml", config]]),
        ...(plan === null ? [] : [["b1.iova.yaml", plan]]),
      ]),
  );

const below = (folder: string, files: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]));

const question = fc.oneof(
  fc.record({
    command: pick(["analyze", "tree", "check"] as const),
    argv: fc.constant(["new"]),
    format: pick(formatNames("check")),
  }),
  fc.record({
    command: fc.constant("diff" as const),
    argv: pick([
      ["old", "new"],
      ["old", "new", "--exit-code"],
      ["new", "old"],
    ]),
    format: pick(formatNames("diff")),
  }),
);

const asking = fc.record({
  old: side,
  now: side,
  question,
  more: pick([[], ["--plan", "plan.yaml"], ["--config", "strict.yaml"]]),
  hidden: fc.boolean(),
  count: fc.integer({ min: 1, max: 5 }),
});

/** The baseline of the old side, which the new one has outgrown. */
async function baselineOf(old: Readonly<Record<string, string>>): Promise<string | null> {
  const argv = ["check", "new", "--baseline", "new/base.json", "--update-baseline"];
  return (await runCli(argv, { files: below("new", old) })).written["new/base.json"] ?? null;
}

describe("random trees in random shards", () => {
  it("are the whole run once they are put together", async () => {
    const merged = { runs: 0, told: 0 };
    await fc.assert(
      fc.asyncProperty(asking, async ({ old, now, question: { command, argv, format }, more, hidden, count }) => {
        const baseline = hidden && command === "check" ? await baselineOf(old) : null;
        const files = {
          ...below("old", old),
          ...below("new", now),
          "plan.yaml": PLANS[0] ?? "",
          "strict.yaml": "version: 1\nfail-on: note\n",
          ...(baseline !== null && { "new/base.json": baseline }),
        };
        const asked = [command, ...argv, ...more, ...(baseline === null ? [] : ["--baseline", "new/base.json"])];
        const reports: Record<string, string> = {};
        for (let index = 1; index <= count; index++) {
          const shard = ["--shard", `${index}/${count}`, "--format", "json"];
          reports[`${index}.json`] = (await runCli([...asked, ...shard], { files })).out;
        }
        const printed = formatNames(command).includes(format) ? format : "json";
        const whole = await runCli([...asked, "--format", printed], { files });
        const { out, status, err } = await runCli(["render", ...Object.keys(reports), "--format", printed], {
          files: reports,
        });
        expect({ out, status }).toEqual({ out: whole.out, status: whole.status });
        merged.runs++;
        if (err !== "") merged.told++;
      }),
      { numRuns: TREES, ...(process.env["IOVA_SHARD_TREES"] === undefined && { seed: 1242208668 }) },
    );
    expect(merged.runs).toBeGreaterThanOrEqual(TREES);
    // Else nothing was judged of all boards together.
    if (TREES >= 30) expect(merged.told).toBeGreaterThan(0);
  }, 3_600_000);
});

describe("shards over kept analyses", () => {
  const tree = () =>
    new KeptTree({
      ...below("boards", {
        "a.dtsi": held("one", 16),
        "b.dtsi": SNIPPETS.slice(3).join(""),
        ...Object.fromEntries(
          Array.from({ length: 6 }, (_, i) => [
            `b${i}.dts`,
            `${boardSource(`board ${i}`)}#include "${i < 3 ? "a" : "b"}.dtsi"\n`,
          ]),
        ),
      }),
    });

  it("take nothing anew that any run before has found, and come to the same", async () => {
    const kept = tree();
    try {
      const argv = ["check", kept.at("boards"), "--format", "json"];
      const truth = await kept.truth(argv);
      const merge = async () => {
        const reports: Record<string, string> = {};
        let analysed = 0;
        for (const index of [1, 2, 3]) {
          const run = await kept.run([...argv, "--shard", `${index}/3`]);
          reports[`${index}.json`] = run.out;
          analysed += run.analysed;
        }
        const { out, status } = await runCli(["render", ...Object.keys(reports), "--format", "json"], {
          files: reports,
        });
        expect({ out, status }).toEqual({ out: truth.out, status: truth.status });
        return analysed;
      };
      expect(await merge()).toBe(6);
      expect(await merge()).toBe(0);
      expect(await kept.run(argv)).toMatchObject({ out: truth.out, status: truth.status, analysed: 0 });
      kept.write("boards/a.dtsi", held("one", 32));
      const other = await kept.truth(argv);
      expect(other.out).not.toBe(truth.out);
      Object.assign(truth, other);
      expect(await merge()).toBe(3);
      expect(await merge()).toBe(0);
    } finally {
      kept.end();
    }
  });
});
