/** From a YAML file to values that a schema has accepted, or every error at the key or value that it is about. */
import type * as z from "zod";
import { type Diagnostic, isError, type Outcome } from "../base/diagnostic.js";
import { atInput, type SourceFile } from "../base/source.js";
import { type FileKind, readYaml, type YamlValue } from "./read.js";
import { schemaProblems, wording } from "./schema-problems.js";

export interface Reading<Schema extends z.ZodType> {
  readonly kind: FileKind;
  readonly schema: Schema;
  readonly jsonSchema: () => object;
  /** What holds between several values. It runs also where the schema has found something wrong. */
  readonly checks?: (root: YamlValue) => readonly Diagnostic[];
}

export interface Validated<Schema extends z.ZodType> {
  readonly values: z.output<Schema>;
  readonly root: YamlValue;
}

export function readValidated<Schema extends z.ZodType>(
  source: SourceFile,
  { kind, schema, jsonSchema, checks = () => [] }: Reading<Schema>,
): Outcome<Validated<Schema>> {
  const { root, diagnostics } = readYaml(source, kind);
  if (root === null) return { value: null, diagnostics };
  if (root.value === null) {
    const empty: Diagnostic = {
      severity: "error",
      code: `${kind.code}-empty`,
      message: `the ${kind.one} is empty`,
      hint: `a ${kind.one} begins with 'version: 1'`,
      location: atInput(source.path),
    };
    return { value: null, diagnostics: [...diagnostics, empty] };
  }
  const result = schema.safeParse(root.value, { error: wording });
  const problems = inFileOrder(
    [
      ...diagnostics,
      ...(result.success ? [] : schemaProblems(result.error.issues, root, jsonSchema(), kind)),
      ...checks(root),
    ],
    kind,
  );
  if (!result.success || problems.some(isError)) return { value: null, diagnostics: problems };
  return { value: { values: result.data, root }, diagnostics: problems };
}

/** More than anyone reads: a file with more is none of ours. */
const MAX_PROBLEMS = 500;

/** As a reader meets them; what has no offset comes first. */
function inFileOrder(diagnostics: readonly Diagnostic[], { code }: FileKind): readonly Diagnostic[] {
  const offset = ({ location }: Diagnostic) => (location.kind === "source" ? location.span.start : -1);
  const sorted = [...diagnostics].sort((a, b) => offset(a) - offset(b));
  const [next] = sorted.slice(MAX_PROBLEMS);
  if (next === undefined) return sorted;
  const left = sorted.length - MAX_PROBLEMS;
  const rest: Diagnostic = {
    ...next,
    severity: "error",
    code: `${code}-problems`,
    message: `and ${left} more like these`,
  };
  return [...sorted.slice(0, MAX_PROBLEMS), rest];
}
