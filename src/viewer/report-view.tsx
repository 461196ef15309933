/** `analyze` and `check`: all boards, or one of them. */
import { useEffect, useState } from "preact/hooks";
import { visible } from "../base/visible.js";
import type { Board, Report } from "../report/schema.js";
import { shardText } from "../report/section/shard.js";
import { BoardView } from "./board-view.js";
import { usePage } from "./page.js";
import type { Boards, BoardsCommand } from "./page-data.js";
import { RunView } from "./run-view.js";
import { ShardNote } from "./verdict.js";

interface ReportViewProps {
  readonly command: BoardsCommand;
  /** Without its boards. */
  readonly report: Report;
  readonly boards: Boards;
}

export function ReportView({ command, report, boards }: ReportViewProps) {
  const { state, change } = usePage();
  const only = boards.rows.length === 1 ? boards.rows[0] : undefined;
  const asked = only?.input ?? state.board;
  const index = boards.rows.findIndex(({ input }) => input === asked);
  const board = useBoard(boards, index);
  return (
    <main>
      <ShardNote line={shardText({ shard: report.shard, boards: boards.rows })} />
      {only === undefined && (
        <nav class="crumbs" aria-label="Boards">
          {index < 0 ? (
            <span aria-current="page">All {boards.rows.length} boards</span>
          ) : (
            <>
              <button type="button" class="link" onClick={() => change({ board: null })}>
                All {boards.rows.length} boards
              </button>
              {" › "}
              <span aria-current="page">{visible(asked ?? "")}</span>
              <Neighbours boards={boards} index={index} />
            </>
          )}
          {index < 0 && asked !== null && <span class="bad"> The report has no board {visible(asked)}.</span>}
        </nav>
      )}
      {index < 0 ? (
        <RunView command={command} report={report} boards={boards} />
      ) : board === null ? (
        <p role="status">Unpacking the board…</p>
      ) : (
        <BoardView command={command} report={report} board={board} isOnly={only !== undefined} />
      )}
    </main>
  );
}

function Neighbours({ boards, index }: { readonly boards: Boards; readonly index: number }) {
  const { change } = usePage();
  const step = (title: string, to: number) => {
    const row = boards.rows[to];
    return (
      <button type="button" disabled={row === undefined} onClick={() => row && change({ board: row.input })}>
        {title}
      </button>
    );
  };
  return (
    <span class="steps">
      {step("Previous", index - 1)}
      {step("Next", index + 1)}
    </span>
  );
}

function useBoard(boards: Boards, index: number): Board | null {
  const [loaded, setLoaded] = useState<{ readonly index: number; readonly board: Board } | null>(null);
  useEffect(() => {
    let isWanted = index >= 0;
    if (isWanted) {
      void boards.load(index).then((board) => {
        if (isWanted) setLoaded({ index, board });
      });
    }
    return () => {
      isWanted = false;
    };
  }, [boards, index]);
  return loaded?.index === index ? loaded.board : null;
}
