/** Each way of writing a family's needs down: what it wastes on whom, whether it is safe, and what it asks for. */
import { amount, isZero } from "../amount.js";
import { type Block, type Column, left, titledList } from "../blocks.js";
import { memberName, someOf } from "../names.js";
import type { Board, Consumer, Family, Layout, Size } from "../schema.js";
import { joined, path, rawText, SEVERITY_STYLES, type Style, type Styled, solid, text } from "../styled.js";

export function layoutBlocks(board: Board, verbose: boolean): Block[] {
  const consumers = new Map(board.consumers.map((consumer) => [consumer.id, consumer]));
  const shown = board.families.filter((family) => family.layouts.length > 0 && isWorthAsking(family, consumers));
  const idle = verbose ? [] : shown.filter(isIdle);
  return [
    ...shown.filter((family) => !idle.includes(family)).flatMap((family) => familyBlocks(family, board, consumers)),
    ...titledList(
      "Families without needs and reservations",
      idle.map((family) => path(family.parent)),
    ),
  ];
}

/** A single consumer without a plan has one way of being written down. */
const isWorthAsking = (family: Family, consumers: ReadonlyMap<string, Consumer>): boolean =>
  family.members.length > 1 || family.members.some((id) => consumers.get(id)?.need?.from === "plan");

/** Every layout of such a family is the same: nothing. */
const isIdle = (family: Family): boolean =>
  family.layouts.some(
    ({ id, consumers }) =>
      id === "as-written" && consumers.every(({ need, reserved }) => need !== null && isZero(need) && isZero(reserved)),
  );

type NameOf = (consumer: { id: string }) => string;

function familyBlocks(family: Family, board: Board, consumers: ReadonlyMap<string, Consumer>): Block[] {
  const nameOf: NameOf = ({ id }) => {
    const consumer = consumers.get(id);
    return consumer === undefined ? id : memberName(consumer, family.parent);
  };
  const title: Block = {
    kind: "title",
    level: 2,
    text: [...text("Layouts of ", "strong"), ...path(family.parent, "strong")],
  };
  const unknown = (family.layouts[0]?.consumers ?? []).filter(({ need }) => need === null);
  if (unknown.length === family.members.length) return [title, wantsPlan(unknown.map(nameOf), board)];
  const lacksStreams = sharesDomain(family, board);
  return [
    title,
    ...unsafeToday(family, nameOf),
    layoutTable(family, nameOf),
    { kind: "list", items: family.layouts.map((layout) => requirements(layout, lacksStreams)) },
    {
      kind: "paragraph",
      text: [...text("Verdict: ", family.verdict.now === null ? "bad" : "good"), ...text(family.verdict.reason)],
    },
    ...(unknown.length === 0 ? [] : [wantsPlan(unknown.map(nameOf), board)]),
    ...checkLines(family, board, nameOf),
  ];
}

/** Without needs there is nothing to compute, and nothing to ask for. */
const wantsPlan = (names: readonly string[], { input }: Board): Block => ({
  kind: "paragraph",
  text: [
    ...text(`the needs of ${namesText(names)} are unknown: `, "caution"),
    ...text(`iova-plan init ${input}`),
    ...text(" writes a plan to fill in"),
  ],
});

/** More names than these are counted. */
const MOST_NAMES = 6;

const namesText = (names: readonly string[]): string => someOf(names, MOST_NAMES);

const isShort = ({ shortfall }: { shortfall: Size | null }): boolean => shortfall !== null && !isZero(shortfall);

/** What stands in the device tree comes before what could. */
function unsafeToday({ layouts }: Family, nameOf: NameOf): Block[] {
  const today = layouts.find(({ id }) => id === "as-written");
  if (today === undefined || !isShort(today)) return [];
  const short = today.consumers.filter(isShort).map((one) => `${nameOf(one)} ${amount(one.shortfall ?? 0)}`);
  return [
    {
      kind: "paragraph",
      text: [
        ...text(`The tree as written is unsafe: shortfall ${amount(today.shortfall ?? 0)}`, "bad"),
        ...text(` (${namesText(short)})`),
      ],
    },
  ];
}

/** Members in rows, layouts in columns; layouts that come to the same for all share a column, and equal members a row. */
function layoutTable({ layouts, verdict }: Family, nameOf: NameOf): Block {
  const columns = new Map<string, Layout[]>();
  for (const layout of layouts) {
    const key = [...layout.consumers.map(memberCell), memberCell(layout), safety(layout)].map(rawText).join("\0");
    columns.set(key, [...(columns.get(key) ?? []), layout]);
  }
  const shown = [...columns.values()];
  const cells = (of: (layout: Layout) => Styled) => shown.map(([layout]) => (layout === undefined ? [] : of(layout)));
  const members = new Map<string, { names: string[]; row: Styled[] }>();
  (layouts[0]?.consumers ?? []).forEach((member, i) => {
    const row = cells((layout) => memberCell(layout.consumers[i] ?? layout));
    const key = row.map(rawText).join("\0");
    const known = members.get(key) ?? { names: [], row };
    known.names.push(nameOf(member));
    members.set(key, known);
  });
  const header = (these: readonly Layout[]): Column => ({
    title: joined(
      these.map(({ id }) => solid(id, id === verdict.now ? "strong" : "faint")),
      ", ",
    ),
    align: "right",
  });
  return {
    kind: "table",
    columns: [left("waste of"), ...shown.map(header)],
    rows: [
      ...[...members.values()].map(({ names, row }) => [text(namesText(names)), ...row]),
      [text("all", "strong"), ...cells(memberCell)],
      [text("safe", "strong"), ...cells(safety)],
    ],
  };
}

/** What it wastes, and beside that what it leaves open. */
function memberCell({ waste, shortfall }: { waste: Size | null; shortfall: Size | null }): Styled {
  if (waste === null) return text("unknown", "faint");
  const wasted: Styled = solid(amount(waste), isZero(waste) ? "plain" : "caution");
  if (shortfall === null || isZero(shortfall)) return wasted;
  const short: Styled = [...text("short ", "bad"), ...solid(amount(shortfall), "bad")];
  return isZero(waste) ? short : [...wasted, ...text(", "), ...short];
}

function safety(layout: Layout): Styled {
  const parts: [string, Style][] = [];
  if (layout.exhausted) parts.push(["exhausted", "bad"]);
  if (isShort(layout)) parts.push(["unsafe", "bad"]);
  if (layout.unknownNeeds > 0) parts.push([`${layout.unknownNeeds} unknown`, "caution"]);
  if (parts.length === 0) parts.push(layout.safe ? ["yes", "good"] : ["unsafe", "bad"]);
  return joined(
    parts.map(([words, style]) => text(words, style)),
    ", ",
  );
}

/** Members that share a domain today have no streams of their own to tell them apart. */
const sharesDomain = ({ members }: Family, { domains }: Board): boolean =>
  domains.some((domain) => domain.members.filter((id) => members.includes(id)).length > 1);

/** More findings than these are left to `check`. */
const MOST_FINDINGS = 3;

/** A layout may be safe by its figures and yet not right: what `check` warns of on these members. */
function checkLines({ parent, members }: Family, { findings }: Board, nameOf: NameOf): Block[] {
  const grave = findings.filter(
    ({ severity, consumer }) =>
      severity !== "note" && consumer !== null && (consumer === parent || members.includes(consumer)),
  );
  const items = grave
    .slice(0, MOST_FINDINGS)
    .map(
      ({ severity, rule, message, consumer }): Styled => [
        ...text(`check, ${severity}`, SEVERITY_STYLES[severity]),
        ...text(` on ${nameOf({ id: consumer ?? parent })}: ${message} [${rule}]`),
      ],
    );
  const more = grave.length - items.length;
  if (more > 0) items.push(text(`and ${more} more, listed by check`));
  return items.length === 0 ? [] : [{ kind: "list", items }];
}

/** What a layout asks for, and what the reader must know to believe its figures. */
function requirements({ id, requires, notes }: Layout, lacksStreams: boolean): Styled {
  const asked = [
    kernelSupport(requires.kernel),
    ...(requires.ownStreams && lacksStreams ? ["own stream ids"] : []),
    ...(requires.deviceTreeChange ? ["DT change"] : []),
    ...(requires.driverChange ? ["driver change"] : []),
  ];
  return [
    ...text(`${id}: `),
    ...text(`requires ${asked.join(", ")}`, "faint"),
    ...notes.flatMap((note) => text(`; ${note}`)),
  ];
}

function kernelSupport(kernel: Layout["requires"]["kernel"]): string {
  switch (kernel.status) {
    case "any":
      return "any Linux";
    case "released":
      return `Linux ${kernel.since}`;
    case "under-review":
      return `${kernel.what} (under review)`;
  }
}
