/** The oracle is worth as much as it agrees with what booted kernels printed. */
import { describe, expect, test } from "vitest";
import type { DtNode, Property } from "../../src/tree/tree.js";
import { cells, textOf } from "../../src/tree/value.js";
import { treeOf } from "../system/boards.js";
import { recordings } from "../system/recordings.js";
import { addNode, type OracleNode, type OracleValue } from "./board.js";
import { predict } from "./prediction.js";
import { oracleRelease } from "./release.js";

/** Not of the oracle's machine, or of an IOMMU that its driver refuses; and a device that no driver binds. */
const LEFT_OUT = /^(vio|v_map|v_nodriver\.linux-6\.12)/;

const TEXTS = ["compatible", "device_type", "status"];

function oracleNode(node: DtNode, parent: OracleNode | null): OracleNode {
  const value = (property: Property): OracleValue => {
    if (property.value.length === 0) return null;
    return TEXTS.includes(property.name) ? (textOf(node, property.name) ?? "") : [...cells(property)];
  };
  const properties = [...node.properties.values()].map((property) => [property.name, value(property)] as const);
  const made = addNode(parent, node.name, Object.fromEntries(properties));
  for (const child of node.children) oracleNode(child, made);
  return made;
}

const hex = (value: bigint): string => `0x${value.toString(16)}`;
const page = (value: bigint | null): string => (value === null ? "none" : hex(value));

describe.each(recordings.filter(({ name }) => !LEFT_OUT.test(name)))("$name", ({ source, release, recorded }) => {
  const prediction = predict(oracleNode(treeOf(source).root, null), oracleRelease(release));
  const devices = new Map(prediction.devices.map((device) => [device.path, device]));
  const single = recorded.groups.flatMap(({ members, sysfs }) => {
    const [member, other] = members;
    return member === undefined || other !== undefined || member.node === null ? [] : [{ ...member, sysfs }];
  });

  test("whether it boots", () => expect(prediction.crashes).toBe(recorded.crashes ?? false));

  if (recorded.crashes === true || prediction.isUnknown) return;
  test("every device of one node alone in its group", () => {
    for (const { device, node, sysfs } of single) {
      const predicted = devices.get(node ?? "");
      expect(predicted?.hasGroup, device).toBe(true);
      expect(predicted?.sysfs, device).toEqual(sysfs.map((r) => `${hex(r.start)}-${hex(r.end)} ${r.type}`));
      const first = recorded.firstPage?.[device];
      if (first !== undefined) expect(page(predicted?.firstPage ?? null), device).toBe(page(first));
      const { allocator } = recorded;
      if (allocator == null || Object.keys(allocator).length === 0) continue;
      const nodes = (allocator[device] ?? []).map(([start, last]) => `${hex(start)}-${hex(last)}`);
      expect(predicted?.allocator, device).toEqual(nodes);
    }
  });
});
