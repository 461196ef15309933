import { RangeSet } from "../base/range.js";
import { runtimeCallProposal } from "../kernel/series.js";
import type { Consumer, RuntimeCall, System } from "../system/model.js";
import { defineRule } from "./engine/model.js";
import { consumerSubject } from "./facts/subjects.js";
import { extentText } from "./facts/words.js";

export const groupRuntimeSpill = defineRule({
  id: "group-runtime-spill",
  title: "a runtime reservation hits other members of the child's group",
  severity: "error",
  why: `dma_iova_set_resv_region (${runtimeCallProposal.posted}) reserves on the default domain of the device's group: every member loses the range, needed or not.`,
  fix: "Give the child a stream id, and so a group, of its own; or plan the range as a need of all members.",
  needs: [],
  check: ({ system }) =>
    system.consumers.flatMap((consumer) =>
      consumer.runtimeCalls
        .filter(({ result }) => result === "0")
        .flatMap((call) => {
          const hit = call.alsoHits.filter((id) => !wants(id, call, system));
          if (hit.length === 0) return [];
          const range = extentText(call.start, call.length);
          return [
            {
              consumer: consumer.id,
              message: `reserving ${range} for ${consumer.id} at run time also takes it from ${hit.join(", ")}`,
              location: call.location,
              details: [
                consumer.group === null
                  ? "they send on the same streams, and the call reserves on the domain behind them"
                  : `they share group ${consumer.group}, and the call reserves on the group's domain`,
              ],
              help: null,
              related: related(hit, system),
              about: [consumerSubject(consumer.id)],
              key: `${range} ${hit.join(" ")}`,
            },
          ];
        }),
    ),
});

/** Whether the plan says that the other must avoid the range, too. */
function wants(id: string, { start, length }: RuntimeCall, system: System): boolean {
  const other = system.consumerById.get(id);
  if (other?.need?.from !== "plan") return false;
  return RangeSet.of([{ start, end: start + length }])
    .clip(other.reach)
    .subtract(other.need.ranges).isEmpty;
}

const related = (ids: readonly string[], system: System) =>
  ids
    .flatMap((id): Consumer | readonly Consumer[] => system.consumerById.get(id) ?? [])
    .slice(0, 4)
    .map(({ location }) => ({ message: "this one also loses the range", location }));
