import { overlaps, type Range } from "../base/range.js";
import type { Kernel } from "../kernel/kernel.js";
import type { ReservedMemory } from "../system/model.js";
import { childNamed } from "../tree/tree.js";
import { defineRule, type Observation } from "./engine/model.js";
import { propertyAt } from "./facts/place.js";
import { rangeText } from "./facts/words.js";

export const memoryOverlap = defineRule({
  id: "memory-overlap",
  title: "two reserved-memory nodes claim the same memory",
  severity: "warning",
  why: 'Linux prints "OVERLAP DETECTED!" at boot and goes on (__rmem_check_for_overlap, 6.12): two firmware images, or a firmware and a direct mapping, write to the same bytes.',
  fix: "Correct the reg of one, or disable the node that this board does not use.",
  needs: [],
  check: ({ system }) => {
    const container = childNamed(system.tree.root, "reserved-memory");
    const claims = system.reservedMemory
      .filter(({ node, available }) => available && node.parent === container)
      .flatMap((region) => claimed(region.reg, system.options.kernel).map((range) => ({ region, range })))
      .sort((a, b) => (a.range.start < b.range.start ? -1 : a.range.start > b.range.start ? 1 : 0));
    const found: Observation[] = [];
    let highest = claims[0];
    for (const next of claims.slice(1)) {
      if (highest !== undefined && highest.region !== next.region && overlaps(highest.range, next.range)) {
        found.push(observation(highest, next, system.tree));
      }
      if (highest === undefined || next.range.end > highest.range.end) highest = next;
    }
    return found;
  },
});

/** What Linux reserves of a region's `reg`. */
const claimed = (reg: readonly Range[], kernel: Kernel): readonly Range[] =>
  (kernel.takesOneRegPerRegion ? reg.slice(0, 1) : reg).filter(({ start, end }) => end > start);

interface Claim {
  readonly region: ReservedMemory;
  readonly range: Range;
}

const observation = (a: Claim, b: Claim, tree: Parameters<typeof propertyAt>[0]): Observation => ({
  consumer: null,
  message: `${b.region.path} at ${rangeText(b.range)} overlaps ${a.region.path} at ${rangeText(a.range)}`,
  location: propertyAt(tree, b.region.node, "reg"),
  details: ['Linux prints "OVERLAP DETECTED!" and uses both'],
  help: null,
  related: [{ message: "the other region", location: propertyAt(tree, a.region.node, "reg") }],
  about: [],
  key: `${a.region.path} ${b.region.path}`,
});
