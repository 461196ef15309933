import { defineRule } from "./engine/model.js";
import { onePerNode } from "./facts/consumers.js";
import { propertyAt } from "./facts/place.js";
import { consumerSubject } from "./facts/subjects.js";

export const rangesUnsupported = defineRule({
  id: "ranges-unsupported",
  title: "no kernel at hand reads iommu-ranges",
  severity: "warning",
  why: "The property came to dt-schema in September 2026 and its kernel side is under review: until it is merged, the whole space is handed out. The reports apply it all the same, and say so.",
  fix: "For released kernels, reserve the rest with iommu-addresses as well.",
  needs: [],
  check: ({ system }) =>
    onePerNode(system).flatMap(({ node, path }) =>
      node === null || !node.properties.has("iommu-ranges")
        ? []
        : [
            {
              consumer: path,
              message: `Linux ${system.options.kernel.text} does not read 'iommu-ranges' of ${path}`,
              location: propertyAt(system.tree, node, "iommu-ranges"),
              details: ["no release does yet; the figures of reports apply it all the same"],
              help: null,
              about: [consumerSubject(path)],
              key: "",
            },
          ],
    ),
});
