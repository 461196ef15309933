import type { Consumer } from "../system/model.js";
import { defineRule } from "./engine/model.js";
import { onePerNode } from "./facts/consumers.js";
import { propertyAt } from "./facts/place.js";
import { streamName } from "./facts/streams.js";
import { consumerSubject } from "./facts/subjects.js";

export const groupSeveralStreams = defineRule({
  id: "group-several-streams",
  title: "several stream ids on one node share one IOVA space, although their needs differ",
  severity: "note",
  why: "A device has one group and one IOVA domain, whatever number of streams it has: a range that one stream must avoid is lost to all of them.",
  fix: "Where streams have different needs, give each a sub-node or a runtime child with its own stream id.",
  needs: [],
  check: ({ system }) =>
    onePerNode(system).flatMap((consumer) => {
      const { node, path, streams, kind } = consumer;
      const isOwn = node?.properties.has("iommus") === true && kind !== "pci-function";
      if (node === null || !isOwn || streams.length < 2 || streams.some((s) => s.cells.length === 0)) return [];
      if (!differInNeed(system.consumers.filter((other) => other.node === node))) return [];
      return [
        {
          consumer: path,
          message: `${path} has ${streams.length} streams and one IOVA space: ${streams.slice(0, 4).map(streamName).join(", ")}${streams.length > 4 ? "..." : ""}`,
          location: propertyAt(system.tree, node, "iommus"),
          details: [],
          help: null,
          about: [consumerSubject(path)],
          key: "",
        },
      ];
    }),
});

/** Whether a plan or a profile gives those who send on the node's streams different needs. */
function differInNeed(users: readonly Consumer[]): boolean {
  const [first, ...others] = users.flatMap(({ need }) => (need?.from === "plan" ? [need.ranges] : []));
  return first !== undefined && others.some((ranges) => !ranges.equals(first));
}
