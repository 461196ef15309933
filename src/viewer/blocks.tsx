/** A report's blocks, in the words of the text report, as elements. */
import type { ComponentChildren } from "preact";
import {
  type Block,
  type Detail,
  type FindingBlock,
  isExcerpt,
  type MapBlock,
  type TableBlock,
  type TreeItem,
} from "../report/blocks.js";
import { mapLines } from "../report/map/map-lines.js";
import type { MarkedLine } from "../report/source-lines.js";
import type { Styled } from "../report/styled.js";
import { SourceLine } from "./source.js";

const Words = ({ of }: { readonly of: Styled }) => (
  <>
    {of.map((piece, i) =>
      piece.style === "plain" ? (
        piece.text
      ) : (
        <span key={i} class={piece.style}>
          {piece.text}
        </span>
      ),
    )}
  </>
);

/** As a map fits most windows; a wider one scrolls. */
const MAP_COLUMNS = 96;

export const Blocks = ({ blocks }: { readonly blocks: readonly Block[] }) => (
  <>
    {blocks.map((block, i) => (
      <BlockView key={i} block={block} />
    ))}
  </>
);

function BlockView({ block }: { readonly block: Block }) {
  switch (block.kind) {
    case "title":
      return block.level === 1 ? (
        <h3>
          <Words of={block.text} />
        </h3>
      ) : (
        <h4>
          <Words of={block.text} />
        </h4>
      );
    case "paragraph":
      return (
        <p>
          <Words of={block.text} />
        </p>
      );
    case "list":
    case "digest":
      return <List items={block.items} />;
    case "table":
      return <Table of={block} />;
    case "tree":
      return <Tree roots={block.roots} />;
    case "finding":
      return <Finding of={block} />;
    case "map":
      return <Bars of={block} />;
    case "folded":
      return (
        <details>
          <summary>
            <Words of={block.summary} />
          </summary>
          <Blocks blocks={block.blocks} />
        </details>
      );
    case "result":
      return (
        <>
          <h3>
            <Words of={block.summary} />
          </h3>
          <Blocks blocks={block.blocks} />
        </>
      );
  }
}

const Table = ({ of: { columns, rows } }: { readonly of: TableBlock }) => (
  <section class="scroller plain" tabindex={0} aria-label="table">
    <table>
      <thead>
        <tr>
          {columns.map(({ title, align }, i) => (
            <th key={i} scope="col" class={align}>
              <Words of={title} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, i) => (
          <tr key={i}>
            {row.map((cell, j) => (
              <td key={j} class={columns[j]?.align}>
                <Words of={cell} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);

const Finding = ({ of }: { readonly of: FindingBlock }) => (
  <div class={`finding ${of.severity}`}>
    <p>
      <Words of={of.place} />: <b>{of.severity}</b>: <Words of={of.message} />
    </p>
    <List items={of.via} />
    <Source of={of.source} />
    <List items={[...of.details, ...of.related]} />
    {of.help !== null && (
      <p class="help">
        help: <Words of={of.help} />
      </p>
    )}
  </div>
);

const Bars = ({ of }: { readonly of: MapBlock }) => (
  <pre class="scroller">
    {mapLines(of, MAP_COLUMNS).map((line, i) => (
      <div key={i}>
        <Words of={line} />
      </div>
    ))}
  </pre>
);

const List = ({ items }: { readonly items: readonly Styled[] }) =>
  items.length === 0 ? null : (
    <ul>
      {items.map((item, i) => (
        <li key={i}>
          <Words of={item} />
        </li>
      ))}
    </ul>
  );

const Source = ({ of }: { readonly of: MarkedLine | null }) =>
  of === null ? null : <SourceLine line={of.line} text={of.text} start={of.start} length={of.end - of.start} />;

const Tree = ({ roots }: { readonly roots: readonly TreeItem[] }) => (
  <ul class="tree">
    {roots.map((root, i) => (
      <li key={i}>
        <Words of={root.label} />
        {root.details.map((detail, j) => (
          <TreeDetail key={j} detail={detail} />
        ))}
        {root.children.length > 0 && <Tree roots={root.children} />}
      </li>
    ))}
  </ul>
);

const TreeDetail = ({ detail }: { readonly detail: Detail }): ComponentChildren =>
  isExcerpt(detail) ? (
    <div class="detail">
      <Words of={detail.lead} />
      <List items={detail.via} />
      <Source of={detail.source} />
    </div>
  ) : (
    <div class="detail">
      <Words of={detail} />
    </div>
  );
