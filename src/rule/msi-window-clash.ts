import { overlaps, type Range, RangeSet } from "../base/range.js";
import type { Consumer } from "../system/model.js";
import { defineRule, type Observation } from "./engine/model.js";
import { consumerSubject } from "./facts/subjects.js";
import { rangeText } from "./facts/words.js";

export const msiWindowClash = defineRule({
  id: "msi-window-clash",
  title: "a range overlaps the software MSI window",
  severity: "note",
  why: "SMMU drivers list [0x08000000-0x080fffff] as the window for MSI doorbells (MSI_IOVA_BASE, 6.12). DMA domains do not use it, but VFIO and other users with their own domains do: a direct mapping there clashes.",
  fix: "Move the range, or keep the device from user-space drivers.",
  needs: [],
  check: (input) =>
    input.system.consumers.flatMap((consumer): readonly Observation[] => {
      const window = softwareWindow(consumer);
      if (window === null) return [];
      const direct = consumer.reservations.flatMap(({ type, origin, start, length }): readonly Observation[] => {
        const range = { start, end: start + length };
        if (type !== "direct" || origin.kind !== "iommu-addresses" || !overlaps(range, window)) return [];
        const message = `the direct range ${rangeText(range)} of ${consumer.id} overlaps the software MSI window ${rangeText(window)}`;
        return [observation(consumer, message, origin.location, rangeText(range))];
      });
      const usable = consumer.planned?.usable ?? null;
      const onlyThere =
        usable !== null &&
        usable.length > 0 &&
        RangeSet.of(usable.map(({ value }) => value))
          .clip(consumer.reach)
          .subtract(RangeSet.of([window])).isEmpty;
      if (!onlyThere) return direct;
      const message = `all usable space in the plan of ${consumer.id} is inside the software MSI window ${rangeText(window)}`;
      return [...direct, observation(consumer, message, usable[0]?.location ?? consumer.location, "usable")];
    }),
});

function softwareWindow({ reservations }: Consumer): Range | null {
  const window = reservations.find(({ type, inAllocator }) => type === "msi" && !inAllocator);
  return window === undefined ? null : { start: window.start, end: window.start + window.length };
}

const observation = (
  consumer: Consumer,
  message: string,
  location: Observation["location"],
  key: string,
): Observation => ({
  consumer: consumer.id,
  message,
  location,
  details: ["the window is listed in sysfs and never taken from the allocator of a DMA domain"],
  help: null,
  about: [consumerSubject(consumer.id)],
  key,
});
