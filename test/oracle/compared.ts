/** A board's prediction by the project beside the oracle's, as texts that are equal or not. */
import { lastByte } from "../../src/base/range.js";
import { kernelOf } from "../../src/kernel/kernel.js";
import { built, treeOf } from "../system/boards.js";
import { type OracleNode, sourceOf } from "./board.js";
import { predict } from "./prediction.js";
import { oracleRelease } from "./release.js";

/** The facts of the oracle's machine. */
const PLAN = "version: 1\niommus: [{ node: /smmuv3@9050000, stream-id-bits: 16, input-bits: 48, output-bits: 44 }]";

export interface Compared {
  readonly ours: readonly string[];
  readonly oracles: readonly string[];
}

const hex = (value: bigint): string => `0x${value.toString(16)}`;
const page = (value: bigint | null): string => (value === null ? "none" : hex(value));
const text = (path: string, sysfs: readonly string[], allocator: readonly string[], first: bigint | null): string =>
  `${path}\n  sysfs ${sysfs.join(", ")}\n  allocator ${allocator.join(", ")}\n  first page ${page(first)}`;

/** Null where the board is read past the end of a property, which the oracle does not know about. */
export function compared(board: OracleNode, version: string): Compared | null {
  const oracle = predict(board, oracleRelease(version));
  if (oracle.isUnknown) return null;
  const { system } = built(treeOf(sourceOf(board)), PLAN, { kernel: kernelOf(version) });
  const crashes = system.messages.some(({ kind }) => kind === "crash");
  const says = (dies: boolean) => `${version} ${dies ? "crashes" : "boots"}`;
  if (crashes || oracle.crashes) return { ours: [says(crashes)], oracles: [says(oracle.crashes)] };
  const ours = oracle.devices.map(({ path }) => {
    const consumer = system.consumerById.get(path);
    const group = system.groups.find(({ id }) => id === consumer?.group);
    if (consumer === undefined || group === undefined) return `${path} without a group`;
    const sysfs = group.reservedRegions.map((r) => `${hex(r.start)}-${hex(r.last)} ${r.type}`);
    const allocator = consumer.domain.allocator.map((range) => `${hex(range.start)}-${hex(lastByte(range))}`);
    // Of a device that keeps its platform's DMA, our figures are those that a domain of its own would give.
    return text(path, sysfs, allocator, consumer.domainType === "none" ? null : consumer.firstPage);
  });
  const oracles = oracle.devices.map(({ path, hasGroup, sysfs, allocator, firstPage }) =>
    hasGroup ? text(path, sysfs, allocator, firstPage) : `${path} without a group`,
  );
  return { ours: [says(false), ...ours], oracles: [says(false), ...oracles] };
}
