/** Reads a plan file: YAML, the schema, then the model with a location for every value that is checked later. */
import type { Outcome } from "../base/diagnostic.js";
import type { SourceFile } from "../base/source.js";
import { type Path, Placer } from "../yaml/placer.js";
import { byHand } from "../yaml/read.js";
import { readValidated } from "../yaml/validated.js";
import { crossChecks } from "./cross-checks.js";
import type { Plan, PlannedChild, PlannedDevice, PlannedIommu, PlannedPci } from "./model.js";
import { type PlanValues, planJsonSchema, planSchema } from "./schema.js";
import { plannedSpace } from "./space.js";

type DeviceValues = NonNullable<PlanValues["devices"]>[number];
type ChildValues = NonNullable<DeviceValues["children"]>[number];
type PciValues = NonNullable<PlanValues["pci"]>[number];
type IommuValues = NonNullable<PlanValues["iommus"]>[number];

/** The plan, and every error in the file at the key or value that it is about; null when there is one. */
export function parsePlan(source: SourceFile): Outcome<Plan> {
  const { value, diagnostics } = readValidated(source, {
    kind: { code: "plan", one: "plan", many: "plans", ...byHand },
    schema: planSchema,
    jsonSchema: planJsonSchema,
    checks: crossChecks,
  });
  return { value: value === null ? null : new PlanBuilder(value.root).plan(source.path, value.values), diagnostics };
}

/** The schema's values with the places where the file wrote them. */
class PlanBuilder extends Placer {
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
      ...plannedSpace(this, values, path),
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
      ...plannedSpace(this, values, path),
      name: values.name,
      functionId: this.optional(values["function-id"], [...path, "function-id"]),
      streamIds: streams === undefined ? null : this.list(streams, [...path, "stream-ids"]),
      inherits: values.inherits,
      location: this.location(path),
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
      lutEntries: this.optional(values["lut-entries"], [...path, "lut-entries"]),
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
      window: this.optional(values.window, [...path, "window"]),
    };
  }
}
