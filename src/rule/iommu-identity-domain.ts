import { defineRule } from "./engine/model.js";
import { onePerNode } from "./facts/consumers.js";
import { propertyAt } from "./facts/place.js";
import { consumerSubject } from "./facts/subjects.js";

export const iommuIdentityDomain = defineRule({
  id: "iommu-identity-domain",
  title: "a consumer that gets an identity domain by default",
  severity: "note",
  why: "The IOMMU's driver asks for an identity domain for this device (def_domain_type, as for qcom,mdss in arm-smmu-qcom.c, 6.12): there is no IOVA allocator, and reservations have no effect until its driver makes a domain of its own.",
  fix: "Nothing; the figures are for a DMA domain.",
  needs: [],
  check: ({ system }) =>
    system.options.iommuMode === "passthrough"
      ? []
      : onePerNode(system).flatMap(({ node, path, domainType, kind }) =>
          domainType !== "identity" || node === null || kind === "runtime-child"
            ? []
            : [
                {
                  consumer: path,
                  message: `Linux gives ${path} an identity domain by default`,
                  location: propertyAt(system.tree, node, "iommus"),
                  details: ["its DMA addresses are physical; its reservations have no effect"],
                  help: null,
                  about: [consumerSubject(path)],
                  key: "",
                },
              ],
        ),
});
