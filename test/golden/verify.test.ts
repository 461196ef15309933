/** What `verify` says in each format, and that the pages on `why` and `verify` show what is printed today. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCli } from "../cli/virtual-host.js";
import { boardFiles, grepDump, recorded } from "../verify/recordings.js";
import { expectGolden } from "./golden-file.js";

const golden = (name: string): string => join(import.meta.dirname, name);

/** A machine that differs: lazily flushed, one range longer, one device unknown. */
const changed = () => {
  const copy = structuredClone(recorded("c12_child"));
  for (const group of copy.groups) group.type = "DMA-FQ";
  const [first] = copy.groups;
  const region = first?.sysfs.find(({ type }) => type === "reserved");
  if (region !== undefined) region.end = "0x10001fff";
  first?.members.push({ device: "dead0000.beef", node: null });
  return copy;
};

const files = {
  ...boardFiles("c12_child"),
  "groups.txt": grepDump(recorded("c12_child")),
  "changed.txt": grepDump(changed()),
};

const asked: readonly (readonly [string, number])[] = [
  ["verify board.dts groups.txt", 0],
  ["verify board.dts changed.txt", 1],
  ["verify board.dts changed.txt --iommu-mode lazy --verbose", 1],
];

test("text", async () => {
  const shown: string[] = [];
  for (const [words, status] of asked) {
    const run = await runCli(words.split(" "), { files });
    expect([words, run.status]).toEqual([words, status]);
    shown.push(`$ iova-plan ${words}\n${run.out}`);
  }
  expectGolden(golden("verify.txt"), shown.join("\n"));
});

test.each([
  ["json", "verify.json"],
  ["markdown", "verify.md.txt"],
])("%s", async (format, name) => {
  const run = await runCli(["verify", "board.dts", "changed.txt", "--format", format], { files });
  expectGolden(golden(name), run.out);
});

test.each(["docs/why.md", "docs/fault.md", "docs/verify.md"])("%s shows what is printed", (page) => {
  const held = ["why.txt", "why-boards.txt", "fault.txt", "verify.txt"]
    .map((name) => readFileSync(golden(name), "utf8"))
    .join("\n");
  const shown = [...readFileSync(page, "utf8").matchAll(/```text\n(\$ iova-plan [\s\S]*?)```/g)];
  expect(shown.length).toBeGreaterThan(0);
  for (const [, block] of shown) expect(held).toContain(block);
});
