/**
 * The types of the library without the packages that some are inferred by: what is inferred of a schema is written out.
 * A module that another needs keeps its place, below `types/`.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import ts from "typescript";

const IMPORT = /(?:from|import\() ?"(\.[^"]+)\.js"/g;
const FULL =
  ts.TypeFormatFlags.NoTruncation |
  ts.TypeFormatFlags.InTypeAlias |
  ts.TypeFormatFlags.UseSingleQuotesForStringLiteralType;

/** @param entries by the name of the module: declarations, relative to `from` */
export function writeTypes(from: string, entries: Readonly<Record<string, string>>, to: string): void {
  const files = reachable(Object.values(entries).map((entry) => join(from, entry)));
  const program = ts.createProgram(files, {
    skipLibCheck: true,
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    strict: true,
  });
  const checker = program.getTypeChecker();
  for (const file of files) {
    const source = program.getSourceFile(file);
    if (source === undefined) throw new Error(`${file} is missing`);
    const text = needsPackages(source)
      ? writtenOut(source, checker)
      : source.text.replace(/\n\/\/# sourceMappingURL=.*/, "");
    const path = join(to, "types", relative(from, file));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  for (const [name, entry] of Object.entries(entries)) {
    writeFileSync(join(to, `${name}.d.ts`), `export * from "./types/${entry.replace(/\.d\.ts$/, ".js")}";\n`);
  }
}

function reachable(entries: readonly string[]): readonly string[] {
  const found = new Set<string>();
  const open = entries.map((entry) => resolve(entry));
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    for (const [, name = ""] of readFileSync(path, "utf8").matchAll(IMPORT))
      open.push(resolve(dirname(path), `${name}.d.ts`));
  }
  return [...found].sort();
}

const needsPackages = ({ statements }: ts.SourceFile): boolean =>
  statements.some(
    (one) =>
      ts.isImportDeclaration(one) &&
      ts.isStringLiteral(one.moduleSpecifier) &&
      !one.moduleSpecifier.text.startsWith("."),
  );

/** Every exported type as what it comes to; values, which nobody can import, are left out. */
function writtenOut(source: ts.SourceFile, checker: ts.TypeChecker): string {
  const lines = source.statements.flatMap((statement) => {
    if (!ts.isTypeAliasDeclaration(statement)) return [];
    const type = checker.getTypeAtLocation(statement.name);
    return [`export type ${statement.name.text} = ${checker.typeToString(type, undefined, FULL)};`];
  });
  return `${lines.join("\n")}\nexport {};\n`;
}
