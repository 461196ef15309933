/** What a simulation plays: calls of drivers, in the order in which they are made. */
import type { Pfn } from "../iova/pfn.js";

/** @see OperationSource: the numbers of consumers are places in the list of actors that plays it. */
export type Operation =
  | {
      readonly kind: "take";
      /** Place in the list of actors. */
      readonly actor: number;
      /** Names the buffer for its `give`; unique in the run. */
      readonly buffer: number;
      /** Bytes from the start of the first granule touched: what lies before the buffer in its granule counts. */
      readonly bytes: number;
      /** Seconds; null where nothing says. */
      readonly time: number | null;
      /** The pfn that a kernel gave, in granules; null where nothing says. */
      readonly recordedPfn: Pfn | null;
    }
  | { readonly kind: "give"; readonly actor: number; readonly buffer: number; readonly time: number | null }
  /** The actor's driver probes: its runtime reservations are made here. */
  | { readonly kind: "probe"; readonly actor: number };
