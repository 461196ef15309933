/** Which consumer each device of a trace is: as `verify` finds them, by name. */
import type { System } from "../system/model.js";
import { matchDevices } from "../verify/match.js";

/**
 * @param unnamed id of the consumer that events without a device are of; null: nobody's
 * @returns a consumer's id for a device's name, null for one that the board has not
 */
export function consumersOfDevices(
  system: System,
  names: readonly string[],
  unnamed: string | null,
): (device: string | null) => string | null {
  const devices = names.map((name) => ({ name, node: null }));
  const group = { name: "0", devices, regions: null, isCut: false, type: null };
  const matches = matchDevices(system, [group]).get(group) ?? [];
  const ids = new Map(matches.map(({ device, consumer }) => [device.name, consumer?.id ?? null]));
  return (device) => (device === null ? unnamed : (ids.get(device) ?? null));
}
