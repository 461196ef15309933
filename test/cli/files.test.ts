import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nodeFiles } from "../../src/cli/files.js";
import { nodeHost } from "../../src/cli/host.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "iova-plan-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string) => join(folder, name);

describe("files of the real host", () => {
  it("reads up to the limit and says so above it", () => {
    writeFileSync(at("a"), "12345");
    expect(nodeFiles.readFile(at("a"), 5)).toMatchObject({ ok: true, bytes: new TextEncoder().encode("12345") });
    expect(nodeFiles.readFile(at("a"), 4)).toMatchObject({ ok: false, reason: "too-large" });
  });

  it("reads files that claim to be empty, as those below /proc do", () => {
    const read = nodeFiles.readFile("/proc/self/status", 1 << 20);
    expect(read.ok && read.bytes.length).toBeGreaterThan(100);
  });

  it("has a reason for everything that cannot be read", () => {
    mkdirSync(at("folder"));
    symlinkSync(at("loop"), at("loop"));
    expect(nodeFiles.readFile(at("folder"), 9)).toMatchObject({ ok: false, reason: "is-directory" });
    expect(nodeFiles.readFile(at("gone"), 9)).toMatchObject({ ok: false, reason: "not-found" });
    expect(nodeFiles.readFile(at("loop"), 9)).toMatchObject({ ok: false, reason: "not-found" });
    expect(nodeFiles.readFile(at("a\0b"), 9)).toMatchObject({
      ok: false,
      reason: "not-found",
      message: "a file cannot have this name",
    });
  });

  it("writes what is longer than a piece with every character whole", () => {
    const long = `${"a".repeat((1 << 20) - 1)}\u{1f600}${"b".repeat(1 << 20)}\u{1f600}\u00e9`;
    for (const text of [long, ""]) {
      expect(nodeHost(null).writeFile(at("long"), text)).toEqual({ ok: true });
      expect(readFileSync(at("long"), "utf8") === text).toBe(true);
    }
    expect(readdirSync(folder)).toEqual(["long"]);
  });

  it("follows links, lists sorted by code units, and throws at nothing", () => {
    for (const name of ["b", "B", "a"]) writeFileSync(at(name), "");
    symlinkSync(at("a"), at("link"));
    expect(nodeFiles.list(folder)).toEqual(["B", "a", "b", "link"]);
    expect(nodeFiles.realPath(at("link"))).toBe(nodeFiles.realPath(at("a")));
    expect([nodeFiles.kindOf(at("link")), nodeFiles.kindOf(folder), nodeFiles.kindOf(at("gone"))]).toEqual([
      "file",
      "directory",
      null,
    ]);
    expect(nodeFiles.kindOf("/dev/null")).toBe("other");
    expect(nodeFiles.list(at("gone"))).toEqual([]);
    expect(nodeFiles.realPath(at("gone"))).toBeNull();
  });
});

describe("writing a result", () => {
  it("replaces a file as a whole, through a link, and leaves no draft behind", () => {
    writeFileSync(at("real"), "old");
    symlinkSync(at("real"), at("link"));
    expect(nodeHost(null).writeFile(at("link"), "new")).toEqual({ ok: true });
    expect(readFileSync(at("real"), "utf8")).toBe("new");
    expect(readdirSync(folder)).toEqual(["link", "real"]);
  });

  it("writes into a device instead of replacing it", () => {
    expect(nodeHost(null).writeFile("/dev/null", "text")).toEqual({ ok: true });
    expect(nodeFiles.kindOf("/dev/null")).toBe("other");
  });

  it("says why it cannot, and leaves no draft behind", () => {
    mkdirSync(at("folder"));
    expect(nodeHost(null).writeFile(at("folder"), "text")).toMatchObject({ ok: false });
    expect(nodeHost(null).writeFile(at("gone/file"), "text")).toEqual({
      ok: false,
      message: "no such file or directory",
    });
    expect(readdirSync(folder)).toEqual(["folder"]);
  });
});
