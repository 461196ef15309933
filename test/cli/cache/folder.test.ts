/** The folder that analyses are kept in: damage, other people, no room, its bounds, and the command that shows it. */
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sweep } from "../../../src/cli/cache/bound.js";
import { nodeDisk } from "../../../src/cli/cache/node-disk.js";
import { nodeFiles } from "../../../src/cli/files.js";
import { boardSource } from "../boards.js";
import { runCli } from "../virtual-host.js";
import { KeptTree } from "./kept-tree.js";

let tree: KeptTree;
let argv: string[];

beforeEach(() => {
  tree = new KeptTree({ "board.dts": boardSource("kept"), "other.dts": boardSource("other") });
  argv = ["analyze", tree.at("board.dts"), "--format", "json"];
});

afterEach(() => tree.end());

const keptFiles = (): string[] =>
  readdirSync(tree.cache, { recursive: true, encoding: "utf8" })
    .map((name) => join(tree.cache, name))
    .filter((path) => /\.(job|board)$/.test(path));

describe("a damaged file", () => {
  const damages: Readonly<Record<string, (path: string) => void>> = {
    "is cut off": (path) => truncateSync(path, statSync(path).size - 1),
    "is empty": (path) => truncateSync(path, 0),
    "is longer": (path) => writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.from(" ")])),
    "may be written to by others": (path) => chmodSync(path, 0o666),
  };
  for (const [what, damage] of Object.entries(damages)) {
    it(`that ${what} is a miss, and replaced`, async () => {
      await tree.run(["analyze", tree.at("other.dts")]);
      const first = await tree.run(argv);
      for (const path of keptFiles()) damage(path);
      expect(await tree.run(argv)).toEqual(first);
      expect(await tree.run(argv)).toEqual({ ...first, analysed: 0 });
    });
  }

  it("that is another's is a miss, and replaced", async () => {
    await tree.run(["analyze", tree.at("other.dts")]);
    const first = await tree.run(argv);
    const whole = new Map(keptFiles().map((path) => [path, readFileSync(path)]));
    for (const path of whole.keys())
      for (const [other, bytes] of whole)
        if (other !== path && other.endsWith(path.slice(-4))) writeFileSync(path, bytes);
    expect(await tree.run(argv)).toEqual(first);
    expect(await tree.run(argv)).toEqual({ ...first, analysed: 0 });
  });

  it("is a miss whichever byte is another", async () => {
    const first = await tree.run(argv);
    for (const path of keptFiles()) {
      const whole = readFileSync(path);
      for (let at = 0; at < whole.length; at += Math.ceil(whole.length / 40)) {
        const damaged = Buffer.from(whole);
        damaged[at] = (damaged[at] ?? 0) ^ 1;
        writeFileSync(path, damaged);
        expect(await tree.run(argv)).toEqual(first);
      }
    }
  });
});

describe("the folder", () => {
  it("and all in it is its owner's alone", async () => {
    await tree.run(argv);
    const paths = readdirSync(tree.cache, { recursive: true, encoding: "utf8" });
    const modes = [tree.cache, ...paths.map((path) => join(tree.cache, path))].map(
      (path) => statSync(path).mode & 0o777,
    );
    expect(new Set(modes)).toEqual(new Set([0o700, 0o600]));
  });

  it("that cannot be made is told once, and all boards are done", async () => {
    tree.write("cache", "a file lies there");
    const { status, out, err, analysed } = await tree.run([
      "analyze",
      tree.at("board.dts"),
      tree.at("other.dts"),
      "--format",
      "json",
    ]);
    expect([status, analysed]).toEqual([0, 0]);
    expect(JSON.parse(out).boards).toHaveLength(2);
    expect(err.match(/cache-unusable/g)).toHaveLength(1);
    expect((await tree.run([...argv, "--quiet"])).err).toBe("");
  });

  it("that cannot be written to is told once", async () => {
    const disk = { ...nodeDisk, write: () => "no space is left on the device" };
    const args = ["analyze", tree.at("board.dts"), tree.at("other.dts"), "--cache-dir", tree.cache];
    const { status, err } = await runCli(args, { reader: nodeFiles, kept: { disk, tool: "tool" } });
    expect(status).toBe(0);
    expect(err.match(/nothing is kept for the next run: no space is left on the device/g)).toHaveLength(1);
  });

  it("that others may write to is not used", async () => {
    await tree.run(argv);
    chmodSync(join(tree.cache, "boards"), 0o777);
    const { err, analysed } = await tree.run(argv);
    expect(analysed).toBe(0);
    expect(err).toContain("another user owns it or can write to it");
  });

  it("is not touched by who asks for nothing to be kept, and holds nothing that is no file", async () => {
    mkdirSync(tree.cache);
    await tree.run([...argv, "--no-cache"]);
    expect(readdirSync(tree.cache)).toEqual([]);
    const piped = await runCli(["analyze", "-", "--cache-dir", tree.cache], {
      reader: nodeFiles,
      stdin: boardSource("piped"),
      kept: { disk: nodeDisk, tool: "tool" },
    });
    expect(piped.status).toBe(0);
    tree.write("broken.dts", "/dts-v1/; / { x = ; };");
    expect(await tree.run(["analyze", tree.at("broken.dts")])).toMatchObject({ status: 2, analysed: 0 });
    expect(keptFiles()).toEqual([]);
  });

  it("is in the user's cache folder if nobody says", async () => {
    const world = { reader: nodeFiles, kept: { disk: nodeDisk, tool: "tool" } };
    mkdirSync(tree.at(".cache"));
    await runCli(argv, { ...world, env: { HOME: tree.root } });
    expect(readdirSync(tree.at(".cache/iova-plan"))).toEqual(["boards"]);
    await runCli(argv, { ...world, env: { HOME: tree.root, XDG_CACHE_HOME: tree.at("xdg") } });
    expect(readdirSync(tree.at("xdg/iova-plan"))).toEqual(["boards"]);
    expect(await runCli(argv, { ...world, env: {} })).toMatchObject({ status: 0, err: "" });
  });
});

describe("the folder's bounds", () => {
  const written = (name: string, days: number): string => {
    const path = join(tree.at("kept"), "ab", name);
    expect(nodeDisk.write(path, [new Uint8Array(100)])).toBe(null);
    const then = Date.now() / 1000 - days * 86_400;
    utimesSync(path, then, then);
    return name;
  };
  const left = (): string[] => readdirSync(join(tree.at("kept"), "ab")).sort();

  it("are kept by removing what was not used for longest", () => {
    mkdirSync(tree.at("kept"));
    for (let day = 0; day < 10; day++) written(`day-${day}`, day);
    sweep(tree.at("kept"), 1000, nodeDisk, 1000, 750);
    expect(left()).toHaveLength(10);
    written("last", 0);
    sweep(tree.at("kept"), 100, nodeDisk, 1000, 750);
    expect(left()).toEqual(["day-0", "day-1", "day-2", "day-3", "day-4", "day-5", "last"]);
  });

  it("are looked after where the count is lost", () => {
    mkdirSync(tree.at("kept"));
    for (let day = 0; day < 20; day++) written(`day-${day}`, day);
    sweep(tree.at("kept"), 1, nodeDisk, 1000, 750);
    expect(left()).toHaveLength(7);
  });

  it("count what killed processes have left, and remove it", () => {
    mkdirSync(tree.at("kept"));
    written("a.board", 0);
    written("b.board.17-abc.tmp", 1);
    written("c.board.18-abc.tmp", 0);
    sweep(tree.at("kept"), 300, nodeDisk, 1000, 750);
    expect(left()).toEqual(["a.board", "c.board.18-abc.tmp"]);
  });
});

describe("iova-plan cache", () => {
  const cache = (action: string) => tree.run(["cache", action]);

  it("shows what is kept, and removes it", async () => {
    expect((await cache("info")).out).toContain("analyses  0\n");
    await tree.run(argv);
    await tree.run(["analyze", tree.at("other.dts")]);
    const { out } = await cache("info");
    expect(out).toContain(`folder    ${tree.cache}/boards\nanalyses  2\nsize      `);
    expect(out).toContain("KiB of at most 1 GiB\n");
    expect(await cache("clear")).toMatchObject({ status: 0, out: expect.stringContaining("5 files removed, ") });
    expect((await cache("info")).out).toContain("analyses  0\nsize      0 B of");
    expect((await tree.run(argv)).analysed).toBe(1);
  });

  it("knows no other action, and needs a folder", async () => {
    expect(await cache("empty")).toMatchObject({ status: 2 });
    expect(await runCli(["cache", "info"], { kept: { disk: nodeDisk, tool: "tool" } })).toMatchObject({ status: 2 });
    expect(await runCli(["cache", "info"], { env: { HOME: "/home/user" } })).toMatchObject({ status: 2 });
  });
});
