/** What the paths of many boards begin with, said once. */

/** The folder that all inputs lie in, with its slash; empty if there is none. */
export function commonFolder(inputs: readonly string[]): string {
  const folders = inputs.map((input) => input.split("/").slice(0, -1));
  const [first = [], ...others] = folders;
  const length = first.findIndex((part, i) => others.some((other) => other[i] !== part));
  const common = length < 0 ? first : first.slice(0, length);
  return common.length === 0 ? "" : `${common.join("/")}/`;
}
