/** Addresses on their way up the buses: `dma-ranges` for DMA, `ranges` for registers. */
import type { Kernel } from "../kernel/kernel.js";
import type { DeviceTree, DtNode } from "../tree/tree.js";
import { cellsAsNumber } from "../tree/value.js";
import {
  type AddressFormat,
  addressFormat,
  type BusAddress,
  busKind,
  flagsAgree,
  inCells,
  isKnownBus,
  isTranslatable,
  readAddress,
  wholeNumber,
} from "./bus.js";
import { dmaBuses } from "./dma-parent.js";

export type TranslationFailure =
  /** The device is the root, which has no bus. */
  | { readonly reason: "no-bus" }
  /** Linux knows no kind of bus that this one is: it says nothing about its address cells. */
  | { readonly reason: "unknown-bus"; readonly bus: DtNode }
  /** Linux reads no addresses on a bus with these counts. */
  | { readonly reason: "bad-cells"; readonly bus: DtNode }
  | { readonly reason: "no-ranges"; readonly bus: DtNode }
  | { readonly reason: "outside-windows"; readonly bus: DtNode; readonly address: bigint }
  /** All 64 bits are ones, which is how Linux says that an address does not translate (`OF_BAD_ADDR`). */
  | { readonly reason: "all-ones" };

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
export function translateDma(tree: DeviceTree, device: DtNode, address: BusAddress, kernel: Kernel): Translation {
  const rule = { property: "dma-ranges", missingIsIdentity: true } as const;
  return translate(device, dmaBuses(tree, device), address, rule, kernel);
}

/** A register address of a device (of_translate_address, 6.12): every bus but the root needs `ranges`. */
export function translateRegister(device: DtNode, address: BusAddress, kernel: Kernel): Translation {
  const buses: DtNode[] = [];
  for (let at = device.parent; at !== null; at = at.parent) buses.push(at);
  return translate(device, buses, address, { property: "ranges", missingIsIdentity: false }, kernel);
}

/** __of_translate_address (6.12). On each bus no more of the number is kept than its address cells hold. */
function translate(
  device: DtNode,
  buses: readonly DtNode[],
  start: BusAddress,
  rule: Rule,
  kernel: Kernel,
): Translation {
  const first = buses[0];
  if (first === undefined) return { ok: false, failure: { reason: "no-bus" } };
  const unreadable = unreadableBus(first, device, kernel);
  if (unreadable !== null) return { ok: false, failure: unreadable };
  let format = addressFormat(busKind(first), device);
  let address = start;
  const moves: Move[] = [];
  for (const [i, bus] of buses.entries()) {
    const parent = buses[i + 1];
    if (parent === undefined) break;
    const failure = unreadableBus(parent, bus, kernel);
    if (failure !== null) return { ok: false, failure };
    const parentFormat = addressFormat(busKind(parent), bus);
    const crossed = cross(bus, address, format, parentFormat, rule);
    if (!crossed.ok) return crossed;
    if (crossed.address.value !== address.value) {
      moves.push({ bus, from: address.value, to: crossed.address.value });
    }
    address = crossed.address;
    format = parentFormat;
  }
  const result = wholeNumber(address, format);
  if (result === ALL_ONES) return { ok: false, failure: { reason: "all-ones" } };
  return { ok: true, address: result, moved: moves.length > 0, moves };
}

const ALL_ONES = 2n ** 64n - 1n;

function unreadableBus(bus: DtNode, counting: DtNode, kernel: Kernel): TranslationFailure | null {
  if (!isKnownBus(bus, kernel)) return { reason: "unknown-bus", bus };
  return isTranslatable(addressFormat(busKind(bus), counting)) ? null : { reason: "bad-cells", bus };
}

type Crossing =
  | { readonly ok: true; readonly address: BusAddress }
  | { readonly ok: false; readonly failure: TranslationFailure };

/** One bus (of_translate_one): the first window that holds the address moves it. */
function cross(bus: DtNode, address: BusAddress, child: AddressFormat, parent: AddressFormat, rule: Rule): Crossing {
  const property = bus.properties.get(rule.property);
  if (property === undefined && !rule.missingIsIdentity) return { ok: false, failure: { reason: "no-ranges", bus } };
  if (property === undefined || property.value.length === 0) {
    return { ok: true, address: { flags: 0, value: inCells(wholeNumber(address, child), parent) } };
  }
  const entryCells = child.addressCells + parent.addressCells + child.sizeCells;
  for (let at = 0; (at + entryCells) * 4 <= property.value.length; at += entryCells) {
    const from = readAddress(property, at, child);
    const to = readAddress(property, at + child.addressCells, parent);
    const size = cellsAsNumber(property, at + child.addressCells + parent.addressCells, child.sizeCells);
    if (from === null || to === null || size === null) break;
    if (!flagsAgree(child.kind, address.flags, from.flags)) continue;
    if (address.value < from.value || address.value >= BigInt.asUintN(64, from.value + size)) continue;
    return { ok: true, address: { flags: to.flags, value: inCells(to.value + address.value - from.value, parent) } };
  }
  return { ok: false, failure: { reason: "outside-windows", bus, address: address.value } };
}
