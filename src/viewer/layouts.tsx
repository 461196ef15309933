/** A family's layouts side by side: what each wastes on whom, and what it leaves. */
import { visible } from "../base/visible.js";
import { amount } from "../report/amount.js";
import { memberName } from "../report/names.js";
import type { Board, Family, Layout } from "../report/schema.js";
import { Amount } from "./figures.js";
import { consumerKey, layoutKey } from "./links.js";

export const LayoutTables = ({ board }: { readonly board: Board }) => (
  <>
    {board.families
      .filter(({ layouts, members }) => layouts.length > 0 && members.length > 0)
      .map((family) => (
        <FamilyLayouts key={family.parent} family={family} board={board} />
      ))}
  </>
);

function FamilyLayouts({ family, board }: { readonly family: Family; readonly board: Board }) {
  const { parent, layouts, verdict } = family;
  const consumers = new Map(board.consumers.map((consumer) => [consumer.id, consumer]));
  const nameOf = (id: string): string => {
    const consumer = consumers.get(id);
    return visible(consumer === undefined ? id : memberName(consumer, parent));
  };
  return (
    <section class="family">
      <h3>{visible(parent)}</h3>
      <p class={verdict.now === null || verdict.unsafeToday ? "bad" : "good"}>{visible(verdict.reason)}</p>
      <section class="scroller plain" tabindex={0} aria-label={`Layouts of ${visible(parent)}`}>
        <table class="layouts">
          <caption class="sr">Layouts of {visible(parent)}: waste by member</caption>
          <thead>
            <tr>
              <th scope="col">Waste of</th>
              {layouts.map((layout) => (
                <th
                  key={layout.id}
                  scope="col"
                  class="right"
                  title={visible(layout.title)}
                  data-links={layoutKey(parent, layout.id)}
                  tabindex={0}
                >
                  {visible(layout.id)}
                  {layout.id === verdict.recommended && <span class="badge good">recommended</span>}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {family.members.map((id, i) => (
              <tr key={id} data-links={consumerKey(id)} tabindex={0}>
                <th scope="row">{nameOf(id)}</th>
                {layouts.map((layout) => (
                  <MemberCell key={layout.id} layout={layout} index={i} parent={parent} />
                ))}
              </tr>
            ))}
            <OutcomeRows layouts={layouts} />
          </tbody>
        </table>
      </section>
    </section>
  );
}

/** Of all members together. */
const OutcomeRows = ({ layouts }: { readonly layouts: readonly Layout[] }) => (
  <>
    <tr>
      <th scope="row">all</th>
      {layouts.map((layout) => (
        <td key={layout.id} class="right">
          <Outcome waste={layout.waste} shortfall={layout.shortfall} />
        </td>
      ))}
    </tr>
    <tr>
      <th scope="row">safe</th>
      {layouts.map((layout) => (
        <td key={layout.id} class={`right ${layout.safe && !layout.exhausted ? "good" : "bad"}`}>
          {layout.exhausted ? "exhausted" : layout.safe ? "yes" : "unsafe"}
        </td>
      ))}
    </tr>
    <tr>
      <th scope="row">requires</th>
      {layouts.map((layout) => (
        <td key={layout.id} class="right wants">
          {wantsOf(layout).map((want) => (
            <div key={want}>{visible(want)}</div>
          ))}
        </td>
      ))}
    </tr>
  </>
);

interface MemberCellProps {
  readonly layout: Layout;
  readonly index: number;
  readonly parent: string;
}

function MemberCell({ layout, index, parent }: MemberCellProps) {
  const member = layout.consumers[index];
  if (member === undefined) return <td />;
  return (
    <td class="right" data-links={`${layoutKey(parent, layout.id)} ${consumerKey(member.id)}`}>
      <Outcome waste={member.waste} shortfall={member.shortfall} />
      <div class="faint small">
        leaves <Amount of={member.usable.bytes} />
      </div>
      {member.failure !== null && <div class="bad small">{visible(member.failure.reason)}</div>}
    </td>
  );
}

/** What is missing comes before what is wasted. */
const Outcome = ({ waste, shortfall }: Pick<Layout, "waste" | "shortfall">) =>
  shortfall !== null && BigInt(shortfall) > 0n ? (
    <data class="bad" value={String(shortfall)} title={`${shortfall} bytes that it must avoid stay open to it`}>
      short {amount(shortfall)}
    </data>
  ) : (
    <Amount of={waste} />
  );

function wantsOf({ requires: { kernel, deviceTreeChange, driverChange, ownStreams } }: Layout): string[] {
  const release =
    kernel.status === "any"
      ? []
      : [kernel.status === "released" ? `Linux ${kernel.since}` : `${kernel.what} (under review)`];
  return [
    ...release,
    ...(deviceTreeChange ? ["DT change"] : []),
    ...(driverChange ? ["driver change"] : []),
    ...(ownStreams ? ["own streams"] : []),
  ];
}
