/**
 * Groups whose reservations depend on who comes first. That the first in document order does is our assumption: Linux
 * attaches devices when their drivers bind. So a node that moved in the file changed nothing, as long as the same
 * members are there with the same outcome each.
 */
import type { Consumer, Group, System } from "../system/model.js";

export interface GroupLookup {
  readonly consumers: ReadonlyMap<string, Consumer>;
  readonly groups: ReadonlyMap<string, Group>;
}

export const lookupOf = (system: System): GroupLookup => ({
  consumers: new Map(system.consumers.map((consumer) => [consumer.id, consumer])),
  groups: new Map(system.groups.map((group) => [group.id, group])),
});

export const groupOf = (consumer: Consumer, lookup: GroupLookup): Group | null =>
  consumer.group === null ? null : (lookup.groups.get(consumer.group) ?? null);

/** Whether two sides of a consumer differ in nothing but which member of its group is taken to come first. */
export function isSameButForOrder(before: Consumer, after: Consumer, old: GroupLookup, now: GroupLookup): boolean {
  const [was, is] = [groupOf(before, old), groupOf(after, now)];
  if (was === null || is === null || was.ifFirst.length === 0 || is.ifFirst.length === 0) return false;
  if (!isAssumed(was) || !isAssumed(is)) return false;
  return outcomes(was, old) === outcomes(is, now);
}

/** The first in document order, which nobody has to say. */
export const isAssumed = (group: Group): boolean => group.first === group.members[0];

/** What the allocator holds, by who came first. */
function outcomes(group: Group, { consumers }: GroupLookup): string {
  const usual = consumers.get(group.first)?.allocator ?? [];
  const otherwise = new Map(group.ifFirst.map(({ member, allocator }) => [member, allocator]));
  const lines = group.members.map((member) => {
    const ranges = (otherwise.get(member) ?? usual).map(({ start, end }) => `${start}-${end}`);
    return `${member} ${ranges.join(" ")}`;
  });
  return [group.iommu, ...lines.sort()].join("\n");
}
