import { describe, expect, it } from "vitest";
import type { FileRead, FileReader } from "../../src/base/files.js";
import { isTreeFolder, readTreeFolder } from "../../src/dtb/folder.js";
import { defaultDtbLimits } from "../../src/dtb/read.js";
import { printDts } from "../../src/tree/print.js";

type Entry = { readonly [name: string]: Entry } | string | { readonly link: string } | { readonly denied: true };

/** Folders in memory; a link holds an absolute path. */
class MemoryFiles implements FileReader {
  constructor(private readonly root: Entry) {}

  readFile(path: string, maxBytes: number): FileRead {
    const entry = this.find(path)?.entry;
    if (typeof entry !== "string") return { ok: false, reason: "denied", message: "permission denied" };
    const bytes = new TextEncoder().encode(entry);
    return bytes.length > maxBytes ? { ok: false, reason: "too-large", message: "too large" } : { ok: true, bytes };
  }

  kindOf(path: string): "file" | "directory" | null {
    const found = this.find(path);
    if (found === null) return null;
    return typeof found.entry === "string" || "denied" in found.entry ? "file" : "directory";
  }

  realPath(path: string): string | null {
    return this.find(path)?.path ?? null;
  }

  list(path: string): readonly string[] {
    const entry = this.find(path)?.entry;
    return typeof entry === "object" ? Object.keys(entry).sort() : [];
  }

  private find(path: string): { readonly entry: Entry; readonly path: string } | null {
    let entry: Entry = this.root;
    let real = "";
    for (const name of path.split("/").slice(1)) {
      const next: Entry | undefined = typeof entry === "object" ? Reflect.get(entry, name) : undefined;
      if (next === undefined) return null;
      const link: unknown = typeof next === "object" ? Reflect.get(next, "link") : undefined;
      const target = typeof link === "string" ? this.find(link) : null;
      entry = target?.entry ?? next;
      real = target?.path ?? `${real}/${name}`;
    }
    return { entry, path: real };
  }
}

const board = {
  "#address-cells": "\0\0\0\x02",
  compatible: "test,board\0",
  name: "\0",
  "serial@9000000": { name: "serial\0", reg: "\0\0\0\x01", clock: { name: "another\0" } },
  cpus: {},
};

function read(dt: Entry, limits = defaultDtbLimits): { readonly dts: string | null; readonly said: readonly string[] } {
  const { value, diagnostics } = readTreeFolder("/dt", new MemoryFiles({ dt, etc: { passwd: "root" } }), limits);
  return {
    dts: value === null ? null : printDts(value),
    said: diagnostics.map(({ severity, message, location }) =>
      [severity, location.kind === "node" ? location.node : "-", message].join(" "),
    ),
  };
}

describe("a folder like /proc/device-tree", () => {
  it("is read in order of names, without the names that Linux makes up", () => {
    const { dts, said } = read(board);
    expect(said).toEqual([]);
    expect(dts).toBe(`/dts-v1/;

/ {
	#address-cells = <0x2>;
	compatible = "test,board";

	cpus {
	};

	serial@9000000 {
		reg = <0x1>;

		clock {
			name = "another";
		};
	};
};
`);
  });

  it("may link to other places of the same folder", () => {
    const { dts, said } = read({ a: { b: "x\0" }, c: { link: "/dt/a" } });
    expect(said).toEqual([]);
    expect(dts).toContain('\tc {\n\t\tb = "x";');
  });

  it("loses links that lead out of it or back up, and what cannot be read", () => {
    const { dts, said } = read({
      a: { up: { link: "/dt" }, self: { link: "/dt/a" } },
      out: { link: "/etc" },
      secret: { link: "/etc/passwd" },
      "security-password": { denied: true },
      é: "x\0",
    });
    expect(said).toEqual([
      "warning /a 'self' is left out: a link to a node above",
      "warning /a 'up' is left out: a link to a node above",
      "warning / 'out' is left out: a link that leads out of the folder",
      "warning / 'secret' is left out: a link that leads out of the folder",
      "warning / 'security-password' is left out: permission denied",
    ]);
    expect(dts).not.toContain("root");
    expect(dts).toContain('/* DTS cannot spell this name: "\\u00c3\\u00a9" */\n\t+c3+a9 = "x";');
  });

  it("is refused past a limit", () => {
    expect(read(board, { ...defaultDtbLimits, nodes: 1 }).said).toEqual(["error / the folder has more than 1 nodes"]);
    expect(read(board, { ...defaultDtbLimits, properties: 2 }).dts).toBeNull();
    expect(read(board, { ...defaultDtbLimits, nodeDepth: 1 }).dts).toBeNull();
    expect(read(board, { ...defaultDtbLimits, bytes: 10 }).said).toEqual(["error / the folder has more than 10 bytes"]);
  });

  it("must be a folder", () => {
    const { value, diagnostics } = readTreeFolder("/dt", new MemoryFiles({ dt: "x" }));
    expect(value).toBeNull();
    expect(diagnostics.map((d) => d.code)).toEqual(["not-a-folder"]);
  });

  it("is told from a folder of boards by the root's properties", () => {
    const files = new MemoryFiles({ dt: board, boards: { "a.dts": "/dts-v1/;" } });
    expect([isTreeFolder("/dt", files), isTreeFolder("/boards", files)]).toEqual([true, false]);
  });
});
