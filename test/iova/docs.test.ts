/** The examples in docs/allocator.md do what they say. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runInThisContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { replayTrace } from "../../scripts/trace-replay.js";
import { IovaDomain } from "../../src/iova/domain.js";
import { allocatorModels } from "../../src/iova/models.js";

const text = readFileSync(fileURLToPath(new URL("../../docs/allocator.md", import.meta.url)), "utf8");
const blocks = (language: string): string[] =>
  [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].flatMap(([, found, body]) => (found === language ? [body ?? ""] : []));

const ANSWER = /^(?:const (?<name>\w+) = )?(?<expression>.+?); \/\/ => (?<answer>.+)$/gm;

/** `expression; // => answer` becomes a comparison of the two. */
function checked(example: string): string {
  return example
    .replace(/^import .*$/gm, "")
    .replace(ANSWER, (_, name: string | undefined, expression: string, answer: string) =>
      name === undefined
        ? `expect(${expression}).toEqual(${answer});`
        : `const ${name} = ${expression}; expect(${name}).toEqual(${answer});`,
    );
}

describe("docs/allocator.md", () => {
  it.each(blocks("ts"))("example %#", (example) => {
    expect(example).toContain('import { IovaDomain } from "iova-plan";');
    const answers = example.match(/\/\/ =>/g)?.length ?? 0;
    expect(answers).toBeGreaterThan(0);
    expect.assertions(2 + answers);
    runInThisContext(`(IovaDomain, expect) => {${checked(example)}}`)(IovaDomain, expect);
  });

  it("shows a trace that replays", () => {
    const [trace = ""] = blocks("json");
    const result = replayTrace(
      trace,
      ({ granule, startPfn, rcache }) => new IovaDomain({ granule, startPfn, cache: rcache }),
    );
    expect(result).toEqual({ kind: "equal", operations: 7 });
  });

  it("names every model", () => {
    for (const { id } of allocatorModels) expect(text).toContain(`| \`"${id}"\``);
  });

  it("names every public operation", () => {
    const names = Object.getOwnPropertyNames(IovaDomain.prototype).filter((name) => name !== "constructor");
    const internal = ["removeAll"];
    for (const name of names) if (!internal.includes(name)) expect(text).toMatch(new RegExp(`\`${name}\\b`));
  });
});
