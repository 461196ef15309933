/** `diff` over a repository's history, read from git's objects. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeFiles } from "../../src/cli/files.js";
import { nodeGit } from "../../src/cli/host.js";
import type { DiffReport } from "../../src/report/diff/schema.js";
import { needs } from "../oracles.js";
import { writeHistory } from "./diff-history.js";
import { type Run, runCli } from "./virtual-host.js";

/** Deltas are in whole MiB here: page 0 is never usable. */
const MIB = 1048576;
/** Boards that include the codec. */
const BOARDS = 6;

describe("the history of a codec", needs("git"), () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "iova-plan-diff-"));
    writeHistory(folder, BOARDS);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = (...argv: string[]): Promise<Run> => runCli(argv, { reader: nodeFiles, git: nodeGit(folder) });
  const report = async (...argv: string[]): Promise<DiffReport> => {
    const { out, err } = await run("diff", "--format", "json", ...argv);
    expect(err).toBe("");
    return JSON.parse(out);
  };
  const outline = ({ changes }: DiffReport) =>
    changes
      .filter(({ kind }) => !kind.startsWith("finding"))
      .map(
        (c) =>
          `${c.kind} ${c.consumer} on ${c.boards.length}${c.usableBelow4GDelta === null ? "" : `: ${Math.trunc(c.usableBelow4GDelta / MIB)}`}`,
      );

  it("replaces the functions by child nodes, on every board that includes the codec", async () => {
    const diff = await report("parent..children");
    expect(diff.boards).toHaveLength(BOARDS);
    expect(outline(diff).sort()).toEqual([
      "consumer-added /soc/codec@1000/non_pixel on 6",
      "consumer-added /soc/codec@1000/pixel on 6",
      "consumer-removed /soc/codec@1000#0x0 on 6",
      "consumer-removed /soc/codec@1000#0x1 on 6",
      "streams-handed-over /soc/codec@1000/non_pixel on 6",
      "streams-handed-over /soc/codec@1000/pixel on 6",
    ]);
  });

  it("takes the wrong turn: the codec keeps what it must not have, and loses the rest", async () => {
    const diff = await report("children..polarity", "--", "boards");
    expect(outline(diff)).toEqual([
      "protection-lost /soc/codec@1000/non_pixel on 6",
      "usable /soc/codec@1000/non_pixel on 6: -2896",
      "reservation /soc/codec@1000/non_pixel on 6",
    ]);
    const { out } = await run("diff", "--format", "markdown", "--git", "children..polarity");
    expect(out.split("\n")[0]).toBe("<!-- iova-plan diff -->");
    expect(out.split("\n")[1]).toContain("1 consumer loses IOVA space");
    expect(out).toContain("same change on 6 boards");
  });

  it("ends with ranges of its own", async () => {
    // No release reads them: all that was reserved can be handed out.
    expect(outline(await report("polarity..ranges"))).toContain("usable /soc/codec@1000/non_pixel on 6: 3496");
    const whole = await report("children..ranges");
    expect(outline(whole)).toEqual([
      "protection-lost /soc/codec@1000/non_pixel on 6",
      "protection-lost /soc/codec@1000/pixel on 6",
      "usable /soc/codec@1000/non_pixel on 6: 599",
      "reservation /soc/codec@1000/non_pixel on 6",
      "usable /soc/codec@1000/pixel on 6: 255",
      "reservation /soc/codec@1000/pixel on 6",
    ]);
    const { out } = await run("diff", "children..ranges");
    expect(out).toMatch(/^2 consumers lose reserved ranges /);
    expect(out).toContain("Same change on 6 boards\n");
  });

  it("says that a comment has no effect, and exits with 0 even if asked to look", async () => {
    const { status, out } = await run("diff", "--exit-code", "ranges..nothing");
    expect(out).toContain("no effect: nothing changes for 12 consumers on 6 boards");
    expect(status).toBe(0);
    expect((await run("diff", "--exit-code", "polarity..ranges")).status).toBe(1);
    expect((await run("diff", "polarity..ranges")).status).toBe(0);
  });

  it("is limited to the changed files below the paths given", async () => {
    expect((await report("ranges..nothing", "--", "README")).boards).toEqual([]);
    expect((await report("ranges..nothing", "--", "boards/codec.dtsi")).boards).toHaveLength(BOARDS);
    expect((await report("ranges...nothing")).boards).toHaveLength(BOARDS);
  });

  it("can be asked for one board, or a folder, at any two revisions", async () => {
    const one = await report("children:boards/board-5.dts", "polarity:boards/board-5.dts");
    expect(outline(one)[0]).toBe("protection-lost /soc/codec@1000/non_pixel on 1");
    expect(one.boards[0]).toMatchObject({ old: { input: "children:boards/board-5.dts" } });
    const folders = await report("children:boards", "polarity:boards");
    expect(folders.boards).toHaveLength(BOARDS + 1);
    const mixed = await report("children:boards/board-5.dts", join(folder, "boards/board-5.dts"));
    expect(outline(mixed)[0]).toBe("protection-lost /soc/codec@1000/non_pixel on 1");
  });

  it("asks git for all files at once, and for what both sides have only once", async () => {
    const calls: string[] = [];
    const real = nodeGit(folder);
    const git: typeof real = (argv, stdin) => {
      calls.push(argv.slice(0, 2).join(" "));
      return real(argv, stdin);
    };
    await runCli(["diff", "children..polarity"], { reader: nodeFiles, git });
    expect(calls.filter((call) => call.startsWith("cat-file"))).toEqual(["cat-file --batch", "cat-file --batch"]);
  });

  it("is there for the other commands", async () => {
    const { status, out } = await run("analyze", "--format", "json", "parent:boards/board-3.dts");
    expect(status).toBe(0);
    expect(JSON.parse(out).boards[0]).toMatchObject({ input: "parent:boards/board-3.dts", analysed: true });
  });

  it("is refused politely where it does not reach", async () => {
    for (const argv of [
      ["gone..ranges"],
      ["--git", "ranges..gone"],
      ["gone:boards/x.dts", "ranges:boards/x.dts"],
      ["ranges:boards/x.dts", "ranges:boards/board-1.dts"],
      ["--git=--output=x..ranges"],
    ]) {
      const { status, out, err } = await run("diff", ...argv);
      expect(status, argv.join(" ")).toBe(2);
      expect(out).toMatch(/^[^\n]* could not be (used|compared)\n/);
      expect(err).toMatch(/error: /);
      expect(err).not.toContain("internal error");
    }
  });
});

describe("without git", () => {
  it("says what is missing", async () => {
    const { status, err } = await runCli(["diff", "a..b"]);
    expect(status).toBe(2);
    expect(err).toContain("git cannot be run");
  });
});
