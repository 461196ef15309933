/** Wherever tests take our own blob of a board for dtc's, the two are the same bytes. */
import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { commandOf, needs } from "./oracles.js";
import { ownBlob } from "./own-blob.js";

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
    const differing: string[] = [];
    for (const path of boardsOf(folder)) {
      for (const symbols of [false, true]) {
        const own = await ownBlob(path, symbols);
        const flags = ["-q", "-I", "dts", "-O", "dtb", ...(symbols ? ["-@"] : [])];
        const { status, stdout } = spawnSync(commandOf("dtc") ?? "", [...flags, path]);
        if (status !== 0 || Buffer.compare(stdout, own) !== 0) differing.push(`${path}${symbols ? " -@" : ""}`);
      }
    }
    expect(differing).toEqual([]);
  });
});
