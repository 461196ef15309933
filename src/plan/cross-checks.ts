/**
 * What holds between several values of a plan. These checks read the values as written, so that they run, and tell,
 * even where the schema has found something else wrong.
 */
import type { Diagnostic } from "../base/diagnostic.js";
import { nearestName } from "../base/nearest.js";
import { excerpt, type Place, placeAt, type YamlValue } from "../yaml/read.js";

type Path = readonly PropertyKey[];

/** A piece of text in the plan and where it stands. */
interface Word {
  readonly text: string;
  readonly place: Place;
}

export function crossChecks(root: YamlValue): readonly Diagnostic[] {
  const devices = entries(root, ["devices"]);
  const bridges = entries(root, ["pci"]);
  return [
    ...repeated(
      devices.flatMap((device) => words(root, [[...device, "node"]])),
      (node) => `the device '${node}' is planned twice`,
    ),
    ...devices.flatMap((device) => childNames(root, device)),
    ...repeated(
      bridges.flatMap((bridge) => words(root, [[...bridge, "bridge"]])),
      (bridge) => `the bridge '${bridge}' is planned twice`,
    ),
    ...bridges.flatMap((bridge) => pciFunctions(root, bridge)),
    ...repeated(
      entries(root, ["iommus"]).flatMap((iommu) => words(root, [[...iommu, "node"]])),
      (node) => `the IOMMU '${node}' is planned twice`,
    ),
  ];
}

const childNames = (root: YamlValue, device: Path): readonly Diagnostic[] =>
  repeated(
    entries(root, [...device, "children"]).flatMap((child) => words(root, [[...child, "name"]])),
    (name) => `two children are named '${name}'`,
  );

function pciFunctions(root: YamlValue, bridge: Path): readonly Diagnostic[] {
  const functions = words(root, entries(root, [...bridge, "functions"]));
  const grouped = entries(root, [...bridge, "groups"]).flatMap((group) => words(root, entries(root, group)));
  const aliased = [...(placeAt(root.place, [...bridge, "aliases"])?.children ?? [])].map(([key, place]) => ({
    text: String(key),
    place: { ...place, value: place.key },
  }));
  const known = new Set(functions.map((f) => f.text));
  const strangers = [...grouped, ...aliased].filter(({ text }) => !known.has(text));
  return [
    ...repeated(functions, (f) => `the function ${f} is listed twice`),
    ...repeated(grouped, (f) => `the function ${f} is in two groups`),
    ...strangers.map(({ text, place }): Diagnostic => {
      const nearest = nearestName(text, known);
      return {
        severity: "error",
        code: "plan-unknown-function",
        message: `'${excerpt(text)}' is not one of the bridge's functions`,
        location: place.value,
        ...(nearest === null ? {} : { hint: `did you mean '${nearest}'?` }),
      };
    }),
  ];
}

function repeated(all: readonly Word[], message: (text: string) => string): readonly Diagnostic[] {
  const first = new Map<string, Place>();
  const found: Diagnostic[] = [];
  for (const { text, place } of all) {
    const before = first.get(text);
    if (before === undefined) first.set(text, place);
    else {
      found.push({
        severity: "error",
        code: "plan-duplicate",
        message: message(excerpt(text)),
        location: place.value,
        related: [{ message: "first here", location: before.value }],
      });
    }
  }
  return found;
}

/** The paths of the items of the list or map at `path`; none if there is no such thing. */
const entries = (root: YamlValue, path: Path): readonly Path[] =>
  [...(placeAt(root.place, path)?.children.keys() ?? [])].map((key) => [...path, key]);

/** The texts at those paths; what is no text is the schema's business. */
const words = (root: YamlValue, paths: readonly Path[]): readonly Word[] =>
  paths.flatMap((path) => {
    const place = placeAt(root.place, path);
    return place !== null && place.text !== null ? [{ text: place.text, place }] : [];
  });
