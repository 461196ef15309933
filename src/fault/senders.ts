/** Which consumers can have sent an access, by what the message tells of its source: the arithmetic of stream ids. */
import { driverOf } from "../iommu/drivers.js";
import { iommuMap } from "../iommu/iommu-map.js";
import { ownAttachment, type Stream } from "../iommu/streams.js";
import { formatRequesterId } from "../of/pci.js";
import type { Consumer, System } from "../system/model.js";
import { type DtNode, locationOfByte, nodeAt } from "../tree/tree.js";
import type { FaultSource } from "./fault.js";
import { portOf } from "./larb.js";

export interface Sender {
  readonly consumer: Consumer;
  /** What of it covers the source; null where its name or its IOMMU alone says so. */
  readonly stream: Stream | null;
  /** `01:00.0`, for a PCI function that a range of ids stands for; else null. */
  readonly pciFunction: string | null;
}

/** A node that would send on the stream, and that Linux makes no device of. */
export interface AbsentSender {
  readonly path: string;
  /** `disabled`, or why else it is passed over. */
  readonly reason: string;
  readonly stream: Stream;
}

/** Those that a message's source can mean, among the masters behind the IOMMUs that it can mean. */
export function sendersOf(system: System, iommus: readonly DtNode[], source: FaultSource): readonly Sender[] {
  if (source.kind === "device") return namedSenders(system, source.name);
  const isMeant = meaningOf(system, source);
  const found = system.consumers.flatMap((consumer): Sender[] => {
    const behind = consumer.streams.filter(({ iommu }) => iommus.includes(iommu));
    if (isMeant === null) return behind.length === 0 ? [] : [{ consumer, stream: null, pciFunction: null }];
    const stream = behind.find(isMeant);
    return stream === undefined
      ? []
      : [{ consumer, stream, pciFunction: functionOf(system, consumer, stream, source) }];
  });
  // A function that is a consumer of its own is not also one of those that stand for the rest.
  const known = new Set(
    found.flatMap(({ consumer, pciFunction }) => (isAnyFunction(consumer) ? [] : (pciFunction ?? []))),
  );
  return found.filter(({ consumer, pciFunction }) => !isAnyFunction(consumer) || !known.has(pciFunction ?? ""));
}

const isAnyFunction = (consumer: Consumer): boolean => consumer.pciFunction === "*";

/** Nodes that Linux passes over, a disabled one for instance, and that name the stream. */
export function absentSenders(system: System, iommus: readonly DtNode[], source: FaultSource): readonly AbsentSender[] {
  const isMeant = meaningOf(system, source);
  if (isMeant === null) return [];
  return passedOver(system, iommus).filter(({ stream }) => isMeant(stream));
}

function passedOver(system: System, iommus: readonly DtNode[]): readonly AbsentSender[] {
  const { tree, coverage } = system;
  return coverage.skipped.flatMap(({ path, reason }) => {
    const node = nodeAt(tree, path);
    const streams = node === null ? [] : [...ownStreams(system, node), ...mappedStreams(system, node)];
    return streams.filter(({ iommu }) => iommus.includes(iommu)).map((stream) => ({ path, reason, stream }));
  });
}

const ownStreams = ({ tree, options }: System, node: DtNode): readonly Stream[] =>
  node.properties.has("iommus") ? ownAttachment(tree, node, options.kernel).streams : [];

/** All that an `iommu-map` can make. */
function mappedStreams({ tree, options }: System, node: DtNode): readonly Stream[] {
  const map = iommuMap(tree, node, options.kernel);
  return (map?.entries ?? []).flatMap(({ iommu, args, length: count, offset }): Stream[] => {
    const [id = 0, mask = 0] = args;
    if (iommu === null || map === null) return [];
    return [{ iommu, id, cells: args, mask, count, location: locationOfByte(tree, node, map.property, offset) }];
  });
}

/** Whether a stream is the one that the source says; null if the source tells no stream. */
function meaningOf({ options }: System, source: FaultSource): ((stream: Stream) => boolean) | null {
  const driverIdOf = ({ iommu }: Stream) => driverOf(iommu, options.kernel).driver.id;
  switch (source.kind) {
    case "stream":
      return (stream) => covers(stream, source.id);
    case "larb":
      return source.larb >= LARBS
        ? null
        : (stream) => {
            const { larb, port } = portOf(driverIdOf(stream), stream.id);
            return larb === source.larb && port === source.port;
          };
    case "bank":
      // qcom_iommu gives each stream the bank that its cell names; elsewhere Linux picks a bank at run time.
      return (stream) => driverIdOf(stream) !== "qcom_iommu" || stream.id === source.bank;
    case "device":
    case "client":
    case "unsaid":
      return null;
  }
}

/** The number that mtk_iommu prints where its table knows no arbiter, and for infrastructure masters, is 32 (6.1). */
const LARBS = 32;

/** Whether the ids that an entry matches contain this one: bits of the mask do not count. */
function covers({ id, mask, count }: Stream, wanted: number): boolean {
  if (mask === 0) return wanted >= id && wanted < id + count;
  for (let i = 0; i < count; i++) if ((((id + i) ^ wanted) & ~mask) === 0) return true;
  return false;
}

/** The requester id behind an id that an `iommu-map` entry made. */
function functionOf({ tree, options }: System, consumer: Consumer, stream: Stream, source: FaultSource): string | null {
  if (consumer.kind !== "pci-function" || source.kind !== "stream") return null;
  if (!isAnyFunction(consumer)) return consumer.pciFunction;
  const bridge = bridgeOf(tree.root, consumer);
  const map = bridge === null ? null : iommuMap(tree, bridge, options.kernel);
  for (const { iommu, args, idBase, length } of map?.entries ?? []) {
    const behind = source.id - (args[0] ?? 0);
    if (iommu === stream.iommu && behind >= 0 && behind < length) return formatRequesterId(idBase + behind);
  }
  return null;
}

/** The host bridge: the nearest node above with an `iommu-map`. */
function bridgeOf(root: DtNode, { path }: Consumer): DtNode | null {
  let found: DtNode | null = null;
  let at: DtNode | null = root;
  for (const name of path.split("/").slice(1)) {
    at = at?.children.find((child) => child.name === name) ?? null;
    if (at?.properties.has("iommu-map") === true) found = at;
  }
  return found;
}

/** By Linux's name, and a runtime child by the name that its driver's automatic ids begin with. */
function namedSenders(system: System, name: string): readonly Sender[] {
  const sender = (consumer: Consumer, pciFunction: string | null = null): Sender => ({
    consumer,
    stream: null,
    pciFunction,
  });
  const exact = system.consumers.filter((consumer) => consumer.deviceName === name);
  if (exact.length > 0) return exact.map((consumer) => sender(consumer));
  const children = system.consumers.filter(
    (consumer) => consumer.name !== null && name.startsWith(`${consumer.name}.`),
  );
  if (children.length > 0) return children.map((consumer) => sender(consumer));
  const [, pciFunction] = /^[0-9a-f]{4}:([0-9a-f]{2}:[0-9a-f]{2}\.[0-7])$/i.exec(name) ?? [];
  if (pciFunction === undefined) return [];
  const functions = system.consumers.filter((consumer) => consumer.deviceName?.endsWith(`:${pciFunction}`) === true);
  const able = functions.length > 0 ? functions : system.consumers.filter(isAnyFunction);
  return able.map((consumer) => sender(consumer, pciFunction));
}

/** Ids of the same IOMMUs that are nearest to one that nobody has, with who has them. */
export function nearestStreams(
  system: System,
  iommus: readonly DtNode[],
  id: number,
): readonly { readonly owner: string; readonly stream: Stream }[] {
  const here = system.consumers.flatMap(({ id: owner, streams }) =>
    streams.filter(({ iommu }) => iommus.includes(iommu)).map((stream) => ({ owner, stream })),
  );
  const all = [...here, ...passedOver(system, iommus).map(({ path, stream }) => ({ owner: path, stream }))];
  return all
    .map((entry) => ({ ...entry, distance: distance(entry.stream, id) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, NEAREST)
    .map(({ owner, stream }) => ({ owner, stream }));
}

const NEAREST = 3;

/** To the nearest of its ids, those that only the mask lets through taken as they come. */
function distance({ id, mask, count }: Stream, wanted: number): number {
  const masked = Math.abs(((id & ~mask) | (wanted & mask)) - wanted);
  return Math.min(wanted < id ? id - wanted : Math.max(0, wanted - (id + count - 1)), masked);
}
