/** An explanation says what the allocator says, of any address of any consumer of the boards at hand. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { contains } from "../../src/base/range.js";
import { kernelOf } from "../../src/kernel/kernel.js";
import { explainAddress } from "../../src/system/explain.js";
import type { Consumer, SystemOptions } from "../../src/system/model.js";
import { readTestFile, systemOf, testFolder } from "./boards.js";

const boards = ["kernel-cases", "cases"].flatMap((folder) =>
  readdirSync(join(testFolder, folder))
    .filter((name) => name.endsWith(".dts"))
    .map((name) => `${folder}/${name}`),
);

/** Both sides of every edge. */
const interesting = (consumer: Consumer): readonly bigint[] => {
  const edges = [consumer.reach, ...consumer.limits.map((limit) => limit.allows), ...consumer.domain.allocator].flatMap(
    ({ start, end }) => [start, end],
  );
  const around = [0n, ...edges, ...consumer.reservations.map(({ start }) => start)].flatMap((at) => [at - 1n, at]);
  return [...new Set(around)].filter((address) => address >= 0n && address < 1n << 64n);
};

describe.each([
  {},
  { dmaMaskBits: 64 },
  { kernel: kernelOf("6.6"), dmaLimit: 0x7ffffabcn },
] satisfies Partial<SystemOptions>[])("with %o", (options) => {
  test.each(boards)("%s", (name) => {
    const system = systemOf(readTestFile(name), null, options);
    for (const consumer of system.consumers) {
      for (const address of interesting(consumer)) {
        const { verdict, cutBy, heldBy, block, page } = explainAddress(system, consumer, address);
        const at = `${consumer.id} at 0x${address.toString(16)}`;
        const isHeld = consumer.domain.allocator.some((node) => contains(node, address));
        expect([at, verdict === "out-of-reach"]).toEqual([at, !contains(consumer.reach, address)]);
        if (consumer.reach.end > consumer.reach.start) {
          expect([at, cutBy.length > 0]).toEqual([at, verdict === "out-of-reach"]);
        }
        expect([at, heldBy.length > 0]).toEqual([at, isHeld]);
        expect([at, block !== null]).toEqual([at, verdict === "free"]);
        expect(contains(page, address)).toBe(true);
      }
    }
  });
});
