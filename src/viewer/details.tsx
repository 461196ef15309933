/** All that the report has on what was chosen, with the source line where it quotes one. */
import { visible } from "../base/visible.js";
import { counted, rangeText } from "../report/amount.js";
import { locationText } from "../report/location.js";
import type { Board, Consumer, Location } from "../report/schema.js";
import { DetailsPanel } from "./details-panel.js";
import { Amount, Range, Ranges } from "./figures.js";
import { FindingDetails } from "./finding-details.js";
import type { Found } from "./findings.js";
import { findingKey, nameIn } from "./links.js";
import { usePage } from "./page.js";
import { quoted, Snippet } from "./source.js";
import { originText } from "./tree.js";

interface DetailsProps {
  /** Null where all boards are shown. */
  readonly board: Board | null;
  readonly findings: readonly Found[];
}

export function Details({ board, findings }: DetailsProps) {
  const { selected } = usePage().state;
  if (selected.length === 0) return null;
  const finding = findings.find((one) => selected.includes(findingKey(one)));
  const consumer = board?.consumers.find(({ id }) => id === nameIn(selected, "c"));
  const range = nameIn(selected, "r");
  const parts = [
    finding !== undefined && (
      <FindingDetails key="f" finding={finding} boards={board === null ? (finding.boards ?? []) : []} />
    ),
    range !== null && board !== null && <RangeDetails key="r" range={range} board={board} consumer={consumer} />,
    consumer !== undefined && <ConsumerDetails key="c" consumer={consumer} />,
  ].filter((part) => part !== false);
  if (parts.length === 0) return null;
  return <DetailsPanel>{parts}</DetailsPanel>;
}

interface RangeDetailsProps {
  /** START-END */
  readonly range: string;
  readonly board: Board;
  readonly consumer: Consumer | undefined;
}

function RangeDetails({ range, board, consumer }: RangeDetailsProps) {
  const [start = "0x0", end = "0x0"] = range.split("-");
  const { change } = usePage();
  const size = BigInt(end) - BigInt(start) + 1n;
  const same = (one: { readonly start: string; readonly end: string }) => one.start === start && one.end === end;
  const holders = board.consumers.filter(({ reservations }) => reservations.some(same));
  const reservations = (consumer?.reservations ?? []).filter(same);
  return (
    <section>
      <h3 class="address">{rangeText({ start, end })}</h3>
      {size > 0n && (
        <button type="button" onClick={() => change({ window: { start: BigInt(start), end: BigInt(end) } })}>
          Zoom the map to it
        </button>
      )}
      <dl>
        <dt>Size</dt>
        <dd>{size > 0n ? <Amount of={String(size)} /> : "none: its end is below its start"}</dd>
        {reservations.map((reservation, i) => (
          <Origin key={i} type={reservation.type} origin={reservation.origin} board={board} />
        ))}
        {holders.length > 1 && (
          <>
            <dt>The same range</dt>
            <dd>is reserved for {holders.length} consumers</dd>
          </>
        )}
      </dl>
    </section>
  );
}

interface OriginProps {
  readonly type: string;
  readonly origin: Consumer["reservations"][number]["origin"];
  readonly board: Board;
}

function Origin({ type, origin, board }: OriginProps) {
  const place: Location | null = "file" in origin ? origin : null;
  const quote = place === null ? null : quoted(board.findings, place);
  return (
    <>
      <dt>{type}</dt>
      <dd>
        {visible(originText(origin))}
        {"cells" in origin && origin.cells.length > 0 && (
          <div class="faint small">cells at {origin.cells.map((cell) => visible(locationText(cell))).join(", ")}</div>
        )}
        {quote !== null && <Snippet of={quote} />}
      </dd>
    </>
  );
}

const ConsumerDetails = ({ consumer }: { readonly consumer: Consumer }) => (
  <section>
    <h3>{visible(consumer.id)}</h3>
    <dl>
      <SpaceDetails {...consumer} />
      <dt>Allocator holds</dt>
      <dd>
        <Ranges of={consumer.allocator} />
      </dd>
      <dt>First page</dt>
      <dd class="address">{consumer.firstPage ?? "none: the mapping fails"}</dd>
      <dt>IOMMU</dt>
      <dd>
        {visible(consumer.iommu ?? "none")}
        {consumer.group === null ? "" : `, group ${consumer.group}`}, DMA mask {consumer.dmaMask} bits
      </dd>
      <dt>Written at</dt>
      <dd>{visible(locationText(consumer.location))}</dd>
      {consumer.assumes.length > 0 && (
        <>
          <dt>Assumes</dt>
          <dd>{consumer.assumes.map(visible).join("; ")}</dd>
        </>
      )}
    </dl>
  </section>
);

/** What it can address, and what of that is usable, reserved and needed. */
const SpaceDetails = ({ reach, usable, reserved, reservations, need }: Consumer) => (
  <>
    <dt>Reach</dt>
    <dd>
      <Range of={reach} />
    </dd>
    <dt>Usable</dt>
    <dd>
      <Amount of={usable.bytes} /> in {counted(usable.blocks, "block")}
      <Ranges of={usable.ranges} />
    </dd>
    <dt>Reserved</dt>
    <dd>
      <Amount of={reserved} />
      {reservations.map((reservation, i) => (
        <div key={i}>
          <Range of={reservation} /> {reservation.type}{" "}
          <span class="faint">{visible(originText(reservation.origin))}</span>
        </div>
      ))}
    </dd>
    <dt>Must avoid</dt>
    <dd>
      {need === null ? (
        <span class="faint">unknown</span>
      ) : (
        <>
          <Amount of={need.bytes} />
          <Ranges of={need.ranges} />
        </>
      )}
    </dd>
  </>
);
