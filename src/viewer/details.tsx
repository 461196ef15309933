/** All that the report has on what was chosen, with the source line where it quotes one. */
import { visible } from "../base/visible.js";
import { rangeText } from "../report/amount.js";
import { locationText } from "../report/location.js";
import type { Board, Consumer, Location } from "../report/schema.js";
import { Amount, Range } from "./figures.js";
import { type Found, Severity } from "./findings.js";
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
  const { state, change } = usePage();
  const { selected } = state;
  if (selected.length === 0) return null;
  const finding = findings.find((one) => selected.includes(findingKey(one)));
  const consumer = board?.consumers.find(({ id }) => id === nameIn(selected, "c"));
  const range = nameIn(selected, "r");
  const parts = [
    finding !== undefined && <FindingDetails key="f" finding={finding} board={board} />,
    range !== null && board !== null && <RangeDetails key="r" range={range} board={board} consumer={consumer} />,
    consumer !== undefined && <ConsumerDetails key="c" consumer={consumer} />,
  ].filter((part) => part !== false);
  if (parts.length === 0) return null;
  return (
    <aside class="details" aria-label="What is chosen">
      <button type="button" class="close" aria-label="Close" onClick={() => change({ selected: [] })}>
        ×
      </button>
      {parts}
    </aside>
  );
}

function FindingDetails({ finding, board }: { readonly finding: Found; readonly board: Board | null }) {
  const { change } = usePage();
  const { boards = [] } = finding;
  return (
    <section>
      <h3>
        <Severity of={finding.severity} /> <code>{finding.rule}</code>
      </h3>
      <p>{visible(finding.message)}</p>
      <p class="place">{visible(locationText(finding.location))}</p>
      <Snippet of={finding} />
      {finding.location.via.map((step, i) => (
        <p key={i} class="faint small">
          {step.kind === "include" ? "included from" : `expansion of ${visible(step.name)} at`} {visible(step.file)}:
          {step.line}
        </p>
      ))}
      <ul>
        {finding.details.map((detail) => (
          <li key={detail}>{visible(detail)}</li>
        ))}
        {finding.related.map((other, i) => (
          <li key={i}>
            {visible(locationText(other.location))}: {visible(other.message)}
          </li>
        ))}
      </ul>
      {finding.help !== null && <p class="help">help: {visible(finding.help)}</p>}
      {board === null && boards.length > 0 && (
        <>
          <h4>On {boards.length === 1 ? "1 board" : `${boards.length} boards`}</h4>
          <ul class="boards">
            {boards.map((input) => (
              <li key={input}>
                <button type="button" class="link" onClick={() => change({ board: input })}>
                  {visible(input)}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
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
      <dt>Reach</dt>
      <dd>
        <Range of={consumer.reach} />
      </dd>
      <dt>Usable</dt>
      <dd>
        <Amount of={consumer.usable.bytes} /> in{" "}
        {consumer.usable.blocks === 1 ? "1 block" : `${consumer.usable.blocks} blocks`}
        <Ranges of={consumer.usable.ranges} />
      </dd>
      <dt>Reserved</dt>
      <dd>
        <Amount of={consumer.reserved} />
        {consumer.reservations.map((reservation, i) => (
          <div key={i}>
            <Range of={reservation} /> {reservation.type}{" "}
            <span class="faint">{visible(originText(reservation.origin))}</span>
          </div>
        ))}
      </dd>
      <dt>Must avoid</dt>
      <dd>
        {consumer.need === null ? (
          <span class="faint">unknown</span>
        ) : (
          <>
            <Amount of={consumer.need.bytes} />
            <Ranges of={consumer.need.ranges} />
          </>
        )}
      </dd>
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

const Ranges = ({ of }: { readonly of: Consumer["allocator"] }) => (
  <>
    {of.map((range, i) => (
      <div key={i}>
        <Range of={range} />
      </div>
    ))}
  </>
);
