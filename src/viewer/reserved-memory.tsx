/** The regions of reserved memory, and who refers to them. */
import { visible } from "../base/visible.js";
import { rangeText } from "../report/amount.js";
import { nodeName } from "../report/names.js";
import type { Board, ReservedMemory } from "../report/schema.js";
import { Amount, Range } from "./figures.js";
import { consumerKey, regionKey } from "./links.js";
import { type Column, DataTable } from "./table.js";

const flagsOf = ({ available, noMap, reusable }: ReservedMemory): string =>
  [...(available ? [] : ["disabled"]), ...(noMap ? ["no-map"] : []), ...(reusable ? ["reusable"] : [])].join(", ");

const COLUMNS: readonly Column<ReservedMemory>[] = [
  {
    id: "region",
    title: "Region",
    value: ({ path }) => path,
    show: ({ path }) => <span title={visible(path)}>{visible(nodeName(path))}</span>,
  },
  {
    id: "physical",
    title: "Physical",
    value: ({ reg: [first] }) => (first === undefined ? null : BigInt(first.start)),
    text: ({ reg, dynamic }) => (dynamic === null ? reg.map(rangeText).join(" ") : "placed by Linux"),
    show: ({ reg, dynamic }) =>
      dynamic === null ? (
        reg.map((range, i) => <Range key={i} of={range} />)
      ) : (
        <>
          placed by Linux, <Amount of={dynamic.size} />
        </>
      ),
  },
  { id: "flags", title: "Flags", value: flagsOf },
  {
    id: "consumers",
    title: "Referred to by",
    value: ({ consumers }) => consumers.map(visible).join(", "),
  },
  {
    id: "iova",
    title: "IOVA ranges",
    value: ({ iommuAddresses: [first] }) => (first === undefined ? null : BigInt(first.start)),
    text: ({ iommuAddresses }) =>
      iommuAddresses.map((one) => `${visible(one.consumer)} ${rangeText(one)} ${one.type}`).join(" "),
    show: ({ iommuAddresses }) =>
      iommuAddresses.map((one, i) => (
        <div key={i}>
          <Range of={one} /> {one.type} <span class="faint">{visible(nodeName(one.consumer))}</span>
        </div>
      )),
  },
];

const linksOf = ({ path, consumers, iommuAddresses }: ReservedMemory): readonly string[] => [
  regionKey(path),
  ...new Set([...consumers, ...iommuAddresses.map(({ consumer }) => consumer)].map(consumerKey)),
];

export const ReservedMemoryTable = ({ board }: { readonly board: Board }) => (
  <DataTable name="memory" caption="Reserved memory" rows={board.reservedMemory} columns={COLUMNS} links={linksOf} />
);
