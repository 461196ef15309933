/** A capture of another board differs in everything, and says nothing. */
import type { Diagnostic } from "../base/diagnostic.js";
import { atInput } from "../base/source.js";
import type { DeviceTree } from "../tree/tree.js";
import { compatibleOf, type RunningKernel } from "./running.js";

/** @param capture where it was read */
export function otherBoard(tree: DeviceTree, running: RunningKernel | null, capture: string): readonly Diagnostic[] {
  const names = compatibleOf(tree);
  const target = running?.compatible ?? [];
  if (names.length === 0 || target.length === 0 || target.some((name) => names.includes(name))) return [];
  const message = `it is from another board: '${target[0]}' was captured, and this is '${names[0]}'`;
  return [{ severity: "warning", code: "capture-of-other-board", message, location: atInput(capture) }];
}
