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
  const ways = [
    matcher.byName,
    matcher.byNode,
    matcher.byPlace,
    matcher.byOwnName,
    matcher.byChildName,
    matcher.byElimination,
    matcher.byBus,
  ];
  for (const way of ways) {
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
  /** What drivers make devices of: runtime children, and child nodes, by their names. */
  private readonly made: readonly { readonly consumer: Consumer; readonly name: string }[];

  constructor(private readonly consumers: readonly Consumer[]) {
    this.byDeviceName = new Map(consumers.flatMap((c) => (c.deviceName === null ? [] : [[c.deviceName, c]])));
    this.children = consumers.filter((consumer) => consumer.kind === "runtime-child");
    this.made = consumers.flatMap((consumer) => {
      const isMade = consumer.kind === "runtime-child" || consumer.kind === "child-node";
      const name = consumer.name ?? baseOf(consumer.path.split("/").at(-1) ?? "");
      return isMade && name.length >= TELLING_NAME ? [{ consumer, name }] : [];
    });
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

  /** `vbus:va@c100000`: a device that has no address of its own in this release, by its place below its buses. */
  readonly byPlace = (device: CapturedDevice): Match | null => {
    const [head = "", ...below] = device.name.split(":");
    if (below.length === 0 || PCI_NAME.test(device.name)) return null;
    const there = this.consumers.filter(({ path, name }) => {
      const names = path.split("/");
      const above = names.at(-1 - below.length) ?? "";
      const isBelow = below.every((one, i) => one === names.at(i - below.length));
      return name === null && isBelow && (head === above || head.endsWith(`.${baseOf(above)}`));
    });
    return there.length === 1 ? this.take(device, there[0], "name") : null;
  };

  /** `non-pixel.3.auto`: a name and the number that Linux gives to the devices of it; the first of equal names. */
  readonly byOwnName = (device: CapturedDevice): Match | null => {
    const own = device.name.replace(/(\.[0-9]+)?(\.auto)?$/, "");
    return this.take(device, this.free(device).find(({ name }) => name === own)?.consumer, "guess");
  };

  /** The longest name inside the device's: `pixel` is in `secure-non-pixel` as well. */
  readonly byChildName = (device: CapturedDevice): Match | null => {
    const inside = this.free(device).filter(({ name }) => device.name.includes(name));
    const longest = Math.max(...inside.map(({ name }) => name.length));
    const [best, second] = inside.filter(({ name }) => name.length === longest);
    return second === undefined ? this.take(device, best?.consumer, "guess") : null;
  };

  private free(device: CapturedDevice) {
    return this.made.filter(
      ({ consumer }) => !this.taken.has(consumer) && (device.node === null || device.node === consumer.path),
    );
  }

  /** Whoever shares the node and is not named otherwise; a child of many ids takes all that are left. */
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

/** A node's name without its unit address. */
const baseOf = (name: string): string => name.split("@")[0] ?? name;
