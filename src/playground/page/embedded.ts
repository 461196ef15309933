/** What the build puts into the page: the worker's program, the examples, and the names of profiles. */
import type { Files } from "./workspace.js";

export interface Example {
  readonly name: string;
  /** What its tree calls itself. */
  readonly model: string;
  readonly files: Files;
}

interface EmbeddedExample {
  readonly name: string;
  readonly model: string;
  /** Texts by path. */
  readonly files: Readonly<Record<string, string>>;
}

const textOf = (id: string): string => document.getElementById(id)?.textContent ?? "";

export function examples(): readonly Example[] {
  const embedded: readonly EmbeddedExample[] = JSON.parse(textOf("examples"));
  return embedded.map(({ name, model, files }) => ({ name, model, files: new Map(Object.entries(files)) }));
}

/** Of the built-in profiles. */
export function profileNames(): readonly string[] {
  const names: readonly string[] = JSON.parse(textOf("profiles"));
  return names;
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

declare global {
  interface Window {
    readonly trustedTypes?: TrustedTypes;
  }
}

/** The page's policy lets this one rule make addresses of programs, and of none but the one that lies here. */
const RULE = { createScriptURL: (url: string): string => url };

let trusted: ReturnType<TrustedTypes["createPolicy"]> | null = null;

export function startWorker(): Worker {
  const program = new Blob([textOf("worker")], { type: "text/javascript" });
  const url = URL.createObjectURL(program);
  trusted ??= window.trustedTypes?.createPolicy("iova-plan-worker", RULE) ?? RULE;
  return new Worker(trusted.createScriptURL(url));
}
