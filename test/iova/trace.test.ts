/** The replay itself: a trace that is not what the kernel said must never pass. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const recorded = join(root, "test/traces/23-dma-pci-4k.jsonl.gz");
const header = '{"granule":4096,"startPfn":1,"seed":1,"profile":"hand","rcache":true}';
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "iova-trace-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function trace(args: readonly string[], input = "") {
  const run = spawnSync(process.execPath, ["--import", "tsx", "scripts/trace.ts", ...args], { cwd: root, input });
  return { status: run.status, stdout: run.stdout.toString(), stderr: run.stderr.toString() };
}

function file(name: string, ...lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
}

describe("npm run trace", () => {
  it("passes a recorded trace, gzipped, plain and from standard input", () => {
    const plain = file("plain.jsonl", gunzipSync(readFileSync(recorded)).toString().trimEnd());
    const run = trace([recorded, plain, "-"], readFileSync(plain, "utf8"));
    expect(run).toMatchObject({ status: 0, stderr: "" });
    expect(run.stdout.match(/2003 operations, every answer equal/g)).toHaveLength(3);
  });

  it("names file, line, expected and got of a wrong answer", () => {
    const path = file("wrong.jsonl", header, '["alloc",1,1048575,true,1048575]', '["alloc",1,1048575,true,1048573]');
    const run = trace([path]);
    expect(run.status).toBe(1);
    expect(run.stderr).toBe(`${path}:3: wrong answer: expected 1048573, got 1048574\n`);
  });

  it("names the first node that differs in a dump", () => {
    const path = file("dump.jsonl", header, '["reserve",5,9,true]', '["dump",[[5,9],[12,13]]]');
    expect(trace([path]).stderr).toBe(`${path}:3: wrong answer: expected node 1 of 2: [12,13], got the end after 1\n`);
  });

  it("refuses what is no trace with status 2, and the others are still replayed", () => {
    const malformed = [
      file("no-header.jsonl", '["free",1]'),
      file("no-operation.jsonl", header),
      file("unknown.jsonl", header, '["shrink",1]'),
      file("cut.jsonl", header, '["alloc",1,10485'),
      file("fields.jsonl", header, '["alloc",1,1048575,1048575]'),
      file("size.jsonl", header, '["alloc",0,1048575,true,null]'),
      file("huge.jsonl", header, '["free",9007199254740992]'),
      file("blank.jsonl", header, "", '["free",1]'),
      file("granule.jsonl", header.replace("4096", "4000"), '["free",1]'),
      join(folder, "absent.jsonl"),
      folder,
    ];
    const cutGzip = join(folder, "cut.jsonl.gz");
    writeFileSync(cutGzip, readFileSync(recorded).subarray(0, 5000));
    const run = trace([...malformed, cutGzip, recorded]);
    expect(run.status).toBe(2);
    const complaints = run.stderr.trimEnd().split("\n");
    expect(complaints.map((line) => line.slice(0, line.indexOf(": error: ")).replace(/:\d+$/, ""))).toEqual([
      ...malformed,
      cutGzip,
    ]);
    expect(run.stderr).not.toMatch(/\bat .*\.ts:/);
    expect(run.stdout).toContain("2003 operations");
  });

  it("explains itself when called wrongly", () => {
    for (const args of [[], ["--model", "5.4", recorded], ["--frob"]]) {
      expect(trace(args)).toMatchObject({ status: 2, stdout: "" });
    }
    expect(trace([]).stderr).toContain("maple-2026");
  });

  it("does not take the proposed allocator for a released one", () => {
    expect(trace(["--model", "maple-2026", recorded]).status).toBe(1);
  });
});
