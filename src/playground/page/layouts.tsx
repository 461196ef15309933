/** What each way of writing the needs down would cost, for each family. */
import { type Board, formatApproximateSize, visible } from "../../index.js";

type Family = Board["families"][number];
type Layout = Family["layouts"][number];

interface LayoutsProps {
  readonly board: Board;
  /** The one that was asked for. */
  readonly chosen: string | null;
}

export function Layouts({ board: { families }, chosen }: LayoutsProps) {
  return (
    <section aria-labelledby="layouts">
      <h2 id="layouts">Layouts</h2>
      {families.length === 0 && <p>No device of this board does DMA through an IOMMU.</p>}
      {families.map((family) => (
        <FamilyTable key={family.parent} family={family} chosen={chosen} />
      ))}
    </section>
  );
}

function FamilyTable({ family, chosen }: { readonly family: Family; readonly chosen: string | null }) {
  const { parent, layouts, verdict } = family;
  const wanted = chosen ?? verdict.recommended;
  return (
    <div class="family">
      <h3>{visible(parent)}</h3>
      <p>{visible(verdict.reason)}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
      <section class="scroller" tabIndex={0} aria-label={`Layouts of ${visible(parent)}`}>
        <table>
          <thead>
            <tr>
              <th scope="col">layout</th>
              <th scope="col">safe</th>
              <th scope="col" class="right">
                waste
              </th>
              <th scope="col" class="right">
                short of
              </th>
              <th scope="col">requires</th>
            </tr>
          </thead>
          <tbody>
            {layouts.map((layout) => (
              <tr key={layout.id} class={layout.id === wanted ? "chosen" : ""}>
                <th scope="row" title={layout.title}>
                  {layout.id}
                  {layout.id === verdict.recommended && <span class="badge good">best</span>}
                </th>
                <td class={layout.safe && !layout.exhausted ? "good" : "bad"}>{safety(layout)}</td>
                <td class="right number">{sizeText(layout.waste)}</td>
                <td class="right number">{sizeText(layout.shortfall)}</td>
                <td>{wants(layout)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}

function safety({ safe, exhausted, unknownNeeds }: Layout): string {
  if (exhausted) return "leaves nothing";
  if (!safe) return "unsafe";
  return unknownNeeds > 0 ? "as far as known" : "safe";
}

const sizeText = (bytes: Layout["waste"]): string =>
  bytes === null ? "unknown" : formatApproximateSize(BigInt(bytes));

function wants({ requires: { kernel, deviceTreeChange, driverChange, ownStreams } }: Layout): string {
  const asked = [
    kernel.status === "released" ? `Linux ${kernel.since}` : kernel.status === "under-review" ? kernel.what : "",
    deviceTreeChange ? "DT change" : "",
    driverChange ? "driver change" : "",
    ownStreams ? "own stream ids" : "",
  ];
  return asked.filter((one) => one !== "").join(", ");
}
