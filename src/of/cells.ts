/** `#address-cells` and `#size-cells` as Linux finds them: inherited from a grandparent when a bus has none. */
import type { DtNode } from "../tree/tree.js";
import { u32Of } from "../tree/value.js";

export interface CellCount {
  readonly count: number;
  /** The node whose property it is; null when no node up to the root has one, and the count is Linux's default. */
  readonly from: DtNode | null;
}

export interface BusCells {
  readonly address: CellCount;
  readonly size: CellCount;
}

/** What counts when not even the root says (of_private.h, 6.12; sparc alone has 2 address cells). */
const ROOT_DEFAULT = 1;

/**
 * The cells of addresses on `bus`, that is in the `reg` of its children: the nearest values going up from the bus
 * itself (of_bus_n_addr_cells, of_bus_n_size_cells, 6.12). The DT specification inherits nothing and defaults to 2 and 1.
 */
export const busCells = (bus: DtNode): BusCells => ({
  address: nearest(bus, "#address-cells"),
  size: nearest(bus, "#size-cells"),
});

/** Whether the bus itself says both counts, as the DT specification (v0.4, section 2.3.5) wants of every bus. */
export const hasOwnCells = (bus: DtNode): boolean =>
  u32Of(bus, "#address-cells") !== null && u32Of(bus, "#size-cells") !== null;

function nearest(bus: DtNode, property: string): CellCount {
  for (let at: DtNode | null = bus; at !== null; at = at.parent) {
    const count = u32Of(at, property);
    if (count !== null) return { count, from: at };
  }
  return { count: ROOT_DEFAULT, from: null };
}
