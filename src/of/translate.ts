/** Addresses on their way up the buses: `dma-ranges` for DMA, `ranges` for registers. */
import type { DeviceTree, DtNode } from "../tree/tree.js";
import { cellsAsNumber } from "../tree/value.js";
import {
  type AddressFormat,
  addressFormat,
  type BusAddress,
  busKind,
  flagsAgree,
  isTranslatable,
  readAddress,
} from "./bus.js";
import { dmaBuses } from "./dma-parent.js";

export type TranslationFailure =
  /** The device is the root, which has no bus. */
  | { readonly reason: "no-bus" }
  /** Linux reads no addresses on a bus with these counts. */
  | { readonly reason: "bad-cells"; readonly bus: DtNode }
  | { readonly reason: "no-ranges"; readonly bus: DtNode }
  | { readonly reason: "outside-windows"; readonly bus: DtNode; readonly address: bigint };

/** One bus that changed a number. */
interface Move {
  readonly bus: DtNode;
  readonly from: bigint;
  readonly to: bigint;
}

export type Translation =
  /** `moved`: some bus's window changed the number; `moves`: each that did, from the device upwards. */
  | { readonly ok: true; readonly address: bigint; readonly moved: boolean; readonly moves: readonly Move[] }
  | { readonly ok: false; readonly failure: TranslationFailure };

/** Which property moves addresses, and what its absence means. */
interface Rule {
  readonly property: "ranges" | "dma-ranges";
  readonly missingIsIdentity: boolean;
}

/** The format of a device's DMA addresses: kind of its DMA parent, counts of its parent in the tree. Null for the root. */
export function dmaAddressFormat(tree: DeviceTree, device: DtNode): AddressFormat | null {
  const bus = dmaBuses(tree, device)[0];
  return bus === undefined ? null : addressFormat(busKind(bus), device);
}

/**
 * A DMA address of a device as the CPU side sees it (of_translate_dma_address, 6.12). Where a bus has no
 * `dma-ranges`, or an empty one, numbers pass unchanged.
 */
export function translateDma(tree: DeviceTree, device: DtNode, address: BusAddress): Translation {
  return translate(device, dmaBuses(tree, device), address, { property: "dma-ranges", missingIsIdentity: true });
}

/** A register address of a device (of_translate_address, 6.12): every bus but the root needs `ranges`. */
export function translateRegister(device: DtNode, address: BusAddress): Translation {
  const buses: DtNode[] = [];
  for (let at = device.parent; at !== null; at = at.parent) buses.push(at);
  return translate(device, buses, address, { property: "ranges", missingIsIdentity: false });
}

function translate(device: DtNode, buses: readonly DtNode[], start: BusAddress, rule: Rule): Translation {
  const first = buses[0];
  if (first === undefined) return { ok: false, failure: { reason: "no-bus" } };
  let format = addressFormat(busKind(first), device);
  if (!isTranslatable(format)) return { ok: false, failure: { reason: "bad-cells", bus: first } };
  let address = start;
  const moves: Move[] = [];
  for (const [i, bus] of buses.entries()) {
    const parent = buses[i + 1];
    if (parent === undefined) break;
    const parentFormat = addressFormat(busKind(parent), bus);
    if (!isTranslatable(parentFormat)) return { ok: false, failure: { reason: "bad-cells", bus: parent } };
    const crossed = cross(bus, address, format, parentFormat, rule);
    if (!crossed.ok) return crossed;
    if (crossed.address.value !== address.value) {
      moves.push({ bus, from: address.value, to: crossed.address.value });
    }
    address = crossed.address;
    format = parentFormat;
  }
  return { ok: true, address: address.value, moved: moves.length > 0, moves };
}

type Crossing =
  | { readonly ok: true; readonly address: BusAddress }
  | { readonly ok: false; readonly failure: TranslationFailure };

/** One bus (of_translate_one): the first window that holds the address moves it. */
function cross(bus: DtNode, address: BusAddress, child: AddressFormat, parent: AddressFormat, rule: Rule): Crossing {
  const property = bus.properties.get(rule.property);
  if (property === undefined && !rule.missingIsIdentity) return { ok: false, failure: { reason: "no-ranges", bus } };
  if (property === undefined || property.value.length === 0) {
    return { ok: true, address: { flags: 0, value: address.value } };
  }
  const entryCells = child.addressCells + parent.addressCells + child.sizeCells;
  for (let at = 0; (at + entryCells) * 4 <= property.value.length; at += entryCells) {
    const from = readAddress(property, at, child);
    const to = readAddress(property, at + child.addressCells, parent);
    const size = cellsAsNumber(property, at + child.addressCells + parent.addressCells, child.sizeCells);
    if (from === null || to === null || size === null) break;
    if (!flagsAgree(child.kind, address.flags, from.flags)) continue;
    if (address.value < from.value || address.value >= BigInt.asUintN(64, from.value + size)) continue;
    return { ok: true, address: { flags: to.flags, value: BigInt.asUintN(64, to.value + address.value - from.value) } };
  }
  return { ok: false, failure: { reason: "outside-windows", bus, address: address.value } };
}
