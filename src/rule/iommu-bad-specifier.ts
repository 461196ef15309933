import { iommuMap, mapProblem } from "../iommu/iommu-map.js";
import { type Kernel, otherSideOf } from "../kernel/kernel.js";
import { type PhandleListProblem, phandleList } from "../of/phandle-list.js";
import { unavailableAt } from "../of/status.js";
import { type DeviceTree, type DtNode, nodesOf, pathOf } from "../tree/tree.js";
import { cellAt, u32Of } from "../tree/value.js";
import { defineRule, type Observation } from "./engine/model.js";
import { cellsAt, propertyAt } from "./facts/place.js";
import { consumerSubject } from "./facts/subjects.js";

export const iommuBadSpecifier = defineRule({
  id: "iommu-bad-specifier",
  title: "iommus or iommu-map names no IOMMU, or has too few cells",
  severity: "error",
  why: "Linux ends the list at the first entry that it cannot read (of_parse_phandle_with_args) or gives up on the map (of_map_id; both 6.12): the device loses streams, or its IOMMU altogether.",
  fix: "Name the IOMMU's node, followed by as many cells as its #iommu-cells says.",
  needs: [],
  check: ({ system: { tree, options } }) =>
    nodesOf(tree)
      .filter((node) => (node.properties.has("iommus") || node.properties.has("iommu-map")) && isMade(node))
      .flatMap((node) => [...listProblems(tree, node), ...mapProblems(tree, node, options.kernel)]),
});

const isMade = (node: DtNode): boolean => unavailableAt(node) === null;

function listProblems(tree: DeviceTree, node: DtNode): readonly Observation[] {
  const property = node.properties.get("iommus");
  if (property === undefined) return [];
  const { problem } = phandleList(tree, property, "#iommu-cells");
  if (problem === null) return [];
  const cell = problem.offset / 4;
  const help =
    problem.reason === "too-few-cells" && problem.target !== null
      ? `its #iommu-cells is ${u32Of(problem.target, "#iommu-cells") ?? 0}`
      : null;
  return [
    observation(node, "iommus", describe(problem, cellAt(property, cell)), cellsAt(tree, node, "iommus", cell), help),
  ];
}

function describe(problem: PhandleListProblem, value: number | null): string {
  const target = problem.target === null ? "" : pathOf(problem.target);
  switch (problem.reason) {
    case "dangling":
      return `names phandle 0x${(value ?? 0).toString(16)}, and no node has it`;
    case "no-cells-property":
      return `names ${target}, which is not an IOMMU: it has no '#iommu-cells'`;
    case "too-few-cells":
      return `ends within the entry for ${target}`;
  }
}

function mapProblems(tree: DeviceTree, node: DtNode, kernel: Kernel): readonly Observation[] {
  const map = iommuMap(tree, node, kernel);
  if (map === null) return [];
  const problem = mapProblem(map);
  if (problem !== null) {
    const words = `cannot be read: ${problem.text}`;
    const other = otherSideOf(kernel, "readsIommuMapByCells");
    const there = iommuMap(tree, node, other);
    const isReadThere = there !== null && mapProblem(there) === null;
    const found = observation(node, "iommu-map", words, propertyAt(tree, node, "iommu-map"), null);
    return [isReadThere ? { ...found, details: [...found.details, `Linux ${other.text} reads it`] } : found];
  }
  return map.entries.flatMap(({ iommu, offset }) => {
    const cell = offset / 4 + 1;
    const place = cellsAt(tree, node, "iommu-map", cell);
    if (iommu === null) {
      const value = cellAt(map.property, cell) ?? 0;
      return [observation(node, "iommu-map", `names phandle 0x${value.toString(16)}, and no node has it`, place, null)];
    }
    if (u32Of(iommu, "#iommu-cells") !== null) return [];
    const words = `names ${pathOf(iommu)}, which is not an IOMMU: it has no '#iommu-cells'`;
    return [observation(node, "iommu-map", words, place, null)];
  });
}

function observation(
  node: DtNode,
  property: string,
  words: string,
  location: Observation["location"],
  help: string | null,
): Observation {
  const path = pathOf(node);
  return {
    consumer: path,
    message: `'${property}' of ${path} ${words}`,
    location,
    details: ["Linux ends the list here; a device without a readable entry has untranslated DMA"],
    help,
    about: [consumerSubject(path)],
    breaks: [consumerSubject(path)],
    key: property,
  };
}
