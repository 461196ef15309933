import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { BoardFiles } from "../../src/base/board-files.js";
import { Facet } from "../../src/base/facet.js";
import type { FileReader } from "../../src/base/files.js";
import { SourceStore } from "../../src/base/source-store.js";

/** A file system that changes, with a record of what it was asked. */
class ChangingFiles implements FileReader {
  readonly asked: string[] = [];

  constructor(
    readonly contents: Map<string, string>,
    readonly links: ReadonlyMap<string, string> = new Map(),
  ) {}

  readFile(path: string, maxBytes: number) {
    this.asked.push(`read ${path}`);
    const text = this.contents.get(this.links.get(path) ?? path);
    if (text === undefined) return { ok: false, reason: "not-found", message: "none" } as const;
    const bytes = new TextEncoder().encode(text);
    return bytes.length > maxBytes
      ? ({ ok: false, reason: "too-large", message: `is larger than ${maxBytes} bytes` } as const)
      : ({ ok: true, bytes } as const);
  }

  kindOf(path: string) {
    this.asked.push(`kind ${path}`);
    return this.contents.has(this.links.get(path) ?? path) ? "file" : null;
  }

  realPath(path: string): string | null {
    return this.contents.has(this.links.get(path) ?? path) ? (this.links.get(path) ?? path) : null;
  }

  list(path: string): readonly string[] {
    this.asked.push(`list ${path}`);
    return [...this.contents.keys()];
  }
}

const filesOf = (contents: Record<string, string>, links: Record<string, string> = {}): ChangingFiles =>
  new ChangingFiles(new Map(Object.entries(contents)), new Map(Object.entries(links)));

function textIn(store: SourceStore, path: string): string | null {
  const read = store.file(path, 100);
  return read.ok ? read.file.source.text : null;
}

describe("a source store", () => {
  it("asks for everything once, found or not", () => {
    const files = filesOf({ a: "text" });
    const store = new SourceStore(files);
    for (let i = 0; i < 2; i++) {
      expect(textIn(store, "a")).toBe("text");
      expect(textIn(store, "b")).toBeNull();
      expect([store.kindOf("a"), store.kindOf("b")]).toEqual(["file", null]);
      expect(store.list(".")).toEqual(["a"]);
    }
    expect(files.asked).toEqual(["read a", "read b", "kind a", "kind b", "list ."]);
  });

  it("makes text, hash and whatever follows from a file once", async () => {
    const store = new SourceStore(filesOf({ a: "text" }));
    const [first, second] = [store.file("a", 100), store.file("a", 100)];
    if (!first.ok || !second.ok) return expect.fail("not read");
    let counted = 0;
    const length = new Facet((file: typeof first.file) => {
      counted++;
      return file.bytes.length;
    });
    expect(first.file).toBe(second.file);
    expect(first.file.source).toBe(second.file.source);
    expect(await first.file.sha256()).toBe(createHash("sha256").update("text").digest("hex"));
    expect(first.file.sha256()).toBe(second.file.sha256());
    expect([length.of(first.file), length.of(second.file), counted]).toEqual([4, 4, 1]);
  });

  it("keeps to the size that each caller allows", () => {
    const files = filesOf({ a: "12345" });
    const store = new SourceStore(files);
    const reason = (maxBytes: number): string => {
      const read = store.file("a", maxBytes);
      return read.ok ? "read" : `${read.reason}: ${read.message}`;
    };
    expect([reason(4), reason(3), reason(5), reason(4)]).toEqual([
      "too-large: is larger than 4 bytes",
      "too-large: is larger than 3 bytes",
      "read",
      "too-large: is larger than 4 bytes",
    ]);
    expect(files.asked).toEqual(["read a", "read a"]);
  });

  it("takes what was read elsewhere as a file", () => {
    const store = new SourceStore(filesOf({}));
    store.add("<stdin>", new TextEncoder().encode("piped"));
    expect(textIn(store, "<stdin>")).toBe("piped");
  });

  it("forgets one file by whatever path it is known, and what was missing", () => {
    const files = filesOf({ "/a": "old", "/b": "kept" }, { link: "/a" });
    const store = new SourceStore(files);
    const read = (): unknown => ["/a", "link", "/b", "/new"].map((path) => textIn(store, path));
    const before = store.file("link", 100);
    expect(store.kindOf("/new")).toBeNull();
    expect(read()).toEqual(["old", "old", "kept", null]);
    files.contents.set("/a", "changed").set("/b", "changed, but nobody said so").set("/new", "come");
    expect(read()).toEqual(["old", "old", "kept", null]);
    expect(store.kindOf("/new")).toBeNull();
    const { age } = store;
    store.forget("/a");
    expect(read()).toEqual(["changed", "changed", "kept", "come"]);
    expect(store.kindOf("/new")).toBe("file");
    expect(store.age).toBeGreaterThan(age);
    expect(before.ok && before.file.source.text).toBe("old");
  });

  it("forgets a file that is gone", () => {
    const files = filesOf({ a: "text" });
    const store = new SourceStore(files);
    expect([textIn(store, "a"), store.kindOf("a")]).toEqual(["text", "file"]);
    files.contents.delete("a");
    store.forget("a");
    expect([textIn(store, "a"), store.kindOf("a")]).toEqual([null, null]);
  });
});

describe("a board's files", () => {
  it("are those that it read and those that it missed, not what other boards did", () => {
    const store = new SourceStore(filesOf({ a: "a", b: "b" }));
    const [one, other] = [new BoardFiles(store), new BoardFiles(store)];
    one.readFile("b", 10);
    one.readFile("a", 10);
    one.readFile("b", 10);
    one.readFile("none", 10);
    one.kindOf("nowhere");
    other.readFile("a", 10);
    const search = { missed: ["x", "y"] };
    other.noteSearch(search);
    other.noteSearch(search);
    expect([...one.files.keys()]).toEqual(["b", "a"]);
    expect([...one.missed]).toEqual(["none", "nowhere"]);
    expect([...other.files.keys()]).toEqual(["a"]);
    expect([...other.missed]).toEqual(["x", "y"]);
    expect(one.files.get("a")).toBe(other.files.get("a"));
  });

  it("come from the store that a caller has, or from one of their own", () => {
    const store = new SourceStore(filesOf({}));
    const board = BoardFiles.over(store);
    expect(board.store).toBe(store);
    expect(BoardFiles.over(board)).toBe(board);
    expect(BoardFiles.over(filesOf({})).store).not.toBe(store);
  });
});
