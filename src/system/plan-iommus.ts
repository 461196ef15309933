/** The facts that a plan states of the board's IOMMUs, and complaints about those that nothing comes of. */

import type { Diagnostic } from "../base/diagnostic.js";
import type { Placed } from "../base/source.js";
import type { IommuDriver, IommuFact } from "../iommu/driver.js";
import { rowFor, unknownDriver } from "../iommu/drivers.js";
import { driverWithFacts, type IommuFacts, noFacts } from "../iommu/facts.js";
import { vendorWindow } from "../iommu/vendor-window.js";
import type { Plan, PlannedIommu } from "../plan/model.js";
import type { DeviceTree, DtNode } from "../tree/tree.js";
import type { Master } from "./master.js";
import { nodeNamed, unknownNode } from "./plan-names.js";

export interface StatedIommus {
  readonly facts: ReadonlyMap<DtNode, IommuFacts>;
  readonly diagnostics: readonly Diagnostic[];
}

export function statedIommus(tree: DeviceTree, plan: Plan | null): StatedIommus {
  const facts = new Map<DtNode, IommuFacts>();
  const diagnostics: Diagnostic[] = [];
  for (const planned of plan?.iommus ?? []) {
    const { value: name, location } = planned.node;
    const node = nodeNamed(tree, name);
    if (node === null) diagnostics.push(unknownNode(tree, planned.node));
    else if (!node.properties.has("#iommu-cells")) {
      const message = `'${name}' is not an IOMMU: it has no #iommu-cells`;
      diagnostics.push({ severity: "error", code: "plan-no-iommu", message, location });
    } else if (facts.has(node)) {
      const message = `'${name}' is the same IOMMU as an earlier entry`;
      diagnostics.push({ severity: "error", code: "plan-duplicate", message, location });
    } else {
      facts.set(node, factsOf(planned));
      diagnostics.push(...unread(planned, rowFor(node) ?? unknownDriver));
    }
  }
  return { facts, diagnostics };
}

const factsOf = (planned: PlannedIommu): IommuFacts => ({
  streamIdBits: planned.streamIdBits?.value ?? null,
  outputBits: planned.outputBits?.value ?? null,
  inputBits: planned.inputBits?.value ?? null,
  pageSizes: planned.pageSizes?.value ?? null,
  streamMapEntries: planned.streamMapEntries?.value ?? null,
  msiWindow: planned.msiWindow?.value ?? null,
  window: planned.window?.value ?? null,
});

/** A fact that the driver has fixed in its code, or that its hardware does not have. */
function unread(planned: PlannedIommu, driver: IommuDriver): readonly Diagnostic[] {
  const facts: readonly [IommuFact, Placed<unknown> | null][] = [
    ["stream-id-bits", planned.streamIdBits],
    ["output-bits", planned.outputBits],
    ["input-bits", planned.inputBits],
    ["page-sizes", planned.pageSizes],
    ["stream-map-entries", planned.streamMapEntries],
    ["msi-window", planned.msiWindow],
  ];
  return facts.flatMap(([fact, stated]): readonly Diagnostic[] => {
    if (stated === null || driver.reads[fact] !== undefined) return [];
    const message = `'${fact}' has no effect: ${driver.id} does not read it from its hardware`;
    return [{ severity: "warning", code: "plan-fact-unused", message, location: stated.location }];
  });
}

/**
 * Masters whose driver works as the facts of their IOMMU say, or a vendor's window of it; one and the same driver for all
 * of one IOMMU.
 */
export function withStatedFacts(masters: readonly Master[], facts: ReadonlyMap<DtNode, IommuFacts>): readonly Master[] {
  const drivers = new Map<DtNode, IommuDriver>();
  return masters.map((master) => {
    const { attachment } = master;
    const { iommu } = attachment;
    if (iommu === null) return master;
    const driver = drivers.get(iommu) ?? statedDriver(attachment.driver, iommu, facts.get(iommu) ?? null);
    drivers.set(iommu, driver);
    return driver === attachment.driver ? master : { ...master, attachment: { ...attachment, driver } };
  });
}

function statedDriver(driver: IommuDriver, iommu: DtNode, stated: IommuFacts | null): IommuDriver {
  const window = stated?.window ?? vendorWindow(iommu)?.window ?? null;
  return stated === null && window === null ? driver : driverWithFacts(driver, { ...(stated ?? noFacts), window });
}
