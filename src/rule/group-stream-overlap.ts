import type { Stream } from "../system/model.js";
import { pathOf } from "../tree/tree.js";
import { defineRule, type Observation } from "./engine/model.js";
import { type NodeStreams, streamName, streamsAre, streamsByIommu } from "./facts/streams.js";
import { consumerSubject } from "./facts/subjects.js";

export const groupStreamOverlap = defineRule({
  id: "group-stream-overlap",
  title: "stream ids with masks match some of the same ids",
  severity: "error",
  why: "An SMMU v2 cannot have two entries that match one id, unless the new one lies inside the old: arm_smmu_find_sme (6.12) returns -EINVAL, and the later device gets no IOMMU. sm8750 and tesla fsd boards have such pairs. It is a warning if only the other probe order fails.",
  fix: "Write ids and masks that are equal or have no id in common.",
  needs: [],
  check: ({ system }) =>
    [...streamsByIommu(system)].flatMap(([iommu, users]) =>
      streamsAre(iommu, system) === "matched" ? clashes(users, pathOf(iommu)) : [],
    ),
});

/** Without masks two streams are the same or have nothing in common: only pairs with a mask in them are compared. */
function clashes(users: readonly NodeStreams[], iommu: string): readonly Observation[] {
  const masked = new Set(users.filter(({ streams }) => streams.some(({ mask }) => mask !== 0)));
  if (masked.size === 0) return [];
  return users.flatMap((later, i) =>
    users
      .slice(0, i)
      .filter((earlier) => masked.has(later) || masked.has(earlier))
      .flatMap((earlier) => clash(earlier, later, iommu)),
  );
}

/** The worst that one pair of devices gives: an error before a warning. */
function clash(earlier: NodeStreams, later: NodeStreams, iommu: string): readonly Observation[] {
  let warning: readonly [Stream, Stream] | null = null;
  for (const b of later.streams) {
    for (const a of earlier.streams) {
      if (!overlap(a, b) || (a.id === b.id && a.mask === b.mask)) continue;
      if (!isInside(b, a)) return [observation(earlier, later, a, b, iommu, true)];
      if (!isInside(a, b)) warning ??= [a, b];
    }
  }
  return warning === null ? [] : [observation(earlier, later, ...warning, iommu, false)];
}

const overlap = (a: Stream, b: Stream): boolean => ((a.id ^ b.id) & ~(a.mask | b.mask) & 0xffff) === 0;

/** Whether all that `inner` matches, `outer` matches as well. */
const isInside = (inner: Stream, outer: Stream): boolean =>
  (inner.mask & outer.mask) === inner.mask && ((inner.id ^ outer.id) & ~outer.mask & 0xffff) === 0;

function observation(
  earlier: NodeStreams,
  later: NodeStreams,
  a: Stream,
  b: Stream,
  iommu: string,
  isError: boolean,
): Observation {
  const { path } = later.consumer;
  const other = earlier.consumer.path;
  const common = `0x${commonId(a, b).toString(16)}`;
  return {
    consumer: path,
    message: `stream ${streamName(b)} of ${path} and ${streamName(a)} of ${other} both match ${common}`,
    location: b.location,
    details: [
      isError
        ? `${streamName(b)} is not wholly inside ${streamName(a)}: arm-smmu refuses ${path} with -EINVAL when ${other} came first`
        : `as written, the later one is inside the earlier and joins its group; if ${path} probes first, ${other} fails with -EINVAL`,
    ],
    help: "write equal ids and masks, or ones without a common id",
    related: [{ message: "the other stream", location: a.location }],
    ...(isError ? {} : { severity: "warning" as const }),
    about: [path, other].map(consumerSubject),
    key: `${iommu} ${streamName(a)} ${streamName(b)} ${other}`,
  };
}

/** An id that both match: where one ignores a bit, the other's bit. */
const commonId = (a: Stream, b: Stream): number => ((a.id & ~a.mask) | (b.id & a.mask & ~b.mask)) & 0xffff;
