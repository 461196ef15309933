/** A cache folder for programs that tests and benches start: the user's own is neither read nor written by them. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Gone when this process ends. */
export function testCacheFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "iova-plan-cache-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
