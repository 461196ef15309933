/** Folders of boards as strangers make them: links, pipes, overlays named like boards. On real files. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeDtb } from "../../src/dtb/write.js";
import { withSymbolNodes } from "../../src/tree/symbols.js";
import { needs } from "../oracles.js";
import { parsed } from "../tree/parsed.js";
import { runOnFiles } from "./virtual-host.js";

const BOARD = '/dts-v1/; / { compatible = "x"; iommu: a { }; };\n';
const OVERLAY = '// SPDX\n#include "x.h" \\\n  more\n/* c */ /dts-v1/;\n/plugin/;\n&iommu { iommus = <&none 1>; };\n';

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "iova-plan-folders-"));
  mkdirSync(join(folder, "in/sub"), { recursive: true });
  mkdirSync(join(folder, "out"));
  writeFileSync(join(folder, "out/secret.dts"), BOARD);
  writeFileSync(join(folder, "in/a.dts"), BOARD);
  writeFileSync(join(folder, "in/sub/b.dts"), BOARD);
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string): string => join(folder, name);

/** The boards of a run below the folder, and what it says on standard error. */
async function boardsOf(...inputs: string[]): Promise<{ boards: string[]; err: string; status: number }> {
  const { out, err, status } = await runOnFiles(["analyze", "--format", "json", ...inputs]);
  const boards = (JSON.parse(out).boards as { input: string }[]).map(({ input }) => input.slice(folder.length + 1));
  return { boards, err: err.replaceAll(`${folder}/`, ""), status };
}

describe("links", () => {
  beforeEach(() => {
    symlinkSync("/", at("in/everything"));
    symlinkSync("..", at("in/sub/up"));
    symlinkSync(".", at("in/again"));
    symlinkSync(at("out"), at("in/sideways"));
    symlinkSync(at("out/secret.dts"), at("in/stolen.dts"));
    symlinkSync("sub/b.dts", at("in/other.dts"));
  });

  it("out of a folder are not followed, and circles end", async () => {
    const { boards, err, status } = await boardsOf(at("in"));
    expect(boards).toEqual(["in/a.dts", "in/other.dts", "in/sub/b.dts"]);
    expect(err).toContain(
      "in: warning: a link that leads out of the folder is not followed: 'in/everything', and 2 more [input-link-out]",
    );
    expect(status).toBe(0);
  });

  it.each([
    ["in/*.dts", ["in/a.dts", "in/other.dts"]],
    ["in/**/*.dts", ["in/a.dts", "in/other.dts", "in/sub/b.dts"]],
    ["in/**", ["in/a.dts", "in/other.dts", "in/sub/b.dts"]],
    ["in/*/b.dts", ["in/sub/b.dts"]],
  ])("are not followed by %s either", async (pattern, expected) => {
    const { boards, err } = await boardsOf(at(pattern));
    expect(boards).toEqual(expected);
    expect(err).toContain("[input-link-out]");
  });

  it("that the user names are followed", async () => {
    expect((await boardsOf(at("in/sideways"))).boards).toEqual(["in/sideways/secret.dts"]);
    expect((await boardsOf(at("in/sideways/*.dts"))).boards).toEqual(["in/sideways/secret.dts"]);
    expect((await boardsOf(at("in/stolen.dts"))).boards).toEqual(["in/stolen.dts"]);
  });

  it.each(["in", "in/*.dts"])("to nothing are boards that cannot be read: %s", async (input) => {
    symlinkSync("gone", at("in/dangling.dts"));
    symlinkSync("user@host.12", at("in/.#a.dts"));
    const { boards, err, status } = await boardsOf(at(input));
    expect(boards).toContain("in/dangling.dts");
    expect(boards.some((board) => board.includes("#"))).toBe(false);
    expect(err).toContain("in/dangling.dts: error: no such file or directory");
    expect(status).toBe(2);
  });
});

describe("pipes and devices", needs("mkfifo"), () => {
  const pipe = (name: string): string => {
    execFileSync("mkfifo", [at(name)]);
    return at(name);
  };

  it("are no inputs, named or found", async () => {
    pipe("in/p.dts");
    for (const input of ["in", "in/p.dts", "in/*.dts"]) {
      const { err, status } = await boardsOf(at(input));
      expect(err).toContain("in/p.dts: error: is a pipe, not a file [input-not-a-file]\n  help: ");
      expect(status).toBe(2);
    }
    expect((await boardsOf("/dev/zero")).err).toContain("/dev/zero: error: is a device, not a file");
  });

  it.each([
    ['#include "pipe"\n', "1:10: error: "],
    ['/dts-v1/;\n/include/ "pipe"\n', "2:1: error: "],
    ['/dts-v1/; / { x = /incbin/("pipe"); };\n', "1:19: error: "],
    ['#include "/dev/zero"\n', "1:10: error: "],
  ])("are not included by %j", async (text, place) => {
    pipe("in/pipe");
    writeFileSync(at("in/x.dts"), text);
    const { err, status } = await boardsOf(at("in/x.dts"), "--allow-outside");
    expect(err).toContain(`in/x.dts:${place}`);
    expect(err).toMatch(/is a pipe, not a file|is not a regular file/);
    expect(status).toBe(2);
  });
});

describe("overlays named like boards", () => {
  beforeEach(() => {
    writeFileSync(at("in/o.dts"), OVERLAY);
    const overlay = parsed("/dts-v1/; /plugin/; &x { y; };");
    writeFileSync(at("in/o.dtb"), writeDtb(withSymbolNodes(overlay, { symbols: false, localFixups: false })));
  });

  it.each(["in", "in/*.dt[sb]"])("are passed over in %s", async (input) => {
    const { boards, err, status } = await boardsOf(at(input));
    expect(boards.filter((board) => board.startsWith("in/o"))).toEqual([]);
    expect(err).toMatch(/: \d boards?; 2 overlays skipped\n$/);
    expect(status).toBe(0);
  });

  it("leave no board where there are no others", async () => {
    rmSync(at("in/a.dts"));
    rmSync(at("in/sub"), { recursive: true });
    const { err, status } = await runOnFiles(["check", at("in")]);
    expect(err).toContain("the folder holds overlays and no board: ");
    expect(err).toContain("--overlay");
    expect(status).toBe(2);
  });

  it("are told by what stands in front of the first node", async () => {
    for (const [name, text, isBoard] of [
      ["p1.dts", "/dts-v1/; / { }; /plugin/;", true],
      ["p2.dts", "/* /plugin/ */ /dts-v1/; // /plugin/\n/ { };", true],
      ["p3.dts", "\n\n/dts-v1/ ;\n\n/plugin/ ;\n", false],
      ["p4.dts", "/dts-v1/; / { fragment@0 { __overlay__ { }; }; };", true],
      ["p5.dts", "/* never closed", true],
    ] as const) {
      mkdirSync(at(name.slice(0, 2)));
      writeFileSync(at(`${name.slice(0, 2)}/${name}`), text);
      const { err } = await runOnFiles(["analyze", at(name.slice(0, 2))]);
      expect([name, !err.includes("no board")]).toEqual([name, isBoard]);
    }
  });
});
