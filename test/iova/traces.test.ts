/** Every recorded trace, answer by answer, through the fast domain and through the executable specification. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { replayTrace } from "../../scripts/trace-replay.js";
import { IovaDomain } from "../../src/iova/domain.js";
import { linearDomain } from "./linear-model.js";

const folder = fileURLToPath(new URL("../traces/", import.meta.url));
const traces = readdirSync(folder).filter((name) => name.endsWith(".jsonl.gz"));
const textOf = (name: string): string => gunzipSync(readFileSync(folder + name)).toString();

describe("recorded traces", () => {
  it("are there", () => expect(traces.length).toBeGreaterThanOrEqual(24));

  describe.each(["6.1", "6.12"] as const)("Linux %s", (model) => {
    it.each(traces)("%s: the domain gives every answer", (name) => {
      const result = replayTrace(
        textOf(name),
        ({ granule, startPfn, rcache }) => new IovaDomain({ granule, startPfn, model, cache: rcache }),
      );
      expect(result).toMatchObject({ kind: "equal" });
    });

    it.each(traces)("%s: so does the executable specification", (name) => {
      const result = replayTrace(textOf(name), ({ granule, startPfn, rcache }) =>
        linearDomain({ granule, startPfn, model, cache: rcache }),
      );
      expect(result).toMatchObject({ kind: "equal" });
    });
  });
});
