/** All that a verification has on the difference or the group that was chosen. */
import { visible } from "../base/visible.js";
import { rangeText } from "../report/amount.js";
import type { DifferenceView, ListedRegion, VerifyReport } from "../report/verify/schema.js";
import { DetailsPanel } from "./details-panel.js";
import { kindText } from "./diff-rows.js";
import { consumerKey, differenceKey, groupKey } from "./links.js";
import { usePage } from "./page.js";

export interface DifferenceRow {
  readonly difference: DifferenceView;
  readonly index: number;
}

export const differenceLinks = ({ difference: { group, consumers }, index }: DifferenceRow): readonly string[] => [
  differenceKey(index),
  ...(group === null ? [] : [groupKey(group)]),
  ...consumers.map(consumerKey),
];

export const regionText = (region: ListedRegion | null): string =>
  region === null ? "" : `${rangeText(region)} ${visible(region.type)}`;

interface VerifyDetailsProps {
  readonly report: VerifyReport;
  readonly rows: readonly DifferenceRow[];
}

export function VerifyDetails({ report, rows }: VerifyDetailsProps) {
  const [own] = usePage().state.selected;
  const row = rows.find((one) => differenceLinks(one)[0] === own);
  const number = row?.difference.group ?? report.groups.find((one) => groupKey(one.number) === own)?.number ?? null;
  const group = report.groups.find((one) => one.number === number);
  const parts = [
    row !== undefined && <Difference key="x" of={row.difference} />,
    group !== undefined && (
      <GroupDetails key="g" group={group} rows={rows.filter(({ difference }) => difference.group === number)} />
    ),
  ].filter((part) => part !== false);
  return parts.length === 0 ? null : <DetailsPanel>{parts}</DetailsPanel>;
}

const Difference = ({ of }: { readonly of: DifferenceView }) => (
  <section>
    <h3>{kindText(of)}</h3>
    <p>{visible(of.message)}</p>
    <dl>
      {of.predicted !== null && (
        <>
          <dt>Predicted</dt>
          <dd class="place">{regionText(of.predicted)}</dd>
        </>
      )}
      {of.captured !== null && (
        <>
          <dt>Listed</dt>
          <dd class="place">{regionText(of.captured)}</dd>
        </>
      )}
    </dl>
    {of.consumers.map((consumer) => (
      <p key={consumer}>{visible(consumer)}</p>
    ))}
  </section>
);

interface GroupDetailsProps {
  readonly group: VerifyReport["groups"][number];
  readonly rows: readonly DifferenceRow[];
}

const GroupDetails = ({ group: { number, devices, predictedRegions }, rows }: GroupDetailsProps) => (
  <section>
    <h3>Group {visible(number)}</h3>
    <ul>
      {devices.map(({ name, node, consumer, matchedBy }) => (
        <li key={name}>
          {visible(name)}: {consumer === null ? "no consumer of this board" : `${visible(consumer)}, by ${matchedBy}`}
          {node !== null && <div class="faint small">{visible(node)}</div>}
        </li>
      ))}
    </ul>
    <h4>Predicted</h4>
    <ul>
      {predictedRegions.map((region, i) => (
        <li key={i} class="place">
          {regionText(region)}
        </li>
      ))}
    </ul>
    {rows.length > 0 && <h4>Differences</h4>}
    {rows.map(({ difference, index }) => (
      <p key={index}>{visible(difference.message)}</p>
    ))}
  </section>
);
