/** Where two trees differ: as device trees, so in bytes and order, whatever their sources called things. */
import type { DeviceTree, DtNode, Property } from "./tree.js";

export interface TreeDifference {
  readonly kind:
    | "node-missing"
    | "node-extra"
    | "node-order"
    | "property-missing"
    | "property-extra"
    | "property-order"
    | "value"
    | "reservations"
    | "boot-cpu";
  /** Of the node concerned. */
  readonly path: string;
  readonly property: string | null;
  /** What stands in the expected tree; empty for what is extra. */
  readonly expected: string;
  readonly actual: string;
}

/** At most `limit` differences, in document order of the expected tree; none if the trees write the same blob. */
export function treeDifferences(expected: DeviceTree, actual: DeviceTree, limit: number): readonly TreeDifference[] {
  const differences = headDifferences(expected, actual);
  const pairs: { readonly path: string; readonly expected: DtNode; readonly actual: DtNode }[] = [
    { path: "/", expected: expected.root, actual: actual.root },
  ];
  for (let pair = pairs.pop(); pair !== undefined && differences.length < limit; pair = pairs.pop()) {
    differences.push(...propertyDifferences(pair.path, pair.expected, pair.actual));
    const { path } = pair;
    const others = new Map(pair.actual.children.map((child) => [child.name, child]));
    differences.push(...childDifferences(path, pair.expected, pair.actual));
    for (const child of pair.expected.children.toReversed()) {
      const other = others.get(child.name);
      if (other !== undefined) pairs.push({ path: below(path, child.name), expected: child, actual: other });
    }
  }
  return differences.slice(0, limit);
}

function headDifferences(expected: DeviceTree, actual: DeviceTree): TreeDifference[] {
  const differences: TreeDifference[] = [];
  const add = (kind: "reservations" | "boot-cpu", left: string, right: string): void => {
    if (left !== right) differences.push({ kind, path: "/", property: null, expected: left, actual: right });
  };
  add("reservations", reservationText(expected), reservationText(actual));
  add("boot-cpu", String(expected.bootCpu), String(actual.bootCpu));
  return differences;
}

const reservationText = (tree: DeviceTree): string =>
  tree.memoryReservations.map(({ address, size }) => `0x${address.toString(16)} 0x${size.toString(16)}`).join(", ");

function childDifferences(path: string, expected: DtNode, actual: DtNode): readonly TreeDifference[] {
  const names = expected.children.map((child) => child.name);
  const otherNames = actual.children.map((child) => child.name);
  const one = (kind: "node-missing" | "node-extra", name: string): TreeDifference => ({
    kind,
    path: below(path, name),
    property: null,
    expected: kind === "node-missing" ? name : "",
    actual: kind === "node-extra" ? name : "",
  });
  const set = new Set(names);
  const otherSet = new Set(otherNames);
  const differences = [
    ...names.filter((name) => !otherSet.has(name)).map((name) => one("node-missing", name)),
    ...otherNames.filter((name) => !set.has(name)).map((name) => one("node-extra", name)),
  ];
  if (differences.length > 0 || sameList(names, otherNames)) return differences;
  return [{ kind: "node-order", path, property: null, expected: names.join(" "), actual: otherNames.join(" ") }];
}

function propertyDifferences(path: string, expected: DtNode, actual: DtNode): readonly TreeDifference[] {
  const differences: TreeDifference[] = [];
  for (const [name, { value }] of expected.properties) {
    const other = actual.properties.get(name)?.value;
    if (other !== undefined && sameBytes(value, other)) continue;
    differences.push({
      kind: other === undefined ? "property-missing" : "value",
      path,
      property: name,
      expected: hex(value),
      actual: other === undefined ? "" : hex(other),
    });
  }
  for (const [name, { value }] of actual.properties) {
    if (expected.properties.has(name)) continue;
    differences.push({ kind: "property-extra", path, property: name, expected: "", actual: hex(value) });
  }
  if (differences.length > 0) return differences;
  return orderDifference(path, expected.properties, actual.properties);
}

function orderDifference(
  path: string,
  expected: ReadonlyMap<string, Property>,
  actual: ReadonlyMap<string, Property>,
): readonly TreeDifference[] {
  const names = [...expected.keys()];
  const otherNames = [...actual.keys()];
  if (sameList(names, otherNames)) return [];
  const [left, right] = [names.join(" "), otherNames.join(" ")];
  return [{ kind: "property-order", path, property: null, expected: left, actual: right }];
}

const below = (path: string, name: string): string => (path === "/" ? `/${name}` : `${path}/${name}`);

const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((name, i) => name === b[i]);

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);

/** The first bytes in hexadecimal, with the length: enough to see what kind of value it is. */
function hex(value: Uint8Array): string {
  const shown = Array.from(value.subarray(0, 64), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${value.length} bytes ${shown}${value.length > 64 ? "..." : ""}`;
}
