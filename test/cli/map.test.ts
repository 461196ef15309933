/** `map` on the whole command line: where it goes, in which format, and what it refuses. */
import { describe, expect, it } from "vitest";
import { nodeFiles } from "../../src/cli/files.js";
import { runCli, type World } from "./virtual-host.js";

const BOARD = "examples/dts/three-children.dts";
const run = (argv: readonly string[], world: World = {}) => runCli(["map", ...argv], { reader: nodeFiles, ...world });

describe("map", () => {
  it("draws bars, and lists every range of them", async () => {
    const { status, out, err } = await run([BOARD, "--layout", "child-nodes"]);
    expect([status, err]).toEqual([0, ""]);
    expect(out).toMatch(/├ a +0█+x+·+\n/);
    expect(out).toMatch(/│ {3}child-nodes +0█+·+\n/);
    expect(out).toContain("[0x10000000-0x257fffff] 344 MiB wasted (kept, not needed): /reserved-memory/codec-iova");
  });

  it("takes ASCII characters on a terminal whose locale is not UTF-8, and no others", async () => {
    const terminal = { outIsTty: true, columns: 80 };
    const plain = await run([BOARD, "--color", "never"], { ...terminal, env: { LC_ALL: "C", LANG: "en_US.UTF-8" } });
    expect(plain.out).toMatch(/\| a +0#+x+\.+\n/);
    expect(plain.out).toMatch(/^[\n\x20-\x7e]*$/);
    const utf8 = await run([BOARD, "--color", "never"], { ...terminal, env: { LC_ALL: "", LANG: "de_DE.UTF-8" } });
    expect(utf8.out).toContain("█");
    const unstated = await run([BOARD, "--color", "never"], terminal);
    expect(unstated.out).toBe(utf8.out);
  });

  it("writes the format that a file's name says", async () => {
    const { status, out, err, written } = await run([BOARD, "-o", "out/board.SVG"]);
    expect([status, out, err]).toEqual([0, "", ""]);
    expect(written["out/board.SVG"]).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" /);
    const markdown = await run([BOARD, "-o", "board.md"]);
    expect(markdown.written["board.md"]).toContain("```text\n");
    const json = await run([BOARD, "-o", "board.json"]);
    expect(JSON.parse(json.written["board.json"] ?? "").boards[0].families[0].layouts).toHaveLength(1);
  });

  it("goes to standard output with -, and lets --format decide", async () => {
    expect((await run([BOARD, "-o", "-"])).out).toContain("Map\n");
    expect((await run([BOARD, "--format", "svg"])).out).toMatch(/^<svg /);
    const { out, written } = await run([BOARD, "--format", "text", "--format", "svg=board.picture"]);
    expect([out.includes("Map\n"), written["board.picture"]?.slice(0, 5)]).toEqual([true, "<svg "]);
    expect((await run([BOARD, "--format", "svg", "-o", "board.xyz"])).written["board.xyz"]).toMatch(/^<svg /);
  });

  it("refuses a name that says no format, several inputs, and layouts that there are none of", async () => {
    const unknown = await run([BOARD, "-o", "board.png"]);
    expect([unknown.status, unknown.out, unknown.written]).toEqual([2, "", {}]);
    expect(unknown.err).toMatch(/'board\.png' implies no format: end it in \.svg, .*\.json/);
    expect((await run([BOARD, BOARD])).err).toContain("too many arguments");
    expect((await run([BOARD, "--layout", "none"])).status).toBe(2);
  });

  it("fails where the file cannot be written, and writes nothing of a board that cannot be used", async () => {
    const full = await run([BOARD, "-o", "board.svg"], { readOnly: ["board.svg"] });
    expect([full.status, full.err]).toEqual([2, "board.svg: error: cannot be written: permission denied\n"]);
    const broken = await runCli(["map", "bad.dts", "-o", "board.svg"], {
      files: { "bad.dts": "/dts-v1/;\n/ { a = <" },
    });
    expect([broken.status, broken.written]).toEqual([2, {}]);
    expect(broken.err).toContain("bad.dts:2:");
  });

  it("draws one device's family where that is asked for", async () => {
    const { out } = await run(["examples/dts/video-codec.dts", "--device", "&video"]);
    expect(out).toContain("non-pixel");
    expect((await run([BOARD, "--device", "&none"])).status).toBe(2);
  });
});
