/** What is published: the program, the library with its types, schemas, documents and examples, and nothing else. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { beforeAll, expect, it } from "vitest";
import { z } from "zod";

const packed = z.array(
  z.object({ size: z.number(), unpackedSize: z.number(), files: z.array(z.object({ path: z.string() })) }),
);
const project = z.object({
  dependencies: z.record(z.string(), z.string()).optional(),
  bin: z.record(z.string(), z.string()),
  man: z.array(z.string()),
  types: z.string(),
  exports: z.record(z.string(), z.union([z.string(), z.record(z.string(), z.string())])),
});

const PUBLISHED: readonly RegExp[] = [
  /^(?:package\.json|README\.md|CHANGELOG\.md|LICENSE)$/,
  /^bin\/(?:iova-plan\.js|package\.json)$/,
  /^dist\/bundle\/[\w.-]+\.(?:cjs|code)$/,
  /^dist\/library\/[\w-]+\.(?:js|d\.ts)$/,
  /^dist\/library\/types\/[\w/-]+\.d\.ts$/,
  /^dist\/(?:viewer|playground)\/[\w.-]+$/,
  /^dist\/THIRD-PARTY-NOTICES\.txt$/,
  /^docs\/(?:[\w-]+\/)?[\w.-]+\.(?:md|svg|png)$/,
  /^examples\/[\w./-]+$/,
  /^man\/iova-plan\.1$/,
  /^schema\/\w+\.schema\.json$/,
];

/** What the README says of the package's size. */
const STATED = /one package of (\d+\.\d) MB \((\d+\.\d) MB unpacked\) without dependencies/;

let pack: z.infer<typeof packed>[number];

beforeAll(() => {
  const out = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { encoding: "utf8" });
  const [only] = packed.parse(JSON.parse(out));
  if (only === undefined) throw new Error("npm packs nothing");
  pack = only;
}, 120_000);

it("holds what a user needs, and nothing that is of use here alone", () => {
  const paths = pack.files.map(({ path }) => path);
  expect(paths.filter((path) => !PUBLISHED.some((one) => one.test(path)))).toEqual([]);
  for (const kind of PUBLISHED.filter((one) => !one.source.includes("viewer"))) {
    expect(
      paths.some((path) => kind.test(path)),
      String(kind),
    ).toBe(true);
  }
});

it("has every file that package.json names", () => {
  const { bin, man, types, exports } = project.parse(JSON.parse(readFileSync("package.json", "utf8")));
  const named = [
    ...Object.values(bin),
    ...man,
    types,
    ...Object.values(exports).flatMap((one) => (typeof one === "string" ? [one] : Object.values(one))),
  ];
  const paths = new Set(pack.files.map(({ path }) => path));
  const missing = named
    .map((path) => path.replace(/^\.\//, ""))
    .filter((path) => !path.includes("*") && !paths.has(path));
  expect(missing).toEqual([]);
});

it("depends on nothing, and is as large as the README says", () => {
  expect(project.parse(JSON.parse(readFileSync("package.json", "utf8"))).dependencies ?? {}).toEqual({});
  const [, megabytes, unpacked] = STATED.exec(readFileSync("README.md", "utf8").replace(/\s+/g, " ")) ?? [];
  expect(Math.abs(pack.size / 1e6 - Number(megabytes))).toBeLessThan(0.25);
  expect(Math.abs(pack.unpackedSize / 1e6 - Number(unpacked))).toBeLessThan(0.5);
});
