/** Wherever tests take our own blob of a board for dtc's, the two are the same bytes. */
import { readdirSync, statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { commandOf, needs } from "./oracles.js";
import { ownBlob } from "./own-blob.js";
import { runAll } from "./program-runs.js";

const FOLDERS = ["test/cases", "test/kernel-cases", "test/reports", "examples/dts", ...foldersIn("test/rule")];

function foldersIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .map((name) => `${folder}/${name}`)
    .filter((path) => statSync(path).isDirectory());
}

const boardsOf = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".dts"))
    .map((name) => `${folder}/${name}`);

describe("our own blobs", needs("dtc"), () => {
  it.each(FOLDERS)("of %s are dtc's", { timeout: 120_000 }, async (folder) => {
    const cases = boardsOf(folder).flatMap((path) => [false, true].map((symbols) => ({ path, symbols })));
    const flags = ["-q", "-I", "dts", "-O", "dtb"];
    const blobs = runAll(
      cases.map(({ path, symbols }) => ({
        argv: [commandOf("dtc") ?? "", ...flags, ...(symbols ? ["-@"] : []), path],
      })),
    );
    const differing: string[] = [];
    for (const [i, { path, symbols }] of cases.entries()) {
      const own = await ownBlob(path, symbols);
      const dtc = blobs[i];
      if (dtc?.status !== 0 || Buffer.compare(dtc.stdout, own) !== 0) differing.push(`${path}${symbols ? " -@" : ""}`);
    }
    expect(differing).toEqual([]);
  });
});
