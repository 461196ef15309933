/**
 * A part of an analysis: one device's family, some of the layouts. Figures stay what they are on the whole board. What
 * is told of findings is for the caller to settle anew: those about other devices are hidden.
 */
import type { Outcome } from "../base/diagnostic.js";
import { atInput } from "../base/source.js";
import { findDevice, type NotFound } from "../system/explain-device.js";
import type { Analysis } from "./examine.js";
import type { Selection } from "./job.js";

/** @returns the part, or an error if the board has no such device among its consumers and their families */
export function select(analysis: Analysis, { layouts, device }: Selection): Outcome<Analysis> {
  const shown = layouts === null ? analysis : { ...analysis, families: analysis.families.map(only(layouts)) };
  return device === null ? { value: shown, diagnostics: [] } : selectDevice(shown, device);
}

const only =
  (ids: readonly string[]) =>
  (family: Analysis["families"][number]): Analysis["families"][number] => ({
    ...family,
    layouts: family.layouts.filter((layout) => ids.includes(layout.id)),
  });

function selectDevice(analysis: Analysis, device: string): Outcome<Analysis> {
  const { system } = analysis;
  const found = findDevice(system, device);
  if (!found.ok) return noSuchDevice(system.tree.file, found);
  const families = found.family === null ? [] : [found.family];
  const members = found.family?.members ?? found.named;
  const ids = new Set(members.map((member) => member.id));
  const paths = new Set(members.map((member) => member.path));
  return {
    value: {
      ...analysis,
      candidates: analysis.candidates.map((candidate) => {
        const { consumer } = candidate.finding;
        const isShown = consumer !== null && (ids.has(consumer) || paths.has(consumer));
        return isShown || candidate.hiddenBy !== null ? candidate : { ...candidate, hiddenBy: "selection" as const };
      }),
      simulations: analysis.simulations.filter(({ consumer }) => ids.has(consumer)),
      families: analysis.families.filter(({ family }) => families.some((kept) => kept.parent === family.parent)),
      system: {
        ...system,
        families,
        consumers: system.consumers.filter((consumer) => ids.has(consumer.id)),
        groups: system.groups.filter((group) => group.members.some((id) => ids.has(id))),
        domains: system.domains.filter((domain) => domain.members.some((id) => ids.has(id))),
        directMaps: system.directMaps.filter((map) => ids.has(map.consumer)),
        messages: system.messages.filter((message) => message.consumer === null || ids.has(message.consumer)),
        reservedMemory: system.reservedMemory.filter((region) => region.consumers.some((id) => paths.has(id))),
      },
    },
    diagnostics: [],
  };
}

const noSuchDevice = (file: string, { message, hint }: NotFound): Outcome<Analysis> => ({
  value: null,
  diagnostics: [
    { severity: "error", code: "device-not-found", message, location: atInput(file), ...(hint !== null && { hint }) },
  ],
});
