/** Short names for things whose context the reader already has. */

/** A consumer's id in its parts, as the reports have it. */
export interface Named {
  readonly path: string;
  /** Runtime children only. */
  readonly name: string | null;
  /** Of a PCI function without a node of its own. */
  readonly pciFunction: string | null;
}

/** The last part of a path. */
export const nodeName = (path: string): string => path.split("/").at(-1) || path;

/** `non-pixel` of a runtime child, `00:04.0` of a PCI function, else the last part of the node's path. */
export const shortName = ({ path, name, pciFunction }: Named): string => name ?? pciFunction ?? nodeName(path);

/**
 * A name that stands alone, with what tells it from others of the same last part: `codec@1000#0x0`, `pcie@1c00000!01:00.0`,
 * `usb@a6f8800/usb@a600000`, `remoteproc@8300000/…/compute-cb@3`. Devices of the root or of a bus below it have only their own.
 */
export function fullName({ path, name, pciFunction }: Named): string {
  const own = nodeName(path);
  if (name !== null) return `${own}#${name}`;
  if (pciFunction !== null) return `${own}!${pciFunction}`;
  const parents = path.split("/").slice(2, -1);
  const addressed = parents.findLastIndex((part) => part.includes("@"));
  const parent = addressed < 0 ? parents.at(-1) : parents[addressed];
  if (parent === undefined) return own;
  const isDirect = addressed < 0 || addressed === parents.length - 1;
  return `${parent}/${isDirect ? "" : "…/"}${own}`;
}

/** What a short name leaves out: the device of a runtime child, the bridge of a function, the path of a node's parent. */
export function homeOf({ path, name, pciFunction }: Named): string {
  if (name !== null || pciFunction !== null) return path;
  const parent = path.slice(0, Math.max(0, path.lastIndexOf("/")));
  return parent === "" ? "/" : parent;
}

/** A member of a family, as its device's reader knows it: a node by its path below the device. */
export const memberName = (member: Named, parent: string): string =>
  member.name === null && member.pciFunction === null && member.path.startsWith(`${parent}/`)
    ? member.path.slice(parent.length + 1)
    : shortName(member);

/** `a, b and 4 more`. @param most how many are named */
export function someOf(names: readonly string[], most: number): string {
  const more = names.length - most;
  return `${names.slice(0, most).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
