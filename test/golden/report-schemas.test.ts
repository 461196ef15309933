/** Every JSON that a command prints has a published schema, and none of its names is missing there. */
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { type ZodType, z } from "zod";
import { schemas } from "../../src/index.js";
import { diffSchema } from "../../src/report/diff/schema.js";
import { faultSchema } from "../../src/report/fault/schema.js";
import { simulateSchema } from "../../src/report/simulate/schema.js";
import { verifySchema } from "../../src/report/verify/schema.js";
import { whySchema } from "../../src/report/why/schema.js";
import { runCli, runOnFiles } from "../cli/virtual-host.js";
import { boardFiles, grepDump, recorded } from "../verify/recordings.js";
import { expectGolden } from "./golden-file.js";

const SPLASH = "test/fault/boot-splash.dts";
const CASES = "test/kernel-cases";

/** Questions whose answers between them have every part. */
const asked: Readonly<Record<string, { readonly schema: ZodType; readonly argv: readonly (readonly string[])[] }>> = {
  diff: {
    schema: diffSchema,
    argv: [
      ["diff", "examples/dts/three-children.dts", "examples/dts/video-codec.dts"],
      ["diff", `${CASES}/c01_only.dts`, `${CASES}/c16_pci.dts`],
      ["diff", "test/cases/14-shared-streams.dts", "package.json"],
    ],
  },
  why: {
    schema: whySchema,
    argv: [
      ["why", `${CASES}/c07_unaligned.dts`, "c07a", "0x10000400"],
      ["why", `${CASES}/c16_pci.dts`, "0000:00:04.1", "0x10000000"],
      ["why", `${CASES}/c09_samesid.dts`, "c09b", "0x11000000"],
      ["why", `${CASES}/c02_direct.dts`, "&c02a", "0x50000000"],
      ["why", "examples/dts/three-children.dts", "#b", "5G"],
      ["why", "test/cases/14-shared-streams.dts", "&bam", "0x20000000"],
      ["why", SPLASH, "mdss", "0x9c001000"],
      ["why", "test/fault/memory-region.dts", "rp", "0x9c600000"],
    ],
  },
  fault: {
    schema: faultSchema,
    argv: [
      ["why", SPLASH, "--stream", "0x19c4"],
      ["why", SPLASH, "--stream", "0xc40", "--address", "0x9c001000"],
      ["why", "test/fault/memory-region.dts", "--stream", "0x3000", "--address", "0x9c600000"],
      ["why", "test/cases/14-shared-streams.dts", "--stream", "0x480", "--address", "0x20000000"],
      ["why", `${CASES}/c16_pci.dts`, "--iommu", "&smmu", "--stream", "0x20", "--address", "0xfff00000"],
    ],
  },
  simulate: { schema: simulateSchema, argv: [["simulate", "examples/dts/buffers.dts"]] },
};

const ajv = () => new Ajv2020({ strict: true, allErrors: true });

interface Validators {
  readonly published: ValidateFunction;
  /** As published, names may be added; here none may be left undocumented. */
  readonly closed: ValidateFunction;
}

/** By the schema's name: to compile one takes longer than to validate with it. */
const compiled = new Map<string, Validators>();

async function validatorsOf(name: string, schema: ZodType): Promise<Validators> {
  const known = compiled.get(name);
  if (known !== undefined) return known;
  const published = ajv().compile((await new Map(Object.entries(schemas)).get(name)?.()) ?? false);
  const closed = ajv().compile(z.toJSONSchema(schema, { io: "output" }));
  compiled.set(name, { published, closed });
  return { published, closed };
}

async function expectValid(name: string, schema: ZodType, printed: string): Promise<void> {
  const value = JSON.parse(printed);
  const { published, closed } = await validatorsOf(name, schema);
  expect(published(value), JSON.stringify(published.errors)).toBe(true);
  expect(closed(value), JSON.stringify(closed.errors)).toBe(true);
  expect(published({ ...value, schemaVersion: 2 })).toBe(false);
}

describe.each(Object.entries(asked))("the JSON of %s", (name, { schema, argv }) => {
  it.each(argv.map((words) => [words.join(" "), words] as const))("%s", async (_, words) => {
    await expectValid(name, schema, (await runOnFiles([...words, "--format", "json"])).out);
  });
});

describe("the JSON of verify", () => {
  it.each(["c12_child", "c16_pci", "c09_samesid"])("on %s, and on a capture that differs", async (name) => {
    const groups = grepDump(recorded(name));
    const changed = groups.replace(/reserved\b/, "direct").replace(/0x0*1/, "0x2");
    const files = { ...boardFiles(name), "groups.txt": groups, "changed.txt": `${changed}\n/9/devices/dead.beef\n` };
    for (const capture of ["groups.txt", "changed.txt"]) {
      const { out } = await runCli(["verify", "board.dts", capture, "--format", "json"], { files });
      await expectValid("verify", verifySchema, out);
    }
  });
});

describe("schema/", () => {
  it.each(["diff", "why", "fault", "verify", "simulate", "profile"])(
    "%s is what `iova-plan schema` prints",
    async (name) => {
      expectGolden(`schema/${name}.schema.json`, (await runCli(["schema", name])).out);
    },
  );
});
