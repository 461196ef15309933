/** Which consumer each captured device is. */
import type { Consumer, System } from "../system/model.js";
import type { CapturedDevice, CapturedGroup } from "./capture.js";

export interface Match {
  readonly device: CapturedDevice;
  /** Null for a device that the model has no consumer for. */
  readonly consumer: Consumer | null;
  /** `guess`: a runtime child whose name is its driver's choice. `any-function`: whatever `path!*` stands for. */
  readonly by: "name" | "node" | "guess" | "any-function" | "nothing";
}

const PCI_NAME = /^[0-9a-f]{4}:([0-9a-f]{2}:[0-9a-f]{2}\.[0-7])$/;

/** A child's name is looked for in a device's from this length on: shorter ones are in many. */
const TELLING_NAME = 3;

/** One for each device, by the captured group. */
export function matchDevices(
  { consumers }: System,
  groups: readonly CapturedGroup[],
): ReadonlyMap<CapturedGroup, readonly Match[]> {
  const matcher = new Matcher(consumers);
  const devices = groups.flatMap((group) => group.devices);
  const found = new Map<CapturedDevice, Match>();
  // What is certain goes first, so that no guess takes a consumer from a device that has its name.
  for (const way of [matcher.byName, matcher.byNode, matcher.byChildName, matcher.byElimination, matcher.byBus]) {
    for (const device of devices) {
      if (found.has(device)) continue;
      const match = way(device);
      if (match !== null) found.set(device, match);
    }
  }
  const matchOf = (device: CapturedDevice): Match => found.get(device) ?? { device, consumer: null, by: "nothing" };
  return new Map(groups.map((group) => [group, group.devices.map(matchOf)]));
}

class Matcher {
  private readonly taken = new Set<Consumer>();
  private readonly byDeviceName: ReadonlyMap<string, Consumer>;
  private readonly children: readonly Consumer[];

  constructor(private readonly consumers: readonly Consumer[]) {
    this.byDeviceName = new Map(consumers.flatMap((c) => (c.deviceName === null ? [] : [[c.deviceName, c]])));
    this.children = consumers.filter((consumer) => consumer.kind === "runtime-child");
  }

  readonly byName = (device: CapturedDevice): Match | null => {
    const consumer = this.byDeviceName.get(device.name);
    if (consumer === undefined) return null;
    const isOther = device.node !== null && consumer.node !== null && device.node !== consumer.path;
    return isOther ? null : this.take(device, consumer, "name");
  };

  readonly byNode = (device: CapturedDevice): Match | null =>
    this.take(
      device,
      this.consumers.find((c) => c.path === device.node && c.node !== null && c.kind !== "runtime-child"),
      "node",
    );

  readonly byChildName = (device: CapturedDevice): Match | null => {
    const named = this.children.filter(
      ({ path, name }) =>
        (device.node === null || device.node === path) &&
        name !== null &&
        name.length >= TELLING_NAME &&
        device.name.includes(name),
    );
    return named.length === 1 ? this.take(device, named[0], "guess") : null;
  };

  /** Whoever shares the node and is not named otherwise; a child that stands for many ids takes all that are left. */
  readonly byElimination = (device: CapturedDevice): Match | null => {
    const here = this.children.filter((child) => child.path === device.node);
    const free = here.find((child) => !this.taken.has(child));
    if (free !== undefined) return this.take(device, free, "guess");
    const many = here.find((child) => child.streams.some((stream) => stream.count > 1));
    return many === undefined ? null : { device, consumer: many, by: "guess" };
  };

  /** By bus, device and function where the domain is numbered otherwise; else as one of those without a node. */
  readonly byBus = (device: CapturedDevice): Match | null => {
    const [, function_] = PCI_NAME.exec(device.name) ?? [];
    if (function_ === undefined) return null;
    const same = this.consumers.filter((c) => c.deviceName?.endsWith(`:${function_}`) === true && !this.taken.has(c));
    if (same.length === 1) return this.take(device, same[0], "name");
    const [any, second] = this.consumers.filter((consumer) => consumer.pciFunction === "*");
    if (any === undefined || second !== undefined) return null;
    return { device, consumer: any, by: "any-function" };
  };

  private take(device: CapturedDevice, consumer: Consumer | undefined, by: Match["by"]): Match | null {
    if (consumer === undefined || this.taken.has(consumer)) return null;
    this.taken.add(consumer);
    return { device, consumer, by };
  }
}
