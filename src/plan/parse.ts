/** Reads a plan file: YAML, the schema, then the model with a location for every value that is checked later. */
import type { Diagnostic, Outcome } from "../base/diagnostic.js";
import { isError } from "../base/diagnostic.js";
import { atInput, type Location, type SourceFile } from "../base/source.js";
import { crossChecks } from "./cross-checks.js";
import type { Placed, Plan, PlannedChild, PlannedDevice, PlannedIommu, PlannedPci, PlannedSpace } from "./model.js";
import { schemaProblems, wording } from "./problems.js";
import { type PlanValues, planJsonSchema, planSchema } from "./schema.js";
import { type Place, placeAt, readYaml, type YamlValue } from "./yaml.js";

type Path = readonly PropertyKey[];
type DeviceValues = NonNullable<PlanValues["devices"]>[number];
type ChildValues = NonNullable<DeviceValues["children"]>[number];
type PciValues = NonNullable<PlanValues["pci"]>[number];
type IommuValues = NonNullable<PlanValues["iommus"]>[number];
type SpaceValues = Pick<DeviceValues, "usable" | "reserve" | "runtime" | "dma-mask" | "expect" | "workload">;

/** The plan, and every error in the file at the key or value that it is about; null when there is one. */
export function parsePlan(source: SourceFile): Outcome<Plan> {
  const { root, diagnostics } = readYaml(source);
  if (root === null) return { value: null, diagnostics };
  if (root.value === null) {
    const empty: Diagnostic = {
      severity: "error",
      code: "plan-empty",
      message: "the plan is empty",
      hint: "a plan begins with 'version: 1'",
      location: atInput(source.path),
    };
    return { value: null, diagnostics: [...diagnostics, empty] };
  }
  const result = planSchema.safeParse(root.value, { error: wording });
  const problems = [
    ...diagnostics,
    ...(result.success ? [] : schemaProblems(result.error.issues, root, planJsonSchema())),
    ...crossChecks(root),
  ];
  if (!result.success || problems.some(isError)) return { value: null, diagnostics: inFileOrder(problems) };
  const builder = new PlanBuilder(root);
  return { value: builder.plan(source.path, result.data), diagnostics: inFileOrder(problems) };
}

/** More than anyone reads: a file with more is no plan. */
const MAX_PROBLEMS = 500;

/** As a reader meets them; what has no offset comes first. */
function inFileOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const offset = ({ location }: Diagnostic) => (location.kind === "source" ? location.span.start : -1);
  const sorted = [...diagnostics].sort((a, b) => offset(a) - offset(b));
  const [next] = sorted.slice(MAX_PROBLEMS);
  if (next === undefined) return sorted;
  const left = sorted.length - MAX_PROBLEMS;
  const rest: Diagnostic = {
    ...next,
    severity: "error",
    code: "plan-problems",
    message: `and ${left} more like these`,
  };
  return [...sorted.slice(0, MAX_PROBLEMS), rest];
}

/** The schema's values with the places where the file wrote them. */
class PlanBuilder {
  constructor(private readonly root: YamlValue) {}

  plan(file: string, values: PlanValues): Plan {
    return {
      file,
      granule: values.granule ?? null,
      devices: (values.devices ?? []).map((device, i) => this.device(device, ["devices", i])),
      pci: (values.pci ?? []).map((pci, i) => this.pci(pci, ["pci", i])),
      iommus: (values.iommus ?? []).map((iommu, i) => this.iommu(iommu, ["iommus", i])),
    };
  }

  private device(values: DeviceValues, path: Path): PlannedDevice {
    return {
      ...this.space(values, path),
      node: this.placed(values.node, [...path, "node"]),
      dma: values.dma ?? null,
      children: (values.children ?? []).map((child, i) => this.child(child, [...path, "children", i])),
      first: this.list(values.first ?? [], [...path, "first"]),
      location: this.location(path),
    };
  }

  private child(values: ChildValues, path: Path): PlannedChild {
    const streams = values["stream-ids"];
    return {
      ...this.space(values, path),
      name: values.name,
      functionId: this.optional(values["function-id"], [...path, "function-id"]),
      streamIds: streams === undefined ? null : this.list(streams, [...path, "stream-ids"]),
      inherits: values.inherits,
      location: this.location(path),
    };
  }

  private space(values: SpaceValues, path: Path): PlannedSpace {
    const { expect, workload } = values;
    const expectation = expect && {
      maxWaste: expect["max-waste"] ?? null,
      largestBlock: expect["largest-block"] ?? null,
      group: expect.group ?? null,
    };
    return {
      usable: values.usable === undefined ? null : this.list(values.usable, [...path, "usable"]),
      reserve: values.reserve === undefined ? null : this.list(values.reserve, [...path, "reserve"]),
      runtime: this.list(values.runtime ?? [], [...path, "runtime"]),
      dmaMaskBits: this.optional(values["dma-mask"], [...path, "dma-mask"]),
      expect: this.optional(expectation, [...path, "expect"]),
      workload: workload?.map(({ size, count, align }) => ({ size, count, align: align ?? null })) ?? null,
    };
  }

  private pci(values: PciValues, path: Path): PlannedPci {
    const aliases = Object.entries(values.aliases ?? {}).map(([from, to]) => {
      const place = this.place([...path, "aliases", from]);
      return { from: { value: from, location: place.key }, to: { value: to, location: place.value } };
    });
    return {
      bridge: this.placed(values.bridge, [...path, "bridge"]),
      functions: this.list(values.functions, [...path, "functions"]),
      aliases,
      groups: (values.groups ?? []).map((group, i) => this.list(group, [...path, "groups", i])),
    };
  }

  private iommu(values: IommuValues, path: Path): PlannedIommu {
    return {
      node: this.placed(values.node, [...path, "node"]),
      streamIdBits: this.optional(values["stream-id-bits"], [...path, "stream-id-bits"]),
      outputBits: this.optional(values["output-bits"], [...path, "output-bits"]),
      inputBits: this.optional(values["input-bits"], [...path, "input-bits"]),
      pageSizes: this.optional(values["page-sizes"], [...path, "page-sizes"]),
      streamMapEntries: this.optional(values["stream-map-entries"], [...path, "stream-map-entries"]),
      msiWindow: this.optional(values["msi-window"], [...path, "msi-window"]),
    };
  }

  private place(path: Path): Place {
    const place = placeAt(this.root.place, path);
    if (place === null) throw new Error(`the schema made up a value at ${path.map(String).join(".")}`);
    return place;
  }

  private location(path: Path): Location {
    return this.place(path).value;
  }

  private placed<T>(value: T, path: Path): Placed<T> {
    return { value, location: this.location(path) };
  }

  private optional<T>(value: T | undefined, path: Path): Placed<T> | null {
    return value === undefined ? null : this.placed(value, path);
  }

  private list<T>(values: readonly T[], path: Path): readonly Placed<T>[] {
    return values.map((value, i) => this.placed(value, [...path, i]));
  }
}
