/**
 * Paths of files as POSIX has them (IEEE 1003.1, 4.16 Pathname Resolution), without asking a file system: the same
 * answers as `node:path/posix`, where there is no Node.
 */

export const isAbsolute = (path: string): boolean => path.startsWith("/");

/** `a/b` and `../c` make `a/c`; `.` where nothing is left. Empty parts are nothing, `..` above `/` is `/`. */
export function join(...parts: readonly string[]): string {
  const path = parts.filter((part) => part !== "").join("/");
  if (path === "") return ".";
  const lead = isAbsolute(path) ? "/" : "";
  const tail = path.endsWith("/") ? "/" : "";
  const kept = resolved(path).join("/");
  if (kept === "") return lead === "" ? `.${tail}` : lead;
  return `${lead}${kept}${tail}`;
}

/** What names lead to, from the root or from where the path starts. */
function resolved(path: string): string[] {
  const kept: string[] = [];
  for (const name of path.split("/")) {
    if (name === "" || name === ".") continue;
    if (name !== ".." || kept.at(-1) === "..") kept.push(name);
    else if (kept.length > 0) kept.pop();
    else if (!isAbsolute(path)) kept.push(name);
  }
  return kept;
}

/** The folder that a path's last name is in: `.` for a lone name, `/` for the root itself. */
export function dirname(path: string): string {
  let end = path.length;
  while (end > 1 && path[end - 1] === "/") end--;
  const slash = path.lastIndexOf("/", end - 1);
  if (slash < 0) return ".";
  if (slash === 0) return "/";
  // POSIX lets two slashes before a name mean a place of its own.
  return slash === 1 && path.startsWith("//") ? "//" : path.slice(0, slash);
}

/** How to get from one folder to a path; empty if they are one. Both absolute, or both from the same folder. */
export function relative(from: string, to: string): string {
  const [base, goal] = [resolved(from), resolved(to)];
  const parting = base.findIndex((name, i) => name !== goal[i]);
  const common = parting < 0 ? base.length : parting;
  return [...base.slice(common).map(() => ".."), ...goal.slice(common)].join("/");
}
