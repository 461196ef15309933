/** `verify`: the verdict, every difference, and what each group was predicted to list over what it lists. */
import { visible } from "../base/visible.js";
import { counted, rangeText } from "../report/amount.js";
import type { SpanKind } from "../report/map/model.js";
import { verifyBlocks } from "../report/verify/document.js";
import type { DifferenceView, ListedRegion, VerifyReport } from "../report/verify/schema.js";
import { type Bar, Bars } from "./bars.js";
import { InWords } from "./in-words.js";
import { consumerKey, groupKey } from "./links.js";
import { type Column, DataTable } from "./table.js";

export function VerifyView({ report }: { readonly report: VerifyReport }) {
  const { agrees, differences, groups, running, caveats } = report;
  return (
    <main>
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
      {differences.length > 0 && (
        <section>
          <h2>Differences</h2>
          <DataTable
            name="differences"
            caption="Differences"
            rows={differences}
            columns={DIFFERENCES}
            links={({ group, consumers }) => [
              ...(group === null ? [] : [groupKey(group)]),
              ...consumers.map(consumerKey),
            ]}
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
    </main>
  );
}

const regionText = (region: ListedRegion | null): string =>
  region === null ? "" : `${rangeText(region)} ${visible(region.type)}`;

const DIFFERENCES: readonly Column<DifferenceView>[] = [
  { id: "kind", title: "Kind", value: ({ kind }) => kind.replaceAll("-", " ") },
  { id: "group", title: "Group", value: ({ group }) => group },
  { id: "what", title: "What differs", value: ({ message }) => visible(message) },
  { id: "predicted", title: "Predicted", value: ({ predicted }) => regionText(predicted) },
  { id: "listed", title: "Listed", value: ({ captured }) => regionText(captured) },
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
