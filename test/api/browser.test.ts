/**
 * The library where there is no Node: bundled as for a browser, and run in contexts that have nothing but ECMAScript,
 * TextEncoder, TextDecoder and Web Crypto.
 */
import { readdirSync, readFileSync } from "node:fs";
import { type Context, createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import { beforeAll, describe, expect, it } from "vitest";
import type * as api from "../../src/index.js";
import { runCli, virtualFiles } from "../cli/virtual-host.js";

const FOLDERS = ["examples/dts", "test/cases", "test/kernel-cases"];

const files: Readonly<Record<string, Uint8Array>> = Object.fromEntries(
  FOLDERS.flatMap((folder) =>
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => [`${folder}/${name}`, readFileSync(`${folder}/${name}`)] as const),
  ),
);

const boards = Object.keys(files).filter((path) => path.endsWith(".dts"));
const [first = ""] = boards;
const codec = "examples/dts/video-codec.dts";

/** A browser's worker under a content security policy that forbids `eval`; and a bare engine. */
const worlds = ["a worker", "a bare engine"] as const;
const contexts = new Map<string, Context>();

beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: ["src/index.ts"],
    bundle: true,
    write: false,
    format: "iife",
    globalName: "iovaPlan",
    platform: "browser",
    target: "es2023",
    logLevel: "error",
  });
  for (const world of worlds) {
    const strings = world === "a bare engine";
    const context = createContext({ TextEncoder, TextDecoder, crypto }, { codeGeneration: { strings, wasm: false } });
    runInContext("delete globalThis.console", context);
    if (world === "a worker") runInContext("globalThis.self = globalThis", context);
    runInContext(outputFiles[0]?.text ?? "", context);
    contexts.set(world, context);
  }
}, 60_000);

interface Given {
  readonly library: typeof api;
  readonly files: api.FileReader;
  readonly boards: readonly string[];
}

/** @param ask its code is what is run in that world: it may use what it is given, and nothing else */
function inside(world: string, ask: (given: Given) => Promise<string>, asked: readonly string[]): Promise<string> {
  const context = contexts.get(world) ?? createContext();
  const made = runInContext(`(${ask.toString()})`, context) as typeof ask;
  const library = runInContext("iovaPlan", context) as typeof api;
  return made({ library, files: virtualFiles(files), boards: asked });
}

describe.each(worlds)("in %s", (world) => {
  it("has no global of Node's", () => {
    const names = ["process", "Buffer", "require", "setTimeout", "performance", "console", "URL", "global"];
    const context = contexts.get(world) ?? createContext();
    expect(names.filter((name) => runInContext(`typeof ${name}`, context) !== "undefined")).toEqual([]);
  });

  const asked = world === "a worker" ? boards : [first];
  it(`analyses ${asked.length} boards to the bytes of the command line`, async () => {
    const ask = async ({ library: { analyze, print }, files: reader, boards: inputs }: Given) =>
      print("analyze", await analyze(inputs, { files: reader }), "json");
    expect(await inside(world, ask, asked)).toBe(
      (await runCli(["analyze", ...asked, "--format", "json"], { files })).out,
    );
  }, 300_000);

  it("finds, and prints as SARIF, what the command line does", async () => {
    const ask = async ({ library: { check, print }, files: reader, boards: inputs }: Given) =>
      print("check", (await check(inputs, { files: reader })).report, "sarif");
    expect(await inside(world, ask, [codec])).toBe(
      (await runCli(["check", codec, "--format", "sarif"], { files })).out,
    );
  }, 120_000);

  it("compares, and explains, what the command line does", async () => {
    const ask = async ({ library: { diff, why, print }, files: reader, boards: [old = "", now = ""] }: Given) => {
      const { value } = await why(old, "non-pixel", 4096n, { files: reader });
      return (
        print("diff", await diff(old, now, { files: reader }), "json") + (value === null ? "" : print("why", value))
      );
    };
    const sides = [codec, "examples/dts/three-children.dts"] as const;
    const compared = await runCli(["diff", ...sides, "--format", "json"], { files });
    const explained = await runCli(["why", codec, "non-pixel", "4096"], { files });
    expect(await inside(world, ask, sides)).toBe(compared.out + explained.out);
  }, 120_000);
});
