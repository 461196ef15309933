/** A consumer's space over time: what it holds, what is free, and the largest free block; with the table behind it. */
import { visible } from "../base/visible.js";
import { amount } from "../report/amount.js";
import type { SimulationView } from "../report/simulate/schema.js";
import { Amount } from "./figures.js";

const WIDTH = 420;
const HEIGHT = 130;

type Sample = SimulationView["series"][number];

interface SpaceChartProps {
  readonly simulation: SimulationView;
  readonly links: readonly string[];
}

export function SpaceChart({ simulation: { layout, series, firstFailure }, links }: SpaceChartProps) {
  const first = series[0]?.event ?? 0;
  const last = series.at(-1)?.event ?? 1;
  const most = series.reduce((sum, { live, free }) => max(sum, max(BigInt(live), BigInt(free))), 1n);
  const x = (event: number): number => ((event - first) / Math.max(1, last - first)) * WIDTH;
  const y = (bytes: Sample["free"]): number => HEIGHT - (Number(BigInt(bytes)) / Number(most)) * HEIGHT;
  const line = (of: (sample: Sample) => Sample["free"]): string =>
    series.map((sample) => `${x(sample.event).toFixed(1)},${y(of(sample)).toFixed(1)}`).join(" ");
  return (
    <figure class="chart" data-links={links.join(" ")}>
      <figcaption>
        <b>{visible(layout)}</b>{" "}
        {firstFailure !== null && <span class="bad">first failure at event {firstFailure.event}</span>}
      </figcaption>
      <svg
        viewBox={`-1 -4 ${WIDTH + 2} ${HEIGHT + 8}`}
        role="img"
        aria-label={`Space over time, layout ${visible(layout)}`}
      >
        <polyline class="free" points={line(({ free }) => free)} />
        <polyline class="largest" points={line(({ largestFree }) => largestFree)} />
        <polyline class="live" points={line(({ live }) => live)} />
        {firstFailure !== null && (
          <line class="failure" x1={x(firstFailure.event)} x2={x(firstFailure.event)} y1={0} y2={HEIGHT} />
        )}
        {series.map((sample) => (
          <circle key={sample.event} cx={x(sample.event)} cy={y(sample.live)} r={series.length > 60 ? 0 : 2}>
            <title>{`event ${sample.event}: holds ${amount(sample.live)}, free ${amount(sample.free)}, largest ${amount(sample.largestFree)}`}</title>
          </circle>
        ))}
      </svg>
      <p class="faint small chart-key">
        <span class="live">held</span> <span class="free">free</span> <span class="largest">largest free block</span>,
        events {first} to {last}, up to {amount(String(most))}
      </p>
      <details>
        <summary>As a table</summary>
        <SeriesTable series={series} />
      </details>
    </figure>
  );
}

const SeriesTable = ({ series }: { readonly series: readonly Sample[] }) => (
  <table>
    <thead>
      <tr>
        <th scope="col">Event</th>
        <th scope="col" class="right">
          Held
        </th>
        <th scope="col" class="right">
          Free
        </th>
        <th scope="col" class="right">
          Largest free
        </th>
      </tr>
    </thead>
    <tbody>
      {series.map(({ event, live, free, largestFree }) => (
        <tr key={event}>
          <td>
            <data value={event}>{event}</data>
          </td>
          {[live, free, largestFree].map((size, i) => (
            <td key={i} class="right">
              <Amount of={size} />
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  </table>
);

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);
