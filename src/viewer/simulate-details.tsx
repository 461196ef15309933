/** All that a simulation says of one consumer under one layout. */
import { visible } from "../base/visible.js";
import { counted } from "../report/amount.js";
import { TODAY } from "../report/map/model.js";
import type { SimulationView } from "../report/simulate/schema.js";
import { rawText } from "../report/styled.js";
import { failureText, remedyText } from "../report/workload-words.js";
import { DetailsPanel } from "./details-panel.js";
import { Amount, Range } from "./figures.js";
import { consumerKey, simulationKey } from "./links.js";
import { usePage } from "./page.js";

export const simulationLinks = ({ consumer, layout }: SimulationView): readonly string[] => [
  simulationKey(consumer, layout),
  consumerKey(consumer),
];

export function SimulationDetails({ simulations }: { readonly simulations: readonly SimulationView[] }) {
  const { selected } = usePage().state;
  const one = simulations.find((simulation) => simulationLinks(simulation)[0] === selected[0]);
  if (one === undefined) return null;
  const { consumer, layout, events, failures, firstFailure, remedy, late, modelAgrees } = one;
  return (
    <DetailsPanel>
      <section>
        <h3>{visible(consumer)}</h3>
        <p>
          layout <b>{visible(layout)}</b>, {counted(events, "event")}
        </p>
        <p class={failures === 0 ? "good" : "bad"}>
          {failures === 0 ? "Everything fits." : `${counted(failures, "request")} found no room.`}
        </p>
        {firstFailure !== null && <p>The first: {rawText(failureText(firstFailure))}.</p>}
        {failures > 0 && layout === TODAY && <p>{rawText(remedyText(remedy))}</p>}
        <Figures of={one} />
        {late.map(({ event, start, end, inUse }) => (
          <p key={event} class="caution">
            Reserved at event {event}, on addresses in use: <Range of={{ start, end }} />, <Amount of={inUse} /> of it
          </p>
        ))}
        {modelAgrees !== null && (
          <p>
            {modelAgrees.equal} of {counted(modelAgrees.compared, "recorded address", "recorded addresses")} are the
            model's
          </p>
        )}
      </section>
    </DetailsPanel>
  );
}

const Figures = ({ of }: { readonly of: SimulationView }) => (
  <dl>
    <dt>Peak</dt>
    <dd>
      <Amount of={of.peak} /> held at once
    </dd>
    <dt>Least free</dt>
    <dd>
      <Amount of={of.headroom} />
    </dd>
    <dt>Rounding</dt>
    <dd>
      <Amount of={of.rounding} /> at the peak
    </dd>
    <dt>Cached</dt>
    <dd>
      <Amount of={of.cached} /> at the end
    </dd>
  </dl>
);
