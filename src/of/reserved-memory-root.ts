/** Whether Linux takes /reserved-memory at all (__reserved_mem_check_root, drivers/of/of_reserved_mem.c, 6.12). */
import { childNamed, type DeviceTree, type DtNode } from "../tree/tree.js";
import { u32Of } from "../tree/value.js";
import { busCells } from "./cells.js";

export type RootProblem =
  | {
      readonly kind: "cells";
      readonly name: "#address-cells" | "#size-cells";
      readonly have: number | null;
      readonly root: number;
    }
  | { readonly kind: "no-ranges" };

export interface IgnoredRoot {
  readonly node: DtNode;
  readonly problems: readonly RootProblem[];
}

/** Null where Linux takes it, or the board has none: its counts must be there and the root's, and so must `ranges`. */
export function ignoredReservedMemory(tree: DeviceTree): IgnoredRoot | null {
  const node = childNamed(tree.root, "reserved-memory");
  if (node === null) return null;
  const { address, size } = busCells(tree.root);
  const counts = [
    { kind: "cells", name: "#address-cells", have: u32Of(node, "#address-cells"), root: address.count },
    { kind: "cells", name: "#size-cells", have: u32Of(node, "#size-cells"), root: size.count },
  ] as const;
  const problems: readonly RootProblem[] = [
    ...counts.filter(({ have, root }) => have !== root),
    ...(node.properties.has("ranges") ? [] : [{ kind: "no-ranges" } as const]),
  ];
  return problems.length === 0 ? null : { node, problems };
}
