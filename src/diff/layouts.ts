/** What the layouts of a family come to on two sides, where a plan says what its members need. */
import type { FamilyLayouts, LayoutResult } from "../layout/model.js";
import type { Consumer } from "../system/model.js";
import { isSameButForOrder } from "./group-order.js";
import type { Change, FamilyFigures, LayoutFigures } from "./model.js";

/** Without a plan a node's need is what its tree reserves: every change of the tree would be one of the need. */
const isPlanned = ({ family }: FamilyLayouts): boolean => family.members.some((member) => member.need?.from === "plan");

export function layoutChanges(before: readonly FamilyLayouts[], after: readonly FamilyLayouts[]): Change[] {
  const olds = new Map(before.map((family) => [family.family.parent, family]));
  return after.flatMap((family): Change[] => {
    const was = olds.get(family.family.parent);
    if (was === undefined || !isPlanned(was) || !isPlanned(family) || isReordered(was, family)) return [];
    const [a, b] = [was.layouts.map(figuresOf), family.layouts.map(figuresOf)];
    const [oldOnes, newOnes] = [differing(a, b), differing(b, a)];
    const isSameVerdict = was.verdict.now === family.verdict.now && was.verdict.best === family.verdict.best;
    if (isSameVerdict && oldOnes.length === 0 && newOnes.length === 0) return [];
    return [
      {
        consumer: family.family.parent,
        name: null,
        kind: "layout",
        before: withVerdict(oldOnes, was),
        after: withVerdict(newOnes, family),
      },
    ];
  });
}

const figuresOf = ({ id, safe, exhausted, waste, shortfall }: LayoutResult): LayoutFigures => ({
  id,
  safe,
  exhausted,
  waste,
  shortfall,
});

const differing = (these: readonly LayoutFigures[], those: readonly LayoutFigures[]): LayoutFigures[] =>
  these.filter((one) => !those.some((other) => isSame(one, other)));

const isSame = (a: LayoutFigures, b: LayoutFigures): boolean =>
  a.id === b.id &&
  a.safe === b.safe &&
  a.exhausted === b.exhausted &&
  a.waste === b.waste &&
  a.shortfall === b.shortfall;

const withVerdict = (layouts: readonly LayoutFigures[], { verdict }: FamilyLayouts): FamilyFigures => ({
  layouts,
  now: verdict.now,
  best: verdict.best,
});

/** A member's domain depends on an order that moved: the figures follow an assumption, not the tree. */
const isReordered = (was: FamilyLayouts, is: FamilyLayouts): boolean =>
  is.family.members.some((after) => {
    const before = was.family.members.find((member) => member.id === after.id);
    return before !== undefined && isSameButForOrder(before, after) && isFirst(before) !== isFirst(after);
  });

const isFirst = ({ id, domain }: Consumer): boolean => domain.first === id;
