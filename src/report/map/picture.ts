/** From what the JSON report says of a board to its picture. */
import { type Range, RangeSet, range } from "../../base/range.js";
import { clustersOf } from "../clusters.js";
import { fullName, memberName } from "../names.js";
import type { Board, Consumer, Family, Usable } from "../schema.js";
import { type Cluster, type FamilyLayout, type Lane, type Picture, type Space, TODAY } from "./model.js";
import { bytesOf, neighboursOf, originsToday, originsUnder } from "./origins.js";
import { spaceOf } from "./spans.js";

/** What of a board's report the picture is made of. */
export type PictureBoard = Pick<Board, "input" | "model" | "consumers" | "domains" | "families">;

/**
 * @param board as `--format json` has it
 * @param layouts ids of those that are drawn beside today's tree; what is not in the report is left out
 */
export function pictureOf(board: PictureBoard, layouts: readonly string[] = []): Picture {
  const asked = layouts.filter((id) => id !== TODAY);
  const titles = new Map(
    board.families.flatMap((family) => family.layouts.map(({ id, title }) => [id, title] as const)),
  );
  const others = [...titles].filter(([id]) => asked.includes(id)).map(([layout, title]) => ({ layout, title }));
  const columns = [{ layout: TODAY, title: titles.get(TODAY) ?? "what the device tree says today" }, ...others];
  const extent = extentOf(board.consumers);
  const neighbours = neighboursOf(board);
  const familyOf = new Map(board.families.flatMap((family) => family.members.map((id) => [id, family] as const)));
  const lane = (consumer: Consumer, parent: string): Lane => {
    const family = familyOf.get(consumer.id) ?? null;
    const around = neighbours(consumer);
    return {
      id: consumer.id,
      name: memberName(consumer, parent),
      fullName: fullName(consumer),
      granule: BigInt(consumer.granule),
      reach: reachOf(consumer),
      group: consumer.group,
      spaces: columns.map(({ layout }) =>
        layout === TODAY
          ? space(consumer, consumer.usable, originsToday(consumer, around), extent)
          : underLayout(layout, consumer, family, around, extent),
      ),
    };
  };
  const clusters = clustersOf(board).map(
    ({ parent, head, others: members }): Cluster => ({
      parent,
      head: head === null ? null : lane(head, parent),
      members: members.map((member) => lane(member, parent)),
    }),
  );
  return { input: board.input, model: board.model, columns, extent, clusters };
}

const reachOf = ({ reach }: Consumer): Range | null => (reach === null ? null : bytesOf(reach));

/** Where nobody reaches anything there is still the first page to show. */
function extentOf(consumers: readonly Consumer[]): Range {
  const ends = consumers.map((consumer) => reachOf(consumer)?.end ?? BigInt(consumer.granule));
  return range(
    0n,
    ends.reduce((most, end) => (end > most ? end : most), 1n),
  );
}

function underLayout(
  id: string,
  consumer: Consumer,
  family: Family | null,
  neighbours: ReturnType<ReturnType<typeof neighboursOf>>,
  extent: Range,
): Space | null {
  const layout: FamilyLayout | undefined = family?.layouts.find((one) => one.id === id);
  const figures = layout?.consumers.find((one) => one.id === consumer.id);
  if (family === null || layout === undefined || figures === undefined) return null;
  return space(consumer, figures.usable, originsUnder(layout, consumer, family, neighbours), extent);
}

function space(consumer: Consumer, usable: Usable, origins: ReturnType<typeof originsToday>, extent: Range): Space {
  const { need } = consumer;
  const facts = {
    granule: BigInt(consumer.granule),
    reach: reachOf(consumer),
    usable: RangeSet.of(usable.ranges.map(bytesOf)),
    need: need === null ? null : { from: need.from, ranges: RangeSet.of(need.ranges.map(bytesOf)) },
    origins,
  };
  return spaceOf(facts, extent);
}
