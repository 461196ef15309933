/** `verify`: the verdict, every difference, and what each group was predicted to list over what it lists. */
import { useMemo } from "preact/hooks";
import { visible } from "../base/visible.js";
import { counted } from "../report/amount.js";
import type { SpanKind } from "../report/map/model.js";
import { verifyBlocks } from "../report/verify/document.js";
import type { DifferenceView, ListedRegion, VerifyReport } from "../report/verify/schema.js";
import { type Bar, Bars } from "./bars.js";
import { kindText } from "./diff-rows.js";
import { InWords } from "./in-words.js";
import { consumerKey, groupKey } from "./links.js";
import { type Column, DataTable } from "./table.js";
import { type DifferenceRow, differenceLinks, regionText, VerifyDetails } from "./verify-details.js";

export function VerifyView({ report }: { readonly report: VerifyReport }) {
  const { differences, groups } = report;
  const rows = useMemo(() => differences.map((difference, index) => ({ difference, index })), [differences]);
  return (
    <main>
      <div class="columns">
        <div>
          <Verdict report={report} />
          {rows.length > 0 && (
            <section>
              <h2>Differences</h2>
              <DataTable
                name="differences"
                caption="Differences"
                rows={rows}
                columns={DIFFERENCES}
                links={differenceLinks}
              />
            </section>
          )}
          <section>
            <h2>Groups: predicted over listed</h2>
            {groups.map((group) => (
              <Group
                key={group.number}
                group={group}
                differences={differences.filter((difference) => difference.group === group.number)}
              />
            ))}
          </section>
          <InWords blocks={() => verifyBlocks(report, true)} />
        </div>
        <VerifyDetails report={report} rows={rows} />
      </div>
    </main>
  );
}

function Verdict({ report }: { readonly report: VerifyReport }) {
  const { agrees, differences, groups, running, caveats } = report;
  return (
    <section class="verdict">
      <h1>
        {visible(report.input)} against {visible(report.capture)}
      </h1>
      <p class={`headline ${agrees ? "good" : "bad"}`}>
        {agrees ? "No difference" : counted(differences.length, "difference")}
      </p>
      <p class="faint">
        {counted(groups.length, "captured group")}, predicted for Linux {report.kernelVersion}
        {running !== null && `; the capture is of ${visible(running.model)}, Linux ${visible(running.release)}`}
      </p>
      {caveats.map((caveat, i) => (
        <p key={i} class="caution">
          {visible(caveat.message)}
        </p>
      ))}
    </section>
  );
}

const DIFFERENCES: readonly Column<DifferenceRow>[] = [
  { id: "kind", title: "Kind", value: ({ difference }) => kindText(difference) },
  { id: "group", title: "Group", value: ({ difference }) => difference.group },
  { id: "what", title: "What differs", value: ({ difference }) => visible(difference.message) },
  { id: "predicted", title: "Predicted", value: ({ difference }) => regionText(difference.predicted) },
  { id: "listed", title: "Listed", value: ({ difference }) => regionText(difference.captured) },
];

interface GroupProps {
  readonly group: VerifyReport["groups"][number];
  readonly differences: readonly DifferenceView[];
}

function Group({ group: { number, devices, predictedRegions }, differences }: GroupProps) {
  const listed = listedRegions(predictedRegions, differences);
  return (
    <article class="card" data-links={groupKey(number)} tabindex={0}>
      <h3>
        Group {visible(number)}{" "}
        {differences.length > 0 && <span class="badge error"> {counted(differences.length, "difference")}</span>}
      </h3>
      <ul>
        {devices.map(({ name, consumer, matchedBy }) => (
          <li key={name} data-links={consumer === null ? undefined : consumerKey(consumer)}>
            <b>{visible(name)}</b>{" "}
            {consumer === null ? (
              <span class="caution">no consumer of this board</span>
            ) : (
              <>
                {visible(consumer)} <span class="faint">by {matchedBy}</span>
              </>
            )}
          </li>
        ))}
      </ul>
      <Bars
        label={`Group ${visible(number)}: predicted and listed`}
        bars={[bar("predicted", predictedRegions), bar("listed", listed)]}
      />
      <ul class="small">
        {predictedRegions.map((region, i) => (
          <li key={i}>{regionText(region)}</li>
        ))}
      </ul>
    </article>
  );
}

/** What is not said to differ is listed as it was predicted. */
function listedRegions(
  predicted: readonly ListedRegion[],
  differences: readonly DifferenceView[],
): readonly ListedRegion[] {
  const isSame = (a: ListedRegion, b: ListedRegion | null) =>
    b !== null && a.start === b.start && a.end === b.end && a.type === b.type;
  return [
    ...predicted.filter((region) => !differences.some((difference) => isSame(region, difference.predicted))),
    ...differences.flatMap(({ captured }) => (captured === null ? [] : [captured])),
  ];
}

const bar = (name: string, regions: readonly ListedRegion[]): Bar => ({
  name,
  ranges: regions.map((region) => ({ ...region, kind: kindOf(region.type), what: visible(region.type) })),
});

/** Types as sysfs names them; one that it will name later is reserved to the eye. */
const kindOf = (type: string): SpanKind =>
  type === "msi" ? "hardware" : type.startsWith("direct") ? "direct" : "reserved";
