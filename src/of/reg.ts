/** `reg` as Linux makes resources of it. */
import { type Range, rangeOfLength } from "../base/range.js";
import type { Kernel } from "../kernel/kernel.js";
import type { DtNode } from "../tree/tree.js";
import { cellsAsNumber } from "../tree/value.js";
import { addressFormat, busKind, isTranslatable, readAddress } from "./bus.js";
import { type Translation, translateRegister } from "./translate.js";

export interface RegEntry {
  /** As the bus counts. */
  readonly address: bigint;
  readonly flags: number;
  readonly size: bigint;
}

/** The entries of `reg` before translation; empty without one, or on a bus whose cells Linux does not read. */
export function regEntries(node: DtNode): readonly RegEntry[] {
  const property = node.properties.get("reg");
  if (property === undefined || node.parent === null) return [];
  const format = addressFormat(busKind(node.parent), node);
  const entryCells = format.addressCells + format.sizeCells;
  if (format.addressCells < 1) return [];
  const entries: RegEntry[] = [];
  for (let at = 0; (at + entryCells) * 4 <= property.value.length; at += entryCells) {
    const address = readAddress(property, at, format);
    const size = cellsAsNumber(property, at + format.addressCells, format.sizeCells);
    if (address === null || size === null) break;
    entries.push({ address: address.value, flags: address.flags, size });
  }
  return entries;
}

export type Resource =
  | { readonly ok: true; readonly range: Range }
  | { readonly ok: false; readonly translation: Translation | null };

/** The first `reg` entry as the CPU sees it (of_address_to_resource, 6.12); -EINVAL there is `ok: false` here. */
export function firstResource(node: DtNode, kernel: Kernel): Resource {
  const bus = node.parent;
  const first = regEntries(node)[0];
  if (bus === null || first === undefined || !isTranslatable(addressFormat(busKind(bus), node))) {
    return { ok: false, translation: null };
  }
  const translation = translateRegister(node, { flags: first.flags, value: first.address }, kernel);
  if (!translation.ok) return { ok: false, translation };
  return { ok: true, range: rangeOfLength(translation.address, first.size) };
}
