/** A run over a kernel does not keep all of it: after some boards, files are read anew. */
import { describe, expect, it } from "vitest";
import { Revisions } from "../../src/cli/git.js";
import type { Host } from "../../src/cli/host.js";
import { Worlds } from "../../src/cli/worlds.js";
import { virtualFiles } from "./virtual-host.js";

describe("worlds", () => {
  const git = () => ({ ok: false, message: "no git here" }) as const;
  const contents = { "a.dts": "first" };
  const reading = (): Worlds => {
    const host = { files: virtualFiles(contents), git } as unknown as Host;
    return new Worlds({ host, files: new Revisions(git, host.files), cache: null });
  };

  it("are one while neighbours follow each other, and another after a hundred boards or so", () => {
    const worlds = reading();
    const first = worlds.next(12);
    for (let boards = 12; boards < 96; boards += 12) expect(worlds.next(12)).toBe(first);
    const second = worlds.next(12);
    expect(second.files.store).not.toBe(first.files.store);
    expect(worlds.next(12)).toBe(second);
  });

  it("read the same files, and keep what the first board of a later one finds", () => {
    const worlds = reading();
    const first = worlds.next(96).files.store;
    const second = worlds.next(1).files.store;
    const textOf = (store: typeof first) => {
      const read = store.file("a.dts", 100);
      return read.ok ? read.file : null;
    };
    expect(textOf(second)?.source.text).toBe("first");
    expect(textOf(second)).not.toBe(textOf(first));
    expect([first.isForMany, second.isForMany]).toEqual([false, true]);
  });
});
