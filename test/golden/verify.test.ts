/** What `verify` says in each format, and that the pages on `why` and `verify` show what is printed today. */
import { readFileSync, writeFileSync } from "node:fs";
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

/** What is printed behind each command, by the command. */
const printedBy = (text: string): Map<string, string> =>
  new Map(text.split(/^(?=\$ iova-plan )/m).map((part) => [part.split("\n", 1)[0] ?? "", part.trimEnd()]));

test.each(["docs/why.md", "docs/fault.md", "docs/verify.md"])("%s shows what is printed", (page) => {
  const names = ["why.txt", "why-boards.txt", "fault.txt", "verify.txt"];
  const held = new Map(names.flatMap((name) => [...printedBy(readFileSync(golden(name), "utf8"))]));
  const text = readFileSync(page, "utf8");
  let blocks = 0;
  const current = text.replace(/```text\n(\$ iova-plan [\s\S]*?)```/g, (_, block: string) => {
    blocks++;
    const parts = [...printedBy(block).keys()].filter((command) => command !== "");
    return `\`\`\`text\n${parts.map((command) => held.get(command) ?? `no golden has ${command}`).join("\n\n")}\n\`\`\``;
  });
  expect(blocks).toBeGreaterThan(0);
  if (process.env["UPDATE_GOLDEN"] !== undefined && process.env["CI"] === undefined) writeFileSync(page, current);
  else expect(text).toBe(current);
});
