/** The built program as a shell runs it; 'npm test' builds first. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  watch,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { needs } from "../oracles.js";

const BIN = "bin/iova-plan.js";
const BOARD = "examples/dts/three-children.dts";

const run = (argv: readonly string[], input = "") =>
  spawnSync(process.execPath, [BIN, ...argv], {
    input,
    encoding: "utf8",
    maxBuffer: 1 << 26,
    env: { ...process.env, NO_COLOR: "1" },
  });

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

  describe("with many boards", () => {
    /** Enough for five threads. */
    const MANY = 20;
    let folder = "";
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), "iova-plan-jobs-"));
      const source = readFileSync(BOARD, "utf8");
      for (let i = 0; i < MANY; i++) writeFileSync(join(folder, `board-${i}.dts`), source);
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    it("writes the same whatever the number of threads", () => {
      const one = run(["analyze", folder, "--format", "json", "--jobs", "1"]);
      expect(JSON.parse(one.stdout).boards).toHaveLength(MANY);
      for (const jobs of ["2", "5"]) {
        const more = run(["analyze", folder, "--format", "json", "--jobs", jobs]);
        expect([more.status, more.stderr, more.stdout]).toEqual([one.status, one.stderr, one.stdout]);
      }
    });

    it("ends with 130 when it is interrupted, and writes nothing then", async () => {
      // Many more than are done while the signal is on its way, and none kept by the test above.
      const boards = join(folder, "more");
      mkdirSync(boards);
      const source = readFileSync(BOARD, "utf8");
      for (let i = 0; i < 400; i++) writeFileSync(join(boards, `board-${i}.dts`), source);
      const report = join(folder, "report.json");
      const argv = ["analyze", boards, "--no-cache", "--format", `json=${report}`, "--jobs", "2"];
      const child = spawn(process.execPath, [BIN, ...argv]);
      const closed = once(child, "close");
      // It says how many boards there are, and begins.
      await once(child.stderr, "data");
      await new Promise((resolve) => setTimeout(resolve, 20));
      child.kill("SIGINT");
      // Before the threads run the signal itself is the end, which a shell calls 130 as well.
      expect([
        [130, null],
        [null, "SIGINT"],
      ]).toContainEqual(await closed);
      expect(readdirSync(folder).filter((name) => !name.endsWith(".dts"))).toEqual(["more"]);
    });
  });

  it("leaves no draft when it is interrupted while it writes", async () => {
    const folder = mkdtempSync(join(tmpdir(), "iova-plan-interrupt-"));
    try {
      const boards = Array.from({ length: 60 }, (_, i) => `${"./".repeat(i + 1)}${BOARD}`);
      const report = join(folder, "report.json");
      const argv = ["analyze", ...boards, "--no-cache", "--jobs", "1", "--format", `json=${report}`];
      const child = spawn(process.execPath, [BIN, ...argv]);
      const closed = once(child, "close");
      const watcher = watch(folder, () => {
        watcher.close();
        child.kill("SIGINT");
      });
      await closed;
      expect(readdirSync(folder)).toEqual(["report.json"]);
    } finally {
      rmSync(folder, { recursive: true });
    }
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

  it("writes all to a pipe whose reader is slow, and that does not wait", needs("bash"), () => {
    // A Node process at the other end makes the pipe one that refuses what it cannot hold.
    const script = `
      const { spawn } = require("node:child_process");
      const child = spawn(process.execPath, [${JSON.stringify(BIN)}, "analyze", "--format", "json", ...process.argv.slice(1)], {
        stdio: ["ignore", process.stdout, "inherit"],
      });
      process.stdout.write("");
      child.on("close", (status) => { process.exitCode = status; });`;
    const boards = Array.from({ length: 12 }, (_, i) => `${"./".repeat(i + 1)}${BOARD}`);
    const slow = 'node=$0 script=$1; shift; "$node" -e "$script" "$@" | (sleep 1; cat)';
    const { status, stdout } = spawnSync("bash", ["-o", "pipefail", "-c", slow, process.execPath, script, ...boards], {
      encoding: "utf8",
      maxBuffer: 1 << 28,
    });
    expect(status).toBe(0);
    expect(JSON.parse(stdout).boards).toHaveLength(12);
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

describe("the bundled program", () => {
  /** Packs that a command line needs. */
  const packsOf = (argv: readonly string[]): unknown => {
    const script = `
      const { packs, program } = require("./dist/bundle/launch.cjs");
      const host = { ...program().nodeHost(null), writeOut() {}, writeErr() {} };
      program().main(process.argv.slice(1), host).then(() => console.log(JSON.stringify(packs.used)));`;
    return JSON.parse(spawnSync(process.execPath, ["-e", script, "--", ...argv], { encoding: "utf8" }).stdout);
  };

  it("loads what a command needs", () => {
    for (const argv of [["--help"], ["--version"], ["no-such-command"]]) expect(packsOf(argv)).toEqual(["start"]);
    const withoutPlan = "test/kernel-cases/c01_only.dts";
    expect(packsOf(["analyze", withoutPlan])).toEqual(["start", "commands"]);
    expect(packsOf(["analyze", BOARD])).toEqual(["start", "commands", "yaml", "zod"]);
  });

  describe("with V8's code", () => {
    let folder = "";
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), "iova-plan-"));
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    /** Flags of V8's make another code than the build's necessary. */
    const runWithFlags = (env: Readonly<Record<string, string>> = {}) =>
      spawnSync(process.execPath, ["--no-opt", BIN, "explain", "space-low"], {
        encoding: "utf8",
        env: { ...process.env, NO_COLOR: "1", NODE_DISABLE_COMPILE_CACHE: "", XDG_CACHE_HOME: folder, ...env },
      });
    const expected = run(["explain", "space-low"]).stdout;
    const kept = (): readonly string[] => readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();

    it("keeps it where the build's does not fit, and takes it up", () => {
      expect(runWithFlags().stdout).toBe(expected);
      const files = kept();
      expect(files.filter((name) => name.endsWith(".code"))).toHaveLength(2);
      const times = files.map((name) => statSync(join(folder, name)).mtimeMs);
      expect(runWithFlags().stdout).toBe(expected);
      expect(files.map((name) => statSync(join(folder, name)).mtimeMs)).toEqual(times);
      expect(kept()).toEqual(files);
    });

    it.each([{ NODE_DISABLE_COMPILE_CACHE: "1" }, { XDG_CACHE_HOME: "/proc/no-such-folder" }])(
      "does without where it is not wanted, or cannot be kept: %o",
      (env) => {
        expect(runWithFlags(env)).toMatchObject({ status: 0, stdout: expected, stderr: "" });
        expect(kept()).toEqual([]);
      },
    );

    it("does without where it is broken, or anybody might have written it", () => {
      runWithFlags();
      for (const name of kept().filter((file) => file.endsWith(".code"))) {
        writeFileSync(join(folder, name), "no code");
        chmodSync(join(folder, name), name.includes("start") ? 0o666 : 0o600);
      }
      expect(runWithFlags()).toMatchObject({ status: 0, stdout: expected, stderr: "" });
    });
  });
});
