import { unavailableAt } from "../of/status.js";
import type { System } from "../system/model.js";
import { type DtNode, pathOf } from "../tree/tree.js";
import { defineRule } from "./engine/model.js";
import { onePerNode } from "./facts/consumers.js";
import { namedIommus } from "./facts/iommus.js";
import { propertyAt } from "./facts/place.js";
import { consumerSubject } from "./facts/subjects.js";
import { reservationTargetNoIommu } from "./reservation-target-no-iommu.js";

export const iommuDisabled = defineRule({
  id: "iommu-disabled",
  title: "a disabled IOMMU with enabled consumers",
  severity: "warning",
  why: "If one of the IOMMUs that a device names is disabled, Linux gives the device no IOMMU, without a message (of_iommu_xlate, measured on 6.12): its DMA addresses are physical. 39 upstream consumers are affected.",
  fix: "Enable the IOMMU, or take it out of the consumer's iommus.",
  needs: [reservationTargetNoIommu],
  check: ({ system }) =>
    [...consumersByDisabledIommu(system)].map(([off, [first, ...others]]) => {
      return {
        consumer: first.path,
        message: `${pathOf(off)} is disabled, but has enabled consumers: they get no IOMMU`,
        location: propertyAt(system.tree, first.node, first.node.properties.has("iommus") ? "iommus" : "iommu-map"),
        details: ["their DMA addresses are physical", ...[first, ...others].map(({ path }) => path)],
        help: null,
        about: [first, ...others].map(({ path }) => consumerSubject(path)),
        key: pathOf(off),
      };
    }),
});

interface Placed {
  readonly node: DtNode;
  readonly path: string;
}

/** Each disabled IOMMU that enabled consumers name, with those consumers in document order. */
function consumersByDisabledIommu(system: System): ReadonlyMap<DtNode, readonly [Placed, ...Placed[]]> {
  const found = new Map<DtNode, [Placed, ...Placed[]]>();
  for (const { node, path } of onePerNode(system)) {
    if (node === null) continue;
    const off = namedIommus(system.tree, node, system.options.kernel).find((iommu) => unavailableAt(iommu) !== null);
    if (off === undefined) continue;
    const known = found.get(off);
    if (known === undefined) found.set(off, [{ node, path }]);
    else known.push({ node, path });
  }
  return found;
}
