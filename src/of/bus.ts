/** The kinds of bus that Linux tells apart when it reads addresses (`of_busses`, drivers/of/address.c, 6.1 and 6.12). */
import type { Kernel } from "../kernel/kernel.js";
import { baseName, type DtNode, type Property } from "../tree/tree.js";
import { cellAt, cellsAsNumber, textOf } from "../tree/value.js";
import { busCells } from "./cells.js";

/** `pci`, `isa` and `flags` addresses begin with a cell of flags; plain ones do not. */
export type BusKind = "pci" | "isa" | "flags" | "plain";

const PCI_DEVICE_TYPES = new Set(["pci", "pciex", "vci", "ht"]);

/** A PCI host or bridge, by `device_type` or, where that is missing, by the name `pcie` (of_bus_pci_match). */
export const isPciBus = (node: DtNode): boolean =>
  PCI_DEVICE_TYPES.has(textOf(node, "device_type") ?? "") || baseName(node) === "pcie";

const isIsaBus = (node: DtNode): boolean => baseName(node) === "isa";

export function busKind(bus: DtNode): BusKind {
  if (isPciBus(bus)) return "pci";
  if (isIsaBus(bus)) return "isa";
  return busCells(bus).address.count === 3 ? "flags" : "plain";
}

/** Whether Linux takes the node for a bus of any kind at all (of_match_bus). */
export const isKnownBus = (bus: DtNode, kernel: Kernel): boolean =>
  !kernel.wantsOwnAddressCells || isPciBus(bus) || isIsaBus(bus) || bus.properties.has("#address-cells");

/** How an address of a device is laid out. */
export interface AddressFormat {
  readonly kind: BusKind;
  /** Cells of an address, flags included. */
  readonly addressCells: number;
  readonly sizeCells: number;
}

/** The format of addresses on a bus of the given kind: PCI and ISA fix the counts, otherwise `counting` says them. */
export function formatOn(kind: BusKind, counting: DtNode): AddressFormat {
  if (kind === "pci") return { kind, addressCells: 3, sizeCells: 2 };
  if (kind === "isa") return { kind, addressCells: 2, sizeCells: 1 };
  const cells = busCells(counting);
  return { kind, addressCells: cells.address.count, sizeCells: cells.size.count };
}

/**
 * The format of addresses of `device` when seen as on a bus of the given kind: the counts are those of the device's
 * parent in the *tree*, also when its DMA parent is another node.
 */
export const addressFormat = (kind: BusKind, device: DtNode): AddressFormat => formatOn(kind, device.parent ?? device);

const MOST_ADDRESS_CELLS = 4;

/** Linux translates nothing on a bus without size cells, or with no or more than four address cells. */
export const isTranslatable = (format: AddressFormat): boolean =>
  format.addressCells >= 1 && format.addressCells <= MOST_ADDRESS_CELLS && format.sizeCells > 0;

/** An address on some bus. Beyond two cells of number, only the last two count. */
export interface BusAddress {
  /** The leading cell on buses with flags, else 0. */
  readonly flags: number;
  readonly value: bigint;
}

/** The address at a cell index; null if the property ends before. */
export function readAddress(property: Property, index: number, format: AddressFormat): BusAddress | null {
  const flagCells = format.kind === "plain" ? 0 : 1;
  const value = cellsAsNumber(property, index + flagCells, format.addressCells - flagCells);
  if (value === null) return null;
  return { flags: flagCells === 0 ? 0 : (cellAt(property, index) ?? 0), value };
}

/** All cells of an address as one number of 64 bits, flags among them, as Linux reads what it passes on unchanged. */
export const wholeNumber = ({ flags, value }: BusAddress, { kind, addressCells }: AddressFormat): bigint =>
  kind === "plain" ? value : BigInt.asUintN(64, (BigInt(flags) << BigInt(32 * (addressCells - 1))) | value);

/** What the cells of an address on such a bus hold of a number: the lowest 32 or 64 bits (of_bus_default_translate). */
export const inCells = (value: bigint, { kind, addressCells }: AddressFormat): bigint =>
  BigInt.asUintN(addressCells - (kind === "plain" ? 0 : 1) > 1 ? 64 : 32, value);

/** PCI space codes (PCI Bus Binding to Open Firmware, section 2.2.1.1). */
export type PciSpace = "configuration" | "io" | "memory";

export function pciSpace(flags: number): PciSpace {
  const code = (flags >>> 24) & 3;
  return code === 0 ? "configuration" : code === 1 ? "io" : "memory";
}

/** Whether an address with these flags can fall into a window whose child address has those. */
export function flagsAgree(kind: BusKind, address: number, window: number): boolean {
  switch (kind) {
    case "pci":
      return pciSpace(address) === pciSpace(window);
    case "isa":
      return ((address ^ window) & 1) === 0;
    case "flags":
      return address === window;
    case "plain":
      return true;
  }
}
