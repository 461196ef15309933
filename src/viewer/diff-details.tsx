/** All that a diff has on the change that was chosen. */
import { visible } from "../base/visible.js";
import type { ChangeView } from "../report/diff/schema.js";
import { type Bar, Bars } from "./bars.js";
import { DetailsPanel } from "./details-panel.js";
import { type DiffRow, diffLinks, kindText } from "./diff-rows.js";
import { Amount, Range, Ranges } from "./figures.js";
import { FindingDetails } from "./finding-details.js";
import { usePage } from "./page.js";

export function DiffDetails({ rows }: { readonly rows: readonly DiffRow[] }) {
  const { selected } = usePage().state;
  const row = rows.find((one) => selected[0] === diffLinks(one)[0]);
  if (row === undefined) return null;
  const { change, lines } = row;
  return (
    <DetailsPanel>
      <section>
        <h3>{change.consumer === null ? "The board" : visible(change.consumer)}</h3>
        <p>
          <b>{kindText(change)}</b>
        </p>
        {lines.map((line, i) => (
          <p key={i}>{line}</p>
        ))}
        <Sides change={change} />
        <h4>{change.boards.length === 1 ? "On 1 board" : `The same on ${change.boards.length} boards`}</h4>
        <ul class="boards">
          {change.boards.map((board) => (
            <li key={board}>{visible(board)}</li>
          ))}
        </ul>
      </section>
    </DetailsPanel>
  );
}

/** What the words leave out. */
function Sides({ change }: { readonly change: ChangeView }) {
  switch (change.kind) {
    case "usable":
      return (
        <dl>
          <Space title="Before" of={change.before} />
          <Space title="After" of={change.after} />
        </dl>
      );
    case "consumer-added":
      return (
        <dl>
          <Space title="After" of={{ ...change.after.usable, reach: change.after.reach }} />
        </dl>
      );
    case "consumer-removed":
      return (
        <dl>
          <Space title="Before" of={{ ...change.before.usable, reach: change.before.reach }} />
        </dl>
      );
    case "streams-handed-over":
      return (
        <dl>
          <Space title="Before" of={{ ...change.before.usable, reach: change.before.reach }} />
          <Space title="After" of={{ ...change.after.usable, reach: change.after.reach }} />
        </dl>
      );
    case "reservation":
      return (
        <Bars
          label="Reserved before and after"
          bars={[reservedBar("before", change.before.reservations), reservedBar("after", change.after.reservations)]}
        />
      );
    case "finding-new":
      return <FindingDetails finding={change.after} boards={[]} />;
    case "finding-fixed":
      return <FindingDetails finding={change.before} boards={[]} />;
    default:
      return null;
  }
}

type Usable = Extract<ChangeView, { kind: "usable" }>["before"];

const Space = ({ title, of }: { readonly title: string; readonly of: Usable }) => (
  <>
    <dt>{title}: reach</dt>
    <dd>
      <Range of={of.reach} />
    </dd>
    <dt>usable</dt>
    <dd>
      <Amount of={of.bytes} />, below 4 GiB <Amount of={of.below4G} />
      <Ranges of={of.ranges} />
    </dd>
    <dt>largest block</dt>
    <dd>
      <Amount of={of.largestBlock} />, aligned <Amount of={of.largestAligned} />
    </dd>
  </>
);

type Reserved = Extract<ChangeView, { kind: "reservation" }>["before"]["reservations"];

const reservedBar = (name: string, reservations: Reserved): Bar => ({
  name,
  ranges: reservations.map(({ start, end, type, origin, inheritedFrom }) => ({
    start,
    end,
    kind: type === "direct" ? "direct" : inheritedFrom === null ? "reserved" : "inherited",
    what: `${type}, ${origin}`,
  })),
});
