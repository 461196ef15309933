/** The inheritance tree: who is made from which device, and which ranges reach whom, from where. */
import { visible } from "../base/visible.js";
import { type Cluster, clustersOf } from "../report/clusters.js";
import { locationText } from "../report/location.js";
import { memberName } from "../report/names.js";
import type { Board, Consumer, ReservationView } from "../report/schema.js";
import { consumerLinks } from "./consumers.js";
import { Amount, Range } from "./figures.js";
import { consumerKey, placeKey, rangeKey, regionKey } from "./links.js";

export const InheritanceTree = ({ board }: { readonly board: Board }) => (
  <ul class="tree">
    {clustersOf(board).map((cluster) => (
      <FamilyItem key={cluster.parent} cluster={cluster} />
    ))}
  </ul>
);

const FamilyItem = ({ cluster: { parent, head, others } }: { readonly cluster: Cluster }) => (
  <li>
    {head === null ? (
      <p class="node">
        <b>{visible(parent)}</b> <span class="faint">no DMA of its own</span>
      </p>
    ) : (
      <ConsumerItem consumer={head} name={parent} />
    )}
    {others.length > 0 && (
      <ul>
        {others.map((member) => (
          <li key={member.id}>
            <ConsumerItem consumer={member} name={memberName(member, parent)} />
          </li>
        ))}
      </ul>
    )}
  </li>
);

const ConsumerItem = ({ consumer, name }: { readonly consumer: Consumer; readonly name: string }) => (
  <>
    <p class="node" data-links={consumerLinks(consumer).join(" ")} tabindex={0}>
      <b>{visible(name)}</b>{" "}
      <span class="faint">
        {consumer.kind.replace("-", " ")}, {consumer.group === null ? "no group" : `group ${consumer.group}`}
      </span>{" "}
      usable <Amount of={consumer.usable.bytes} />
    </p>
    {consumer.reservations.length > 0 && (
      <ul class="ranges">
        {consumer.reservations.map((reservation, i) => (
          <li key={i} data-links={reservationLinks(reservation, consumer).join(" ")} tabindex={0}>
            <Reservation of={reservation} isLost={consumer.reservationsLost} />
          </li>
        ))}
      </ul>
    )}
  </>
);

function reservationLinks({ start, end, origin }: ReservationView, { id }: Pick<Consumer, "id">): readonly string[] {
  return [
    rangeKey(start, end),
    consumerKey(id),
    ...("file" in origin ? [placeKey(origin.file, origin.line)] : []),
    ...("region" in origin ? [regionKey(origin.region)] : []),
  ];
}

const Reservation = ({ of, isLost }: { readonly of: ReservationView; readonly isLost: boolean }) => (
  <>
    <i class={`swatch ${of.type}`} aria-hidden="true" /> <Range of={of} /> {of.type}{" "}
    <span class="faint">{visible(originText(of.origin))}</span>
    {!of.inAllocator && <span class="caution"> listed only</span>}
    {isLost && of.inAllocator && <span class="caution"> lost: another member sets up the domain</span>}
  </>
);

/** What reserves it, where that is written, and how it came here. */
export function originText(origin: ReservationView["origin"]): string {
  switch (origin.kind) {
    case "iommu-driver":
      return origin.what;
    case "pci-window":
      return `memory window of the bridge ${origin.bridge}`;
    case "pci-inbound":
      return `outside the inbound windows of the bridge ${origin.bridge}`;
    case "runtime":
      return `at run time, ${locationText(origin)}`;
    case "iommu-ranges":
      return `outside iommu-ranges, ${locationText(origin)}${inherited(origin.inheritedFrom)}`;
    case "iommu-addresses": {
      const moved = origin.translatedFrom === null ? "" : `, moved by dma-ranges from ${origin.translatedFrom}`;
      return `${origin.region}, ${locationText(origin)}${inherited(origin.inheritedFrom)}${moved}`;
    }
  }
}

const inherited = (from: string | null): string => (from === null ? "" : `, inherited from ${from}`);
