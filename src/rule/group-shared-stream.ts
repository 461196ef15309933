import type { Consumer, Stream } from "../system/model.js";
import { pathOf } from "../tree/tree.js";
import { defineRule, type Observation } from "./engine/model.js";
import { type NodeStreams, streamName, streamsAre, streamsByIommu } from "./facts/streams.js";
import { consumerSubject } from "./facts/subjects.js";

export const groupSharedStream = defineRule({
  id: "group-shared-stream",
  title: "the same stream id on two nodes",
  severity: "note",
  why: 'An SMMU v2 puts both devices in one group, hence one IOVA domain (arm_smmu_find_sme, 6.12); 208 upstream boards do so. An SMMU v3 refuses the second: "stream N already in tree" (arm_smmu_insert_master), and the device binds without a group; this is reported as an error.',
  fix: "Where the devices really share a stream, plan their needs together; behind an SMMU v3, let one node own the stream.",
  needs: [],
  check: ({ system }) =>
    [...streamsByIommu(system)].flatMap(([iommu, users]) => {
      const streamsToDriver = streamsAre(iommu, system);
      // Without stream ids every master is one and the same to the IOMMU.
      if (streamsToDriver === "unused" || users.every(({ streams }) => streams.every((s) => s.cells.length === 0)))
        return [];
      const first = new Map<string, NodeStreams>();
      return users.flatMap((user) => {
        const shared = sharedWithEarlier(user, first, streamsToDriver === "owned", pathOf(iommu));
        for (const stream of user.streams) if (!first.has(keyOf(stream))) first.set(keyOf(stream), user);
        return shared;
      });
    }),
});

/** @param first of the users before it that has each stream */
function sharedWithEarlier(
  user: NodeStreams,
  first: ReadonlyMap<string, NodeStreams>,
  isRefused: boolean,
  iommu: string,
): readonly Observation[] {
  for (const stream of user.streams) {
    const other = first.get(keyOf(stream));
    if (other === undefined) continue;
    const { path } = user.consumer;
    const name = streamName(stream);
    return [
      {
        consumer: path,
        message: `${path} and ${other.consumer.path} have the same stream ${name} of ${iommu}`,
        location: stream.location,
        details: [
          isRefused
            ? `arm-smmu-v3 refuses the device that comes second ("stream ${stream.id} already in tree"): it binds without a group`
            : effectOf(user.consumer, other.consumer),
        ],
        help: null,
        related: [{ message: "the other device", location: other.consumer.location }],
        ...(isRefused ? { severity: "error" as const } : {}),
        about: [consumerSubject(path)],
        key: `${iommu} ${name} ${other.consumer.path}`,
      },
    ];
  }
  return [];
}

function effectOf(consumer: Consumer, other: Consumer): string {
  if (consumer.domain !== other.domain)
    return "each also has streams of its own, and the figures are for one domain each";
  return consumer.group === null
    ? "Linux gives neither a group; the figures are for the one IOVA domain that the stream can lead to"
    : "Linux puts both in one group: they share an IOVA domain";
}

const keyOf = ({ id, mask }: Stream): string => `${id} ${mask}`;
