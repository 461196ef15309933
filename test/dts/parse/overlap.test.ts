/** A source that is parsed in the middle of the parsing of another, from the same store. */
import { describe, expect, it } from "vitest";
import { BoardFiles } from "../../../src/base/board-files.js";
import type { FileReader } from "../../../src/base/files.js";
import { SourceStore } from "../../../src/base/source-store.js";
import { defaultDtsOptions } from "../../../src/dts/options.js";
import { parseDts } from "../../../src/dts/parse.js";
import { printDts } from "../../../src/tree/print.js";
import { MemoryFiles } from "../preprocess/memory-files.js";
import { described } from "./parsed.js";

const FILES = new MemoryFiles({
  "/b/board.dts": `/dts-v1/;
#include "soc.dtsi"
/ { data = <1 2>, /incbin/("blob"), <F(3)>; wrong = <&nowhere>; };
/include/ "raw.dtsi"
`,
  "/b/other.dts": `/dts-v1/;
#define F(x) x x
#include "soc.dtsi"
/ { data = /incbin/("blob"), "text", <F(4)>; };
/include/ "raw.dtsi"
`,
  "/b/soc.dtsi": "#ifndef F\n#define F(x) (x + 1)\n#endif\n/ { dev: dev { cells = <F(1)>; }; };\n",
  "/b/raw.dtsi": '&dev { more = [00 01]; /incbin/("blob"); };\n',
  "/b/blob": Uint8Array.of(1, 2, 3),
});

function said(path: string, files: FileReader): unknown {
  const board = BoardFiles.over(files);
  const read = board.file(path, 1000);
  if (!read.ok) return read;
  const { value, diagnostics } = parseDts(read.file.source, defaultDtsOptions, board);
  return [value === null ? null : printDts(value), diagnostics.map(described), [...board.files.keys()]];
}

describe("parsing in the middle of parsing", () => {
  it.each(["/b/soc.dtsi", "/b/raw.dtsi", "/b/blob"])("at the reading of %s leaves both as they are alone", (at) => {
    const inside: unknown[] = [];
    const store: SourceStore = new SourceStore({
      readFile(path, maxBytes) {
        if (path === at && inside.length === 0) {
          inside.push(null);
          inside.push(said("/b/other.dts", store), said("/b/board.dts", store));
        }
        return FILES.readFile(path, maxBytes);
      },
      kindOf: (path) => FILES.kindOf(path),
      realPath: (path) => FILES.realPath(path),
      list: (path) => FILES.list(path),
    });
    expect(said("/b/board.dts", store)).toEqual(said("/b/board.dts", FILES));
    expect(inside.slice(1)).toEqual([said("/b/other.dts", FILES), said("/b/board.dts", FILES)]);
  });
});
