/**
 * What belongs together on the page: an element says in `data-links` what it shows, its own key first and then those of
 * what it is a part of. Pointing at it, or the keyboard's focus on it, lights up whatever shows the same.
 */

const key = (kind: string, name: string): string => `${kind}:${encodeURIComponent(name)}`;

export const consumerKey = (id: string): string => key("c", id);
export const rangeKey = (start: string, end: string): string => key("r", `${start}-${end}`);
export const layoutKey = (family: string, layout: string): string => key("l", `${family} ${layout}`);
export const regionKey = (path: string): string => key("m", path);
/** Of a board, by its input. */
export const boardKey = (input: string): string => key("b", input);
export const groupKey = (id: string): string => key("g", id);
/** Of a diff's change, by its place in the list. */
export const changeKey = (index: number): string => key("d", String(index));
export const simulationKey = (consumer: string, layout: string): string => key("s", `${consumer} ${layout}`);
/** Of a difference that `verify` found, by its place in the list. */
export const differenceKey = (index: number): string => key("x", String(index));
/** Of a place in a source file. */
export const placeKey = (file: string, line: number | null): string => key("p", `${file}:${line ?? 0}`);
/** A fingerprint is the same for a rule's several findings of one kind: the place tells them apart. */
export const findingKey = (finding: {
  readonly fingerprint: string;
  readonly location: { readonly file: string; readonly line: number | null; readonly column: number | null };
}): string => {
  const { file, line, column } = finding.location;
  return key("f", `${finding.fingerprint} ${file}:${line ?? 0}:${column ?? 0}`);
};

/** The name that a key of this kind holds; null for keys of others. */
export const nameIn = (links: readonly string[], kind: string): string | null => {
  const found = links.find((one) => one.startsWith(`${kind}:`));
  return found === undefined ? null : decodeURIComponent(found.slice(2));
};

const linksOf = (element: Element): readonly string[] => (element.getAttribute("data-links") ?? "").split(" ");

/** An element shows what is pointed at, or a part of that, or what that is a part of. */
function belongs(element: Element, links: readonly string[]): boolean {
  const [own = ""] = links;
  const others = linksOf(element);
  return others.includes(own) || links.includes(others[0] ?? "");
}

/** Marks with `attribute` whatever belongs to the links, and nothing else. */
export function mark(attribute: "data-hot" | "data-selected", links: readonly string[]): void {
  for (const element of document.querySelectorAll("[data-links]")) {
    element.toggleAttribute(attribute, links.length > 0 && belongs(element, links));
  }
}

/** @param select called with the links of what is clicked, or of what has the focus when Enter is pressed */
export function followLinks(root: HTMLElement, select: (links: readonly string[]) => void): void {
  const linked = (event: Event): readonly string[] => {
    const element = event.target instanceof Element ? event.target.closest("[data-links]") : null;
    return element === null ? [] : linksOf(element);
  };
  for (const name of ["pointerover", "focusin"])
    root.addEventListener(name, (event) => mark("data-hot", linked(event)));
  for (const name of ["pointerleave", "focusout"]) root.addEventListener(name, () => mark("data-hot", []));
  const choose = (event: Event): void => {
    const links = linked(event);
    if (links.length > 0) select(links);
  };
  root.addEventListener("click", choose);
  root.addEventListener("keydown", (event) => {
    const { target } = event;
    if (event.key !== "Enter" && event.key !== " ") return;
    // A button clicks by itself, and a field is written into.
    if (!(target instanceof Element) || target.closest("button, input, a, summary") !== null) return;
    if (linked(event).length === 0) return;
    event.preventDefault();
    choose(event);
  });
}
