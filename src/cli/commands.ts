/** The commands, each loaded when it is used: made from the folder by `npm run registries`. */
import type { CommandEntry } from "./command-entry.js";

export const commands: readonly CommandEntry[] = [
  {
    name: "analyze",
    summary: "consumers, inheritance, groups, reservations, usable space, and the waste of every layout",
    hidden: false,
    load: () => import("./command/analyze.js"),
  },
  {
    name: "check",
    summary: "rules, expectations and budgets, with an exit status for CI",
    hidden: false,
    load: () => import("./command/check.js"),
  },
  {
    name: "diff",
    summary: "what a change does: two device trees or git revisions compared by effect",
    hidden: false,
    load: () => import("./command/diff.js"),
  },
  {
    name: "tree",
    summary: "the inheritance tree alone",
    hidden: false,
    load: () => import("./command/tree.js"),
  },
  {
    name: "map",
    summary: "the IOVA spaces as a picture: bars for the terminal, an SVG with -o FILE.svg, a page with -o FILE.html",
    hidden: false,
    load: () => import("./command/map.js"),
  },
  {
    name: "why",
    summary: "why an address is reserved or free: by what, and where that is written",
    hidden: false,
    load: () => import("./command/why.js"),
  },
  {
    name: "init",
    summary: "write a starter plan: what each device needs, to fill in",
    hidden: false,
    load: () => import("./command/init.js"),
  },
  {
    name: "suggest",
    summary: "the best layout as a patch, an overlay or C code, with its proof",
    hidden: false,
    load: () => import("./command/suggest.js"),
  },
  {
    name: "verify",
    summary: "compare the prediction with /sys/kernel/iommu_groups of a running kernel",
    hidden: false,
    load: () => import("./command/verify.js"),
  },
  {
    name: "capture",
    summary: "print a shell script for the target that collects what verify compares",
    hidden: false,
    load: () => import("./command/capture.js"),
  },
  {
    name: "simulate",
    summary: "replay the plan's workloads or a kernel trace in every layout: do they fit",
    hidden: false,
    load: () => import("./command/simulate.js"),
  },
  {
    name: "profiles",
    summary: "the built-in profiles: what hardware needs, by compatible",
    hidden: false,
    load: () => import("./command/profiles.js"),
  },
  {
    name: "playground",
    summary: "write the whole tool as one HTML page that runs in a browser",
    hidden: false,
    load: () => import("./command/playground.js"),
  },
  {
    name: "render",
    summary: "a saved report in any other format",
    hidden: false,
    load: () => import("./command/render.js"),
  },
  {
    name: "rules",
    summary: "the rules of check",
    hidden: false,
    load: () => import("./command/rules.js"),
  },
  {
    name: "explain",
    summary: "explain a rule or an assumption",
    hidden: false,
    load: () => import("./command/explain.js"),
  },
  {
    name: "schema",
    summary: "the JSON Schema of a report, a plan or a config",
    hidden: false,
    load: () => import("./command/schema.js"),
  },
  {
    name: "completion",
    summary: "a completion script for bash, zsh or fish",
    hidden: false,
    load: () => import("./command/completion.js"),
  },
  {
    name: "cache",
    summary: "the disk cache of analyses: its size (info), or delete it (clear)",
    hidden: false,
    load: () => import("./command/cache.js"),
  },
  {
    name: "dump",
    summary: "what a stage makes of an input: text, tokens, tree or system",
    hidden: true,
    load: () => import("./command/dump.js"),
  },
];
