/** What a schema found wrong with a file, told at the offending key or value. */
import type * as z from "zod";
import type { Diagnostic } from "../base/diagnostic.js";
import { nearestName } from "../base/nearest.js";
import type { Location } from "../base/source.js";
import { excerpt, type FileKind, type Place, placeAt, type YamlValue } from "./read.js";

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** @param schema the published JSON Schema, for the keys that exist where an unknown one stands */
export function schemaProblems(
  issues: readonly Issue[],
  root: YamlValue,
  schema: object,
  { code }: FileKind,
): readonly Diagnostic[] {
  const found = issues.flatMap((issue) => problems(issue, [], root.place, schema));
  return found.map((problem): Diagnostic => ({ ...problem, severity: "error", code: `${code}-${problem.code}` }));
}

/** Its code is without the kind of file. */
type Problem = Omit<Diagnostic, "severity">;

function problems(issue: Issue, base: Path, root: Place, schema: object): readonly Problem[] {
  const path = [...base, ...issue.path];
  const missing = missingKey(path, root);
  if (missing !== null) return [missing];
  if (issue.code === "unrecognized_keys") {
    const known = knownKeys(path, schema);
    return issue.keys.map((key) => unknownKey(key, known, nearestPlace(root, [...path, key]).key));
  }
  if (issue.code === "invalid_union") {
    // A union's own message speaks of its shape; a branch that the value's shape fits says more.
    const branch = issue.errors.find((inner) => inner.some((i) => i.path.length > 0 || i.code === "unrecognized_keys"));
    if (branch !== undefined) return branch.flatMap((inner) => problems(inner, path, root, schema));
  }
  const place = nearestPlace(root, path);
  if (issue.code === "invalid_key") return issue.issues.map(({ message }) => problem("value", message, place.key));
  return [problem("value", issue.message, place.value, anchorHint(place))];
}

/** The place of the value at a path, or of the nearest value around it that exists. */
function nearestPlace(root: Place, path: Path): Place {
  for (let length = path.length; length > 0; length--) {
    const place = placeAt(root, path.slice(0, length));
    if (place !== null) return place;
  }
  return root;
}

/** The schema met nothing at `path` because a key on the way is absent. */
function missingKey(path: Path, root: Place): Problem | null {
  const key = path.at(-1);
  const parent = placeAt(root, path.slice(0, -1));
  if (typeof key !== "string" || parent === null || parent.children.has(key)) return null;
  return problem("missing-key", `'${key}' is missing`, parent.value);
}

function unknownKey(key: string, known: readonly string[], location: Location): Problem {
  const nearest = nearestName(key, known);
  const hint = nearest === null ? `the keys here are ${known.join(", ")}` : `did you mean '${nearest}'?`;
  return problem("unknown-key", `unknown key '${excerpt(key)}'`, location, hint);
}

/** `node: &iris` is YAML for "nothing, to be called iris from here on". */
const anchorHint = (place: Place): string | undefined =>
  place.anchor === null ? undefined : `'&' begins an anchor in YAML: put the reference in quotes, "&${place.anchor}"`;

const problem = (code: string, message: string, location: Location, hint?: string): Problem => ({
  code,
  message,
  location,
  ...(hint === undefined ? {} : { hint }),
});

/** What stands in for zod's own wording of a wrong type. Schema-level messages take precedence. */
export const wording: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case "invalid_type":
      return `expected ${KINDS[issue.expected] ?? issue.expected}, found ${kindOf(issue.input)}`;
    case "too_small":
      return `${amount(issue.origin)} at least ${issue.minimum}`;
    case "too_big":
      return `${amount(issue.origin)} at most ${issue.maximum}`;
    default:
      return undefined;
  }
};

const KINDS: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  tuple: "a list",
  object: "a map of keys and values",
  record: "a map of keys and values",
};

const amount = (origin: string): string => (origin === "array" ? "number of entries must be" : "must be");

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map of keys and values";
  return typeof value === "string" ? "text" : `${value}`;
}

/** The keys that the published schema allows in the map at `path`, in its order. */
function knownKeys(path: Path, schema: object): readonly string[] {
  let here = branches(schema, schema);
  for (const step of path) {
    here = here.flatMap((s) =>
      branches(typeof step === "number" ? member(s, "items") : member(member(s, "properties"), step), schema),
    );
  }
  return here.flatMap((s) => {
    const properties = member(s, "properties");
    return typeof properties === "object" && properties !== null ? Object.keys(properties) : [];
  });
}

/** A schema with its references followed and its alternatives side by side. */
function branches(schema: unknown, root: unknown): readonly unknown[] {
  const reference = member(schema, "$ref");
  if (typeof reference === "string") {
    return branches(member(member(root, "$defs"), reference.replace("#/$defs/", "")), root);
  }
  const options = member(schema, "anyOf");
  return Array.isArray(options) ? options.flatMap((option) => branches(option, root)) : [schema];
}

const member = (value: unknown, key: PropertyKey): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
