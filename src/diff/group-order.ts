/**
 * Domains whose reservations depend on who comes first. That the first in document order does is our assumption: Linux
 * attaches devices when their drivers bind. So a node that moved in the file changed nothing, as long as the same
 * members are there with the same outcome each.
 */
import type { Consumer, Domain } from "../system/model.js";

/** Whether two sides of a consumer differ in nothing but which member of its domain is taken to come first. */
export function isSameButForOrder(before: Consumer, after: Consumer): boolean {
  const [was, is] = [before.domain, after.domain];
  if (was.ifFirst.length === 0 || is.ifFirst.length === 0) return false;
  if (was.isFirstPlanned || is.isFirstPlanned) return false;
  return before.iommu === after.iommu && outcomes(was) === outcomes(is);
}

/** What the allocator holds, by who came first. */
function outcomes({ members, allocator, ifFirst }: Domain): string {
  const otherwise = new Map(ifFirst.map((outcome) => [outcome.member, outcome.allocator]));
  const lines = members.map((member) => {
    const ranges = (otherwise.get(member) ?? allocator).map(({ start, end }) => `${start}-${end}`);
    return `${member} ${ranges.join(" ")}`;
  });
  return lines.sort().join("\n");
}
