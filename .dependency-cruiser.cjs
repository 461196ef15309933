/** Which room may import which: the one direction text -> tree -> system -> layouts -> findings -> reports. */
const mayImport = {
  base: [],
  kernel: [],
  iova: ["base"],
  tree: ["base"],
  dts: ["base", "tree"],
  dtb: ["base", "tree"],
  of: ["base", "kernel", "tree"],
  iommu: ["base", "kernel", "tree", "of"],
  yaml: ["base"],
  plan: ["base", "yaml"],
  config: ["base", "yaml", "plan"],
  system: ["base", "kernel", "tree", "of", "iommu", "plan", "iova"],
  verify: ["base", "tree", "system"],
  fault: ["base", "kernel", "tree", "of", "iommu", "system"],
  layout: ["base", "kernel", "of", "iova", "system"],
  profile: ["base", "kernel", "tree", "of", "iommu", "yaml", "plan"],
  suggest: ["base", "tree", "of", "iommu", "system", "layout"],
  trace: ["base"],
  simulate: ["base", "iova", "trace", "system", "verify"],
  rule: ["base", "kernel", "tree", "of", "iommu", "config", "system", "layout"],
  diff: ["base", "system", "layout", "rule"],
  // Printers may know the types of what they print, but run nothing of it.
  report: ["base"],
  // The pages' script shows reports as they are saved, and knows no board.
  viewer: ["base", "report"],
};
/** Where all rooms come together: one board as a job, a run over many. */
mayImport.run = Object.keys(mayImport).filter((name) => name !== "viewer");

const types = {
  simulate: ["plan", "layout"],
  rule: ["plan", "simulate"],
  layout: ["tree", "plan"],
  diff: ["tree"],
  report: [
    "tree",
    "plan",
    "config",
    "iova",
    "iommu",
    "system",
    "fault",
    "layout",
    "simulate",
    "rule",
    "diff",
    "verify",
  ],
};

const room = (names) => `^src/(${names.join("|")})/`;

module.exports = {
  forbidden: [
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    ...Object.entries(mayImport).flatMap(([name, allowed]) => [
      {
        name: `${name}-imports`,
        severity: "error",
        comment: `src/${name} may import only: ${allowed.join(", ") || "nothing"}`,
        from: { path: room([name]) },
        to: {
          path: "^src/",
          pathNot: room([name, ...allowed, ...(types[name] ?? [])]),
        },
      },
      {
        name: `${name}-imports-types`,
        severity: "error",
        comment: `src/${name} may import only types from: ${(types[name] ?? []).join(", ")}`,
        from: { path: room([name]) },
        to: {
          path: room(types[name] ?? ["-"]),
          dependencyTypesNot: ["type-only"],
        },
      },
    ]),
    {
      name: "index-imports",
      severity: "error",
      comment: "the public API does not know the command line",
      from: { path: "^src/(index|parts)\\.ts$" },
      to: { path: room(["cli", "viewer"]) },
    },
    {
      name: "cli-imports",
      severity: "error",
      comment: "the command line uses the public API, as any other program would, and the parts that it is made of",
      from: { path: room(["cli"]) },
      to: { path: "^src/", pathNot: ["^src/(index|parts)\\.ts$", room(["cli", "base"])] },
    },
    {
      name: "playground-imports",
      severity: "error",
      comment: "the page to try it uses the public API, as any other page would",
      from: { path: room(["playground"]) },
      to: { path: "^src/", pathNot: ["^src/index\\.ts$", room(["playground"])] },
    },
    {
      name: "nobody-needs-the-playground",
      severity: "error",
      from: { path: "^src/", pathNot: room(["playground"]) },
      to: { path: room(["playground"]) },
    },
    {
      name: "core-runs-anywhere",
      severity: "error",
      comment: "nothing outside of the command line knows Node: a browser runs it as well",
      from: { path: "^src/", pathNot: room(["cli"]) },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "only-the-host-knows-the-world",
      severity: "error",
      comment:
        "node: modules come in through cli/host.ts (and the launcher before it); the rest works on injected files",
      from: {
        path: "^src/cli/",
        pathNot: ["^src/cli/(host|files|node-threads|standard-streams|cache/node-disk)\\.ts$", "^src/cli/bundle/"],
      },
      to: { dependencyTypes: ["core"], pathNot: "^(node:)?(path|path/posix)$" },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "types"] },
  },
};
