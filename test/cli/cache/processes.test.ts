/** Several processes over one folder, some of them killed at work: 'npm test' builds what runs here. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { boardSource } from "../boards.js";

const BIN = "bin/iova-plan.js";
const COUNT = 16;

let root = "";
let argv: string[] = [];

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "iova-plan-processes-"));
  mkdirSync(join(root, "boards"));
  for (let i = 0; i < COUNT; i++) writeFileSync(join(root, `boards/${i}.dts`), boardSource(`board ${i}`));
  argv = [BIN, "analyze", join(root, "boards"), "--format", "json", "--jobs", "2"];
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const cached = (...more: readonly string[]): string[] => [...argv, "--cache-dir", join(root, "cache"), ...more];

function whole(args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", maxBuffer: 1 << 26 });
  expect([status, stderr]).toEqual([0, `${join(root, "boards")}: ${COUNT} boards\n`]);
  return stdout;
}

describe("processes that share a folder", () => {
  it("print the same, whoever is killed when", async () => {
    const truth = whole([...argv, "--no-cache"]);
    for (let round = 0; round < 4; round++) {
      rmSync(join(root, "cache"), { recursive: true, force: true });
      const doomed = spawn(process.execPath, cached("--format", `json=${join(root, "doomed.json")}`).toSpliced(3, 2), {
        stdio: ["ignore", "ignore", "pipe"],
      });
      const closed = once(doomed, "close");
      await once(doomed.stderr, "data");
      const beside = spawn(process.execPath, cached("-o", join(root, "beside.json")), { stdio: "ignore" });
      const done = once(beside, "close");
      await new Promise((resolve) => setTimeout(resolve, 60 * round));
      doomed.kill("SIGKILL");
      await closed;
      expect(whole(cached())).toBe(truth);
      expect((await done)[0]).toBe(0);
      expect(readFileSync(join(root, "beside.json"), "utf8")).toBe(truth);
      expect(whole(cached())).toBe(truth);
    }
  });

  it("find what others have kept, whatever the number of threads", () => {
    const truth = whole([...argv, "--no-cache"]);
    expect(whole(cached("--jobs", "1"))).toBe(truth);
    const kept = (): string[] => readdirSync(join(root, "cache"), { recursive: true, encoding: "utf8" });
    const before = kept();
    writeFileSync(join(root, "boards/7.dts"), boardSource("another"));
    const changed = whole([...argv, "--no-cache"]);
    expect(changed).not.toBe(truth);
    expect(whole(cached("--jobs", "3"))).toBe(changed);
    expect(kept().filter((path) => path.endsWith(".board")).length).toBe(
      before.filter((path) => path.endsWith(".board")).length + 1,
    );
    writeFileSync(join(root, "boards/7.dts"), boardSource("board 7"));
    expect(whole(cached())).toBe(truth);
  });
});
