/** Short names for things whose context the reader already has. */

/** The last part of a path. */
export const nodeName = (path: string): string => path.split("/").at(-1) ?? path;

/** A member of a family: a runtime child's name, the path below the family's device, else the last part. */
export function memberName(member: { id: string; name: string | null }, parent: string): string {
  if (member.name !== null) return member.name;
  return member.id.startsWith(`${parent}/`) ? member.id.slice(parent.length + 1) : nodeName(member.id);
}
