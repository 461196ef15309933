/** The built program as a shell runs it; 'npm test' builds first. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { needs } from "../oracles.js";

const BIN = "bin/iova-plan.js";
const BOARD = "examples/dts/three-children.dts";

const run = (argv: readonly string[], input = "") =>
  spawnSync(process.execPath, [BIN, ...argv], { input, encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } });

describe("bin/iova-plan.js", () => {
  it("prints what the command line prints in-process", () => {
    const { status, stdout, stderr } = run(["analyze", BOARD]);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toBe(readFileSync(BOARD.replace(".dts", ".txt"), "utf8"));
  });

  it("reads standard input", () => {
    const { status, stdout } = run(["analyze", "-", "--format", "json"], readFileSync(BOARD, "utf8"));
    expect(status).toBe(0);
    expect(JSON.parse(stdout).boards[0]).toMatchObject({ input: "<stdin>", model: "Three children of one codec" });
  });

  it("exits with the statuses of the table", () => {
    expect(run(["--version"]).status).toBe(0);
    expect(run([]).status).toBe(2);
    expect(run(["analyze", "no-such-file.dts"]).status).toBe(2);
    expect(run(["analyze", BOARD, "no-such-file.dts"]).status).toBe(2);
  });

  it("does not mind a closed pipe, however much is left to write", async () => {
    const boards = Array.from({ length: 8 }, () => BOARD).map((board, i) => `${"./".repeat(i + 1)}${board}`);
    const child = spawn(process.execPath, [BIN, "analyze", "--format", "json", ...boards]);
    const closed = once(child, "close");
    let errors = "";
    child.stderr.on("data", (chunk) => {
      errors += chunk;
    });
    const [first] = await once(child.stdout, "data");
    child.stdout.destroy();
    expect(String(first)).toMatch(/^\{\n/);
    expect([...(await closed), errors]).toEqual([0, null, ""]);
  });

  it("starts without the parser, the schema library or the YAML reader", () => {
    const hook = `data:text/javascript,${encodeURIComponent(LISTING_LOADER)}`;
    const { stderr } = spawnSync(process.execPath, ["--no-warnings", "--loader", hook, BIN, "--help"], {
      encoding: "utf8",
    });
    const loaded = stderr.split("\n").filter((line) => line.startsWith("loaded "));
    expect(loaded.some((line) => line.includes("dist/cli/main.js"))).toBe(true);
    expect(loaded.filter((line) => /chevrotain|\/zod\/|\/yaml\/|dist\/dts|dist\/system/.test(line))).toEqual([]);
  });
});

describe("outputs that cannot be written", needs("/dev/full"), () => {
  let full = -1;
  beforeAll(() => {
    full = openSync("/dev/full", "w");
  });
  afterAll(() => closeSync(full));
  const NOTICE = "iova-plan: error: standard output cannot be written: no space is left on the device\n";

  const withStreams = (argv: string, stdout: "pipe" | number, stderr: "pipe" | number) =>
    spawnSync(process.execPath, [BIN, ...argv.split(" ")], { encoding: "utf8", stdio: ["ignore", stdout, stderr] });

  it.each([`analyze ${BOARD}`, `check ${BOARD} --format json`, "rules", "--help"])("%s > /dev/full", (argv) => {
    const { status, stderr } = withStreams(argv, full, "pipe");
    expect(stderr).toBe(NOTICE);
    expect(status).toBe(2);
  });

  it.each(["-o /dev/full", "--format json=/dev/full"])("%s", (option) => {
    const { status, stdout, stderr } = run(`analyze ${BOARD} ${option}`.split(" "));
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toBe("/dev/full: error: cannot be written: no space is left on the device\n");
  });

  it("says by its status that standard error is lost", () => {
    expect(withStreams("analyze --help", "pipe", full).status).toBe(0);
    expect(withStreams(`analyze ${BOARD} --overlay ${BOARD}`, "pipe", full).status).toBe(2);
    expect(withStreams("analyze --no-such", full, full).status).toBe(2);
  });
});

/** A loader that names every module on standard error. */
const LISTING_LOADER = `
import { writeSync } from "node:fs";
export async function load(url, context, next) { writeSync(2, "loaded " + url + "\\n"); return next(url, context); }
`;
