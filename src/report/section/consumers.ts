/** One row for each consumer: its group, streams, reach, and what is left of it. */
import { amount, isZero, rangeText, streamText } from "../amount.js";
import { type Block, type Column, left, right, titledList } from "../blocks.js";
import { clustersOf } from "../clusters.js";
import { memberName, nodeName } from "../names.js";
import type { Board, Consumer } from "../schema.js";
import { joined, jointed, path, rawText, type Styled, solid, text } from "../styled.js";

interface Field {
  readonly column: Column;
  readonly cell: (consumer: Consumer) => Styled;
  /** Above the table where it is the same in every row. */
  readonly isFigure?: boolean;
}

export function consumerBlocks(board: Board, kernelVersion: string): Block[] {
  if (board.consumers.length === 0) {
    return [{ kind: "paragraph", text: text("No consumers: nothing on this board masters DMA behind an IOMMU.") }];
  }
  const { fields, shared } = split(fieldsFor(board), board.consumers);
  return [
    { kind: "title", level: 2, text: [...text("Consumers", "strong"), ...sharedText(shared, board)] },
    {
      kind: "table",
      columns: [left("consumer"), ...fields.map((field) => field.column)],
      rows: rowsOf(board).map(({ name, consumer }) => [
        name,
        ...fields.map((field) => (consumer === null ? [] : field.cell(consumer))),
      ]),
    },
    ...withoutGroup(board),
    ...promisedBlocks(board, kernelVersion),
    ...elsewhere(board),
    ...withIdentityDomain(board),
  ];
}

interface Row {
  readonly name: Styled;
  /** Null for a device that masters no DMA itself and only heads its family. */
  readonly consumer: Consumer | null;
}

/** Members of a family below their device, by their short names. */
const rowsOf = (board: Board): Row[] =>
  clustersOf(board).flatMap(({ parent, head, others }) => {
    const [only, second] = others;
    if (head === null && only !== undefined && second === undefined)
      return [{ name: labelled(path(only.id), only), consumer: only }];
    const below = others.map((consumer, i) => ({
      name: labelled([...text(i === others.length - 1 ? "└ " : "├ "), ...path(memberName(consumer, parent))], consumer),
      consumer,
    }));
    return [{ name: labelled(path(parent), head), consumer: head }, ...below];
  });

/** Behind a path, what sources and plans call the node. */
const labelled = (name: Styled, consumer: Consumer | null): Styled => [
  ...name,
  ...(consumer?.labels ?? []).flatMap((label) => text(` &${label}`, "faint")),
];

const reachOf = (consumer: Consumer): string => (consumer.reach === null ? "nothing" : rangeText(consumer.reach));

/** A column that would say the same in every row stands above the table instead. */
function split(all: readonly Field[], consumers: readonly Consumer[]): { fields: Field[]; shared: Field[] } {
  const isShared = ({ isFigure, cell }: Field) =>
    isFigure && consumers.length > 1 && new Set(consumers.map((consumer) => rawText(cell(consumer)))).size === 1;
  return { fields: all.filter((field) => !isShared(field)), shared: all.filter(isShared) };
}

const sharedText = (shared: readonly Field[], { consumers: [first] }: Board): Styled =>
  first === undefined
    ? []
    : shared.flatMap(({ column, cell }, i) => [
        ...text(`${i === 0 ? ", each with" : ","} ${rawText(column.title)} `),
        ...cell(first),
      ]);

function fieldsFor(board: Board): Field[] {
  const severalIommus = new Set(board.consumers.map((consumer) => consumer.iommu)).size > 1;
  const anyAbove4G = board.consumers.some(({ usable }) => usable.bytes !== usable.below4G);
  return [
    { column: left("group"), cell: (c) => (c.group === null ? text("none", "caution") : text(c.group)) },
    ...(severalIommus
      ? [
          {
            column: left("IOMMU"),
            cell: (c: Consumer) => (c.iommu === null ? text("none") : jointed(nodeName(c.iommu))),
          },
        ]
      : []),
    { column: left("streams"), cell: streamsCell },
    figure(left("reach"), (c) => solid(reachOf(c))),
    figure(right("reserved"), (c) => jointed(amount(c.reserved))),
    figure(right("usable"), (c) => jointed(amount(c.usable.bytes), isZero(c.usable.bytes) ? "bad" : "plain")),
    ...(anyAbove4G ? [figure(right("below 4 GiB"), (c) => jointed(amount(c.usable.below4G)))] : []),
    figure(right("largest block"), (c) => jointed(amount(c.usable.largestBlock))),
  ];
}

const figure = (column: Column, cell: Field["cell"]): Field => ({ column, cell, isFigure: true });

const streamsCell = (consumer: Pick<Consumer, "iommu" | "streams">): Styled =>
  joined(
    runsOf(consumer.streams).map((stream) => {
      const elsewhere = stream.iommu === consumer.iommu ? "" : `${nodeName(stream.iommu)}:`;
      return jointed(`${elsewhere}${streamText(stream)}`);
    }),
    " ",
  );

/** Ids that follow one another, as DMA controllers have them by the dozen, as one. */
function runsOf(streams: Consumer["streams"]): Consumer["streams"] {
  const runs: Consumer["streams"] = [];
  for (const stream of streams) {
    const last = runs.at(-1);
    const follows =
      last !== undefined &&
      last.iommu === stream.iommu &&
      last.id + last.count === stream.id &&
      [last, stream].every(({ mask, cells }) => mask === 0 && cells.length > 0);
    if (follows) runs[runs.length - 1] = { ...last, count: last.count + stream.count };
    else runs.push(stream);
  }
  return runs;
}

function withoutGroup(board: Board): Block[] {
  const items = board.consumers
    .filter((consumer) => consumer.group === null)
    .map((consumer) => [...path(consumer.id, "caution"), ...text(`: ${consumer.groupReason ?? "reason unknown"}`)]);
  return titledList("Without a group (figures as if each were attached)", items);
}

/** Never in place of the figures, for nothing of it is so on the kernel at hand. */
function promisedBlocks(board: Board, kernelVersion: string): Block[] {
  const items = board.consumers.flatMap(({ id, promised }) =>
    promised === null
      ? []
      : [
          [
            ...path(id),
            ...text(": "),
            ...solid(amount(promised.usable.bytes)),
            ...text(" usable, largest block "),
            ...solid(amount(promised.usable.largestBlock)),
          ],
        ],
  );
  return titledList(`Promised by iommu-ranges, but not read by Linux ${kernelVersion}`, items);
}

/** What a newer or older Linux does about it, for those who look at one that does not. */
function elsewhere(board: Board): Block[] {
  const items = board.consumers.flatMap((consumer) =>
    consumer.otherReleases.map((other) => [
      ...path(consumer.id),
      ...text(`: Linux ${other.kernel} gives it `),
      ...(other.problem === null
        ? [...text(other.streams.length === 1 ? "stream " : "streams "), ...streamsCell(other)]
        : text(`no IOMMU, because ${other.problem}`)),
    ]),
  );
  return titledList("Different in other releases", items);
}

function withIdentityDomain(board: Board): Block[] {
  const moot = board.consumers.filter((consumer) => consumer.domainType === "identity");
  const items =
    moot.length === board.consumers.length ? [text("all of them")] : moot.map((consumer) => path(consumer.id));
  return titledList("In an identity domain (figures as in a DMA domain)", moot.length === 0 ? [] : items);
}
