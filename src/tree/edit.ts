/** What is certain to put something right in what is written: an edit of a property, whatever file holds it. */
import type { DtNode, Property } from "./tree.js";

export type Edit =
  /** Zeros in front of cells that are there. */
  | {
      readonly kind: "widen";
      readonly property: Property;
      /** Indexes of cells of the property, and how many zeros each wants in front of it. */
      readonly cells: readonly { readonly cell: number; readonly zeros: number }[];
      /** A cell that has to be written in the same piece of text, though nothing is put there. */
      readonly head: number;
    }
  /** A node's `memory-region` is to name one more region, behind those that it names. */
  | { readonly kind: "list-region"; readonly node: DtNode; readonly region: DtNode; readonly because: Property };
