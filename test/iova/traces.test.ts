/** Every recorded trace, answer by answer, through the fast domain and through the executable specification. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { replayTrace, type TracedDomain } from "../../scripts/trace-replay.js";
import { IovaDomain } from "../../src/iova/domain.js";
import { linearDomain } from "./linear-model.js";

const folder = fileURLToPath(new URL("../traces/", import.meta.url));
const traces = readdirSync(folder).filter((name) => name.endsWith(".jsonl.gz"));
const textOf = (name: string): string => gunzipSync(readFileSync(folder + name)).toString();

function reserving<T extends Omit<TracedDomain, "reserve">>(
  domain: T,
  reserve: (lo: number, hi: number) => boolean,
): TracedDomain {
  return {
    alloc: (size, limit, aligned) => domain.alloc(size, limit, aligned),
    allocFast: (size, limit, flush) => domain.allocFast(size, limit, flush),
    free: (pfn) => domain.free(pfn),
    freeFast: (pfn, size) => domain.freeFast(pfn, size),
    find: (pfn) => domain.find(pfn),
    snapshot: () => domain.snapshot(),
    reserve,
  };
}

describe("recorded traces", () => {
  it("are there", () => expect(traces.length).toBeGreaterThanOrEqual(24));

  describe.each(["6.1", "6.12"] as const)("Linux %s", (model) => {
    it.each(traces)("%s: the domain gives every answer", (name) => {
      const result = replayTrace(textOf(name), ({ granule, startPfn, rcache }) => {
        const domain = new IovaDomain({ granule, startPfn, model, cache: rcache });
        return reserving(domain, (lo, hi) => domain.reserve(lo, hi).ok);
      });
      expect(result).toMatchObject({ kind: "equal" });
    });

    it.each(traces)("%s: so does the executable specification", (name) => {
      const result = replayTrace(textOf(name), ({ granule, startPfn, rcache }) => {
        const domain = linearDomain({ granule, startPfn, model, cache: rcache });
        return reserving(domain, (lo, hi) => domain.reserve(lo, hi) !== null);
      });
      expect(result).toMatchObject({ kind: "equal" });
    });
  });
});
