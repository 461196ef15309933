/** Families and their layouts as the JSON result has them. */
import { rangeSize } from "../base/range.js";
import type { FamilyLayouts, LayoutConsumer, LayoutResult } from "../layout/engine/model.js";
import type { Write } from "../layout/engine/proposal.js";
import { usableView } from "./consumer-view.js";
import { inclusive, orNull, size } from "./plain.js";
import type { Family, Layout, WriteView } from "./schema.js";

export const familyView = ({ family, layouts, verdict }: FamilyLayouts): Family => ({
  parent: family.parent,
  members: family.members.map((member) => member.id),
  layouts: layouts.map(layoutView),
  verdict: { ...verdict },
});

const layoutView = (result: LayoutResult): Layout => ({
  id: result.id,
  title: result.title,
  writes: orNull(result.proposal, ({ writes }) => writes.map(writeView)),
  safe: result.safe,
  exhausted: result.exhausted,
  waste: orNull(result.waste, size),
  shortfall: orNull(result.shortfall, size),
  unknownNeeds: result.unknownNeeds,
  consumers: result.consumers.map(layoutConsumerView),
  requires: { ...result.requires, kernel: kernelSupport(result.requires.kernel) },
  defeatedByGroups: result.defeatedByGroups,
  notes: [...result.notes],
});

/** Without what decides it inside. */
function kernelSupport(kernel: LayoutResult["requires"]["kernel"]): Layout["requires"]["kernel"] {
  switch (kernel.status) {
    case "any":
      return { status: kernel.status };
    case "released":
      return { status: kernel.status, since: kernel.since };
    case "under-review":
      return { status: kernel.status, what: kernel.what };
  }
}

const layoutConsumerView = (figures: LayoutConsumer): Layout["consumers"][number] => ({
  id: figures.consumer.id,
  path: figures.consumer.path,
  name: figures.consumer.name,
  need: orNull(figures.need, size),
  reserved: size(figures.reserved),
  waste: orNull(figures.waste, size),
  shortfall: orNull(figures.shortfall, size),
  roundingLoss: orNull(figures.roundingLoss, size),
  usable: usableView(figures.usable),
  failure: figures.failure === null ? null : { ...figures.failure },
});

function writeView(write: Write): WriteView {
  const { kind } = write;
  switch (kind) {
    case "device-holes":
      return { kind, consumer: null, ranges: write.ranges.ranges.map(inclusive) };
    case "own-window":
      return {
        kind,
        consumer: write.member.id,
        ranges: rangeSize(write.window) === 0n ? [] : [inclusive(write.window)],
      };
    default:
      return { kind, consumer: write.member.id, ranges: write.ranges.ranges.map(inclusive) };
  }
}
