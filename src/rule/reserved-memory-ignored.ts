import { ignoredReservedMemory, type RootProblem } from "../of/reserved-memory-root.js";
import { isAvailable } from "../of/status.js";
import { type DtNode, locationOfNode, pathOf } from "../tree/tree.js";
import { defineRule } from "./engine/model.js";
import { lostToReg } from "./facts/lost-regions.js";
import { plural } from "./facts/words.js";

export const reservedMemoryIgnored = defineRule({
  id: "reserved-memory-ignored",
  title: "Linux ignores all of /reserved-memory",
  severity: "warning",
  why: "Without #address-cells and #size-cells equal to the root's, or without ranges, Linux prints \"unsupported node format, ignoring\" (__reserved_mem_check_root, 6.12): no child reserves memory. It is an error if a region's reg does not translate either, because then its iommu-addresses are not reserved (-22).",
  fix: "Give /reserved-memory the root's #address-cells and #size-cells, and `ranges;`.",
  needs: [],
  check: ({ system }) => {
    const { tree } = system;
    const ignored = ignoredReservedMemory(tree);
    if (ignored === null) return [];
    const wanting = ignored.node.children.filter(
      (child) => isAvailable(child) && (child.properties.has("reg") || child.properties.has("size")),
    );
    if (wanting.length === 0) return [];
    const lost = lostToReg(system).filter(({ region }) => region.node.parent === ignored.node);
    return [
      {
        consumer: null,
        message: `Linux ignores all of ${pathOf(ignored.node)}: ${ignored.problems.map(problemText).join(", ")}`,
        location: locationOfNode(tree, ignored.node),
        ...(lost.length === 0 ? {} : { severity: "error" as const }),
        details: [
          `${plural(wanting.length, "region")} below it ${wanting.length === 1 ? "reserves" : "reserve"} no memory: ${names(wanting)}`,
          ...lost.map(
            ({ region, targetPath }) =>
              `the reg of ${region.path} does not translate: nothing is reserved for ${targetPath} (failed to parse memory region: -22)`,
          ),
        ],
        help: ignored.problems.map(helpFor).join(" "),
        about: [],
        key: "",
      },
    ];
  },
});

const MOST_NAMES = 4;

function names(regions: readonly DtNode[]): string {
  const shown = regions.slice(0, MOST_NAMES).map(pathOf).join(", ");
  return regions.length > MOST_NAMES ? `${shown} and ${regions.length - MOST_NAMES} more` : shown;
}

function problemText(problem: RootProblem): string {
  if (problem.kind === "no-ranges") return "it has no 'ranges'";
  const { name, have, root } = problem;
  return have === null ? `it has no '${name}'` : `its '${name}' is ${have}, the root's ${root}`;
}

const helpFor = (problem: RootProblem): string =>
  problem.kind === "no-ranges" ? "ranges;" : `${problem.name} = <${problem.root}>;`;
