/**
 * The elements of an SVG that iova-plan draws, made one by one: the page's policy lets no text become markup. What our
 * maps are not made of (scripts, links, images, handlers) is left out whatever the text holds.
 */

const SVG = "http://www.w3.org/2000/svg";

const ELEMENTS: ReadonlySet<string> = new Set([
  "svg",
  "title",
  "desc",
  "defs",
  "pattern",
  "g",
  "rect",
  "path",
  "circle",
  "line",
  "text",
  "tspan",
]);

const ATTRIBUTES: ReadonlySet<string> = new Set(
  [
    ["width", "height", "viewBox", "x", "y", "x1", "x2", "y1", "y2", "r", "rx", "cx", "cy", "d", "textLength"],
    ["fill", "stroke", "stroke-width", "class", "id", "patternUnits", "text-anchor", "transform"],
    ["role", "aria-label", "aria-labelledby", "aria-hidden"],
  ].flat(),
);

export interface Drawn {
  readonly root: SVGElement;
  /** The text of its style element, which a policy keeps a page from using as such. */
  readonly style: string;
}

const TOKEN = /<(\/?)([A-Za-z]+)((?:\s+[\w:-]+="[^"]*")*)\s*(\/?)>|([^<]+)/g;
const ATTRIBUTE = /([\w:-]+)="([^"]*)"/g;

/** @returns null where the text is no SVG element */
export function drawnFrom(svg: string): Drawn | null {
  const open: (SVGElement | null)[] = [];
  let root: SVGElement | null = null;
  let style = "";
  let inStyle = false;
  for (const [, slash, name = "", attributes = "", selfClosing, text] of svg.matchAll(TOKEN)) {
    const parent = open.at(-1) ?? null;
    if (text !== undefined) {
      if (inStyle) style += decoded(text);
      else parent?.append(decoded(text));
    } else if (slash === "/") {
      open.pop();
      inStyle = false;
    } else {
      const element = ELEMENTS.has(name) ? elementOf(name, attributes) : null;
      inStyle = name === "style";
      root ??= element;
      if (element !== null) parent?.append(element);
      if (selfClosing !== "/") open.push(element);
    }
  }
  return root === null ? null : { root, style };
}

function elementOf(name: string, attributes: string): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [, key = "", value = ""] of attributes.matchAll(ATTRIBUTE)) {
    if (ATTRIBUTES.has(key)) element.setAttribute(key, decoded(value));
    if (key === "style") {
      for (const one of value.split(";")) {
        const [property = "", ...rest] = one.split(":");
        element.style.setProperty(property.trim(), rest.join(":").trim());
      }
    }
  }
  return element;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

const decoded = (text: string): string =>
  text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal, hexadecimal, name) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    return String.fromCodePoint(Number.parseInt(decimal ?? hexadecimal, decimal === undefined ? 16 : 10));
  });
