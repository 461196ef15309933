/** From a family and a layout to the change of the tree that the layout asks for. */
import type { FamilyLayouts, LayoutResult } from "../layout/engine/model.js";
import { verdictOn } from "../layout/engine/verdict.js";
import type { System } from "../system/model.js";
import type { DtNode } from "../tree/tree.js";
import { callsOf } from "./calls.js";
import { TreeChange } from "./change.js";
import { writeDeviceHoles } from "./device-holes.js";
import type { Draft } from "./holes.js";
import { type Names, stemOf } from "./names.js";
import { writeOwnNodes } from "./own-nodes.js";

/** What is suggested for one family. */
export interface Wanted {
  readonly layouts: FamilyLayouts;
  readonly layout: LayoutResult;
}

/** `tree`: whatever a device tree can say. `driver`: calls. */
export type Medium = "tree" | "driver";

const LAYOUTS: Readonly<Record<Medium, readonly string[]>> = {
  tree: ["child-nodes", "iommu-ranges", "runtime", "runtime-alloc"],
  driver: ["runtime", "runtime-alloc"],
};

export const suggestible = LAYOUTS.tree;

/** @returns the layout to suggest, or why there is none; `today` where what is there is as good */
export function wantedFor(
  { layouts, family }: FamilyLayouts,
  named: string | null,
  medium: Medium,
  { options: { kernel } }: System,
): LayoutResult | { readonly none: "today" | "unsafe"; readonly reason: string } {
  const today = layouts.find(({ proposal }) => proposal === null);
  const possible = layouts.filter(({ id }) => LAYOUTS[medium].includes(id));
  const best = named ?? verdictOn(possible, kernel).recommended;
  const layout = possible.find(({ id }) => id === best);
  if ((today?.unknownNeeds ?? 0) > 0) {
    const names = family.members.filter(({ need }) => need === null).map(({ id }) => id);
    return {
      none: "unsafe",
      reason: `the needs of ${names.join(", ")} are unknown: fill in a plan ('--as plan' prints one)`,
    };
  }
  if (layout === undefined) {
    return { none: "unsafe", reason: `no layout that can be written there meets every need of ${family.parent}` };
  }
  if (today?.safe === true && (today.waste ?? 0n) <= (layout.waste ?? 0n)) {
    return {
      none: "today",
      reason: `${family.parent}: ${isStated(family) ? `the tree as written is as good as ${layout.id}` : UNSTATED}`,
    };
  }
  if (!layout.safe)
    return { none: "unsafe", reason: `${layout.id} is not safe for ${family.parent}: ${layout.notes[0] ?? ""}` };
  if (layout.exhausted)
    return { none: "unsafe", reason: `${layout.id} leaves a member of ${family.parent} no usable space` };
  return layout;
}

/** Where nobody has stated a need, it is what the tree reserves, and the tree as written always meets that. */
export const UNSTATED =
  "no plan or profile states a need beyond what the tree reserves ('iova-plan init' writes a plan to fill in)";

export const isStated = ({ members }: FamilyLayouts["family"]): boolean =>
  members.some(({ need }) => need?.from === "plan");

export interface Drafted {
  readonly change: TreeChange;
  /** Ids of children before and after. */
  readonly moved: ReadonlyMap<string, string>;
}

/** @param makesLabels whether nodes without a label can be given one */
export function draftFor(wanted: readonly Wanted[], system: System, names: Names, makesLabels = true): Drafted {
  const labelFor = makesLabels ? (node: DtNode) => names.label(stemOf(node)) : null;
  const draft: Draft = { system, change: new TreeChange(system.tree, labelFor), names };
  const moved = new Map<string, string>();
  for (const { layouts, layout } of wanted) {
    const { proposal } = layout;
    if (proposal === null) continue;
    if (proposal.members === "share-device") writeDeviceHoles(draft, layouts.family, proposal);
    else for (const [before, after] of writeOwnNodes(draft, layouts.family, proposal)) moved.set(before, after);
  }
  return { change: draft.change, moved };
}

/** What of a layout a device tree cannot say. */
export const leftToDriver = ({ layout }: Wanted): number =>
  layout.proposal === null ? 0 : callsOf(layout.proposal).length;
