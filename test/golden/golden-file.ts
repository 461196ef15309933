/** Golden files: the very output, held next to what it was made from. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { expect } from "vitest";

/** `npm run golden` rewrites them; a CI run that could would find nothing wrong, ever. */
export const isRewriting = process.env["UPDATE_GOLDEN"] === "1" && process.env["CI"] === undefined;

/** A missing golden file fails: it would hold nothing. */
export function expectGolden(path: string, actual: string): void {
  if (isRewriting) writeFileSync(path, actual);
  expect(existsSync(path), `${path} is missing: 'npm run golden' writes it`).toBe(true);
  expect(actual).toBe(readFileSync(path, "utf8"));
}
