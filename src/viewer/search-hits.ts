/** What a search finds: boards, findings, consumers, regions, and ranges by an address within them. */
import type { Board, FindingView } from "../report/schema.js";
import { findingLinks } from "./finding-links.js";
import { boardKey, consumerKey, rangeKey, regionKey } from "./links.js";
import type { Boards, PageData } from "./page-data.js";
import { type Target, targetsOf } from "./search-targets.js";

export interface Hit {
  /** Where it is shown; null where all boards are. */
  readonly board: string | null;
  readonly links: readonly string[];
}

type Progress = (done: number, all: number) => void;

/** In the order of the page: what is told of all boards first. Null when it was given up. */
export type Search = (query: string, progress: Progress, isWanted: () => boolean) => Promise<readonly Hit[] | null>;

export function searchOf(data: PageData): Search {
  if (!("boards" in data)) return searchOfTargets(() => targetsOf(data));
  const { report, boards } = data;
  const isOnly = boards.rows.length === 1;
  return async (query, progress, isWanted) => {
    const asked = askedFor(query);
    if (asked === null) return [];
    const ofRun = isOnly ? [] : findingHits(report.findings, asked, null);
    return await withBoards(boards, asked, isOnly, ofRun, progress, isWanted);
  };
}

/** What is small enough to be searched at once. */
function searchOfTargets(make: () => readonly Target[]): Search {
  let targets: readonly Target[] | null = null;
  return async (query) => {
    const asked = askedFor(query);
    if (asked === null) return [];
    targets ??= make();
    return targets.filter((target) => isHit(target, asked)).map(({ links }) => ({ board: null, links }));
  };
}

const isHit = ({ texts, ranges }: Target, { text, address }: Asked): boolean =>
  texts.some((one) => one.toLowerCase().includes(text)) ||
  (address !== null && ranges.some(({ start, end }) => BigInt(start) <= address && address <= BigInt(end)));

interface Asked {
  readonly text: string;
  readonly address: bigint | null;
}

function askedFor(query: string): Asked | null {
  const text = query.trim().toLowerCase();
  if (text === "") return null;
  return { text, address: /^0x[0-9a-f]{1,17}$/.test(text) ? BigInt(text) : null };
}

/** The page stays alive: it is asked for nothing longer than this, in milliseconds. */
const BREATH = 40;

async function withBoards(
  boards: Boards,
  asked: Asked,
  isOnly: boolean,
  first: readonly Hit[],
  progress: Progress,
  isWanted: () => boolean,
): Promise<readonly Hit[] | null> {
  const hits = [...first];
  let since = performance.now();
  for (const [index, { input, model }] of boards.rows.entries()) {
    if (!isOnly && [input, model ?? ""].some((text) => text.toLowerCase().includes(asked.text))) {
      hits.push({ board: null, links: [boardKey(input)] });
    }
    hits.push(...boardHits(await boards.load(index), asked, isOnly ? null : input));
    if (performance.now() - since < BREATH) continue;
    progress(index + 1, boards.rows.length);
    await new Promise((resolve) => setTimeout(resolve));
    if (!isWanted()) return null;
    since = performance.now();
  }
  return hits;
}

function boardHits(board: Board, { text, address }: Asked, input: string | null): Hit[] {
  const hits: Hit[] = [];
  const add = (links: readonly string[]) => hits.push({ board: input, links });
  // In a report of several boards, findings are hits of all of them.
  if (input === null) hits.push(...findingHits(board.findings, { text, address }, null));
  for (const consumer of board.consumers) {
    const names = [consumer.id, consumer.name ?? "", ...consumer.labels];
    if (names.some((name) => name.toLowerCase().includes(text))) add([consumerKey(consumer.id)]);
    if (address === null) continue;
    for (const { start, end } of [...consumer.reservations, ...consumer.usable.ranges]) {
      if (BigInt(start) <= address && address <= BigInt(end)) add([rangeKey(start, end), consumerKey(consumer.id)]);
    }
  }
  for (const { path } of board.reservedMemory) if (path.toLowerCase().includes(text)) add([regionKey(path)]);
  return hits;
}

const findingHits = (findings: readonly FindingView[], { text }: Asked, board: string | null): Hit[] =>
  findings
    .filter(({ rule, message, location }) =>
      [rule, message, location.file].some((part) => part.toLowerCase().includes(text)),
    )
    .map((finding) => ({ board, links: findingLinks(finding) }));
