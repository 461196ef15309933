/** The consumers of a board: who has how much of its IOVA space. */
import { visible } from "../base/visible.js";
import { streamText } from "../report/amount.js";
import { fullName } from "../report/names.js";
import type { Board, Consumer, Size } from "../report/schema.js";
import { Amount, PathName, Range } from "./figures.js";
import { consumerKey, groupKey } from "./links.js";
import { type Column, DataTable } from "./table.js";

export const consumerLinks = ({ id, group }: Consumer): readonly string[] => [
  consumerKey(id),
  ...(group === null ? [] : [groupKey(group)]),
];

const amountColumn = (
  id: string,
  title: string,
  hint: string,
  of: (consumer: Consumer) => Size | null,
): Column<Consumer> => ({
  id,
  title,
  hint,
  align: "right",
  value: (consumer) => {
    const size = of(consumer);
    return size === null ? null : BigInt(size);
  },
  show: (consumer) => <Amount of={of(consumer)} />,
});

const KINDS: Readonly<Record<Consumer["kind"], string>> = {
  node: "node",
  "child-node": "child node",
  "runtime-child": "runtime child",
  "pci-function": "PCI function",
};

const COLUMNS: readonly Column<Consumer>[] = [
  {
    id: "consumer",
    title: "Consumer",
    value: ({ id }) => id,
    text: ({ id, labels }) => visible([id, ...labels].join(" ")),
    show: (consumer) => (
      <span title={visible(consumer.id)}>
        <PathName of={fullName(consumer)} />
      </span>
    ),
  },
  { id: "kind", title: "Kind", value: ({ kind }) => KINDS[kind] },
  {
    id: "group",
    title: "Group",
    value: ({ group, groupReason }) => group ?? (groupReason === null ? "none" : `none: ${visible(groupReason)}`),
  },
  { id: "streams", title: "Streams", value: ({ streams }) => streams.map(streamText).join(" ") },
  {
    id: "reach",
    title: "Reach",
    hint: "What it could address with no reservation",
    value: ({ reach }) => (reach === null ? null : BigInt(reach.end)),
    text: ({ reach }) => (reach === null ? "none" : `${reach.start} ${reach.end}`),
    show: ({ reach }) => <Range of={reach} />,
  },
  amountColumn("reserved", "Reserved", "Reach minus usable", ({ reserved }) => reserved),
  amountColumn("usable", "Usable", "What its allocator can hand out", ({ usable }) => usable.bytes),
  amountColumn("below4G", "Below 4 GiB", "Of the usable", ({ usable }) => usable.below4G),
  amountColumn("block", "Largest block", "The largest usable range", ({ usable }) => usable.largestBlock),
  amountColumn(
    "aligned",
    "Largest aligned",
    "The largest naturally aligned allocation that succeeds",
    ({ usable }) => usable.largestAligned,
  ),
  {
    id: "blocks",
    title: "Blocks",
    hint: "How many usable ranges",
    align: "right",
    value: ({ usable }) => usable.blocks,
    show: ({ usable }) => <data value={usable.blocks}>{usable.blocks}</data>,
  },
  amountColumn("need", "Must avoid", "By its plan, or its tree", ({ need }) => need?.bytes ?? null),
];

export const ConsumersTable = ({ board }: { readonly board: Board }) => (
  <DataTable name="consumers" caption="Consumers" rows={board.consumers} columns={COLUMNS} links={consumerLinks} />
);
