/** What the layouts of a family come to on two sides, where a plan says what its members need. */
import { byId } from "./consumers.js";
import { type BoardFacts, type FamilyFacts, isSameButForOrder } from "./facts.js";
import type { Change, LayoutFigures } from "./model.js";

export function layoutChanges(before: BoardFacts, after: BoardFacts): Change[] {
  const olds = new Map(before.families.map((family) => [family.parent, family]));
  const reordered = reorderedConsumers(before, after);
  return after.families.flatMap((is): Change[] => {
    const was = olds.get(is.parent);
    if (was === undefined || !was.isPlanned || !is.isPlanned) return [];
    // A member's domain depends on an order that moved: the figures follow an assumption, not the tree.
    if (is.members.some((id) => reordered.has(id) && was.members.includes(id))) return [];
    const [oldOnes, newOnes] = [differing(was, is), differing(is, was)];
    const isSameVerdict = was.now === is.now && was.best === is.best;
    if (isSameVerdict && oldOnes.length === 0 && newOnes.length === 0) return [];
    return [
      {
        consumer: is.parent,
        name: null,
        kind: "layout",
        before: { layouts: oldOnes, now: was.now, best: was.best },
        after: { layouts: newOnes, now: is.now, best: is.best },
      },
    ];
  });
}

/** Ids of those that came first on one side and do not on the other, with the same outcomes. */
function reorderedConsumers(before: BoardFacts, after: BoardFacts): ReadonlySet<string> {
  const olds = byId(before.consumers);
  const moved = after.consumers.filter((is) => {
    const was = olds.get(is.id);
    return was !== undefined && isSameButForOrder(was, is) && was.order?.isFirst !== is.order?.isFirst;
  });
  return new Set(moved.map(({ id }) => id));
}

const differing = ({ layouts }: FamilyFacts, others: FamilyFacts): LayoutFigures[] =>
  layouts.filter((one) => !others.layouts.some((other) => isSame(one, other)));

const isSame = (a: LayoutFigures, b: LayoutFigures): boolean =>
  a.id === b.id &&
  a.safe === b.safe &&
  a.exhausted === b.exhausted &&
  a.waste === b.waste &&
  a.shortfall === b.shortfall;
