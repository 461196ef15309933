/**
 * Diffs every board of a folder against its own blob: whatever the source spells, the two must have the same effect.
 *
 *   npm run own-blob -- FOLDER [FOLDER...]
 *
 * Exits 1 where a board differs from its blob; 2 where there is no board, or one of them cannot be used.
 */
import { nodeFiles } from "../src/cli/files.js";
import { expandInputs, given, isUsable } from "../src/cli/inputs.js";
import { writeDtb } from "../src/dtb/write.js";
import { diff, loadDeviceTree } from "../src/index.js";

type Verdict = "same" | "differs" | "unusable";

async function compare(path: string): Promise<Verdict> {
  const { value: tree } = await loadDeviceTree(path, { files: nodeFiles });
  if (tree === null) return "unusable";
  const { changes, failures } = await diff(path, { name: "own.dtb", bytes: writeDtb(tree) }, { files: nodeFiles });
  if (failures.length > 0) return "unusable";
  for (const change of changes) console.log(`${path}: ${change.kind} of ${change.consumer ?? "the board"}`);
  return changes.length === 0 ? "same" : "differs";
}

const counts: Record<Verdict, number> = { same: 0, differs: 0, unusable: 0 };
const { inputs } = expandInputs(process.argv.slice(2).map(given), nodeFiles);
for (const { problem } of inputs) if (problem !== null) console.error(problem.message);
const paths = inputs.filter(isUsable).map(({ path }) => path);
for (const path of paths) {
  const verdict = await compare(path);
  if (verdict === "unusable") console.log(`${path}: cannot be used`);
  counts[verdict]++;
}
console.log(`${paths.length} boards: same ${counts.same}, differs ${counts.differs}, unusable ${counts.unusable}`);
process.exitCode = counts.differs > 0 ? 1 : paths.length === 0 || counts.unusable > 0 ? 2 : 0;
