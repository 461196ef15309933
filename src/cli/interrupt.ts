/** Ctrl-C. Without a handler it ends the process wherever that is, even between a draft and the file it becomes. */
import { exitStatus } from "./exit-status.js";

let isHandled = false;

/** From now on an interrupt ends the process when the main thread next waits: what that is doing, it finishes. */
export function exitWhenInterrupted(): void {
  if (!isHandled) process.once("SIGINT", () => process.exit(exitStatus.interrupted));
  isHandled = true;
}
