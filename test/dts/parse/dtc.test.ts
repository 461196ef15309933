/** dtc as the oracle. Needs dtc-1.8 on the path; dtc will do for what both versions agree on. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BoardFiles } from "../../../src/base/board-files.js";
import { isError } from "../../../src/base/diagnostic.js";
import { SourceFile } from "../../../src/base/source.js";
import { nodeFiles } from "../../../src/cli/files.js";
import { writeDtb } from "../../../src/dtb/write.js";
import { ExpandedText } from "../../../src/dts/expanded-text.js";
import { defaultDtsOptions } from "../../../src/dts/options.js";
import { parseExpanded } from "../../../src/dts/parse.js";
import { withSymbolNodes } from "../../../src/tree/symbols.js";
import { commandOf, needs } from "../../oracles.js";
import { runAll } from "../../program-runs.js";
import { fileSources, groups, newerSources, writtenFixups } from "./dtc-cases.js";

const dtc = commandOf("dtc");

let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "dtc-cases-"));
  mkdirSync(join(folder, "sub"));
  const files: Readonly<Record<string, string>> = {
    "bin.dat": "\x01\x02\x03\x04\x05",
    "prop.dtsi": "p = <1>;",
    "root.dtsi": "/ { x; };\n",
    "cells.dtsi": "1 2",
    "v1.dtsi": "/dts-v1/;\n",
    "bytes.dtsi": "00 11",
    "name.dtsi": "foo",
    "label.dtsi": "l:",
    "empty.dtsi": "",
    "rec.dtsi": '/include/ "rec.dtsi"',
    "unterm.dtsi": '"unterm',
    "unterm2.dtsi": " /* unterm",
    "sub/outer.dtsi": '/include/ "inner.dtsi"\n',
    "sub/inner.dtsi": "/ { inner; };",
    "sub/only.dat": "\x01\x02",
  };
  for (const [name, contents] of Object.entries(files)) writeFileSync(join(folder, name), contents, "latin1");
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Case {
  readonly source: string;
  readonly symbols: boolean;
}

/** What dtc makes of each source: a blob, or null. */
function blobsOfDtc(cases: readonly Case[]): readonly (string | null)[] {
  const runs = cases.map(({ source, symbols }) => ({
    argv: [dtc ?? "", "-q", "-I", "dts", "-O", "dtb", ...(symbols ? ["-@"] : []), "-"],
    input: source,
  }));
  return runAll(runs, folder).map(({ status, stdout }) => (status === 0 ? stdout.toString("hex") : null));
}

interface Ours {
  readonly blob: string | null;
  /** Errors that point into the source. */
  readonly located: number;
}

function ours(source: string, symbols: boolean): Ours {
  const path = join(folder, "input.dts");
  const text = ExpandedText.verbatim(new SourceFile(path, source));
  const { value, diagnostics } = parseExpanded(
    text,
    path,
    { ...defaultDtsOptions, keepsLabelled: symbols },
    BoardFiles.over(nodeFiles),
  );
  return {
    blob:
      value === null
        ? null
        : Buffer.from(writeDtb(withSymbolNodes(value, { symbols, localFixups: false }))).toString("hex"),
    located: diagnostics.filter((d) => isError(d) && d.location.kind === "source").length,
  };
}

/** One line for each source and way of compiling it on which we and dtc do not agree. */
function disagreements(sources: readonly string[]): readonly string[] {
  const cases = sources.flatMap((source) => [false, true].map((symbols) => ({ source, symbols })));
  const blobs = blobsOfDtc(cases);
  return cases.flatMap(({ source, symbols }, i) => {
    const expected = blobs[i];
    const { blob, located } = ours(source, symbols);
    const how = symbols ? "-@ " : "";
    if (expected === null) return located > 0 && blob === null ? [] : [`${how}dtc rejects, we do not: ${source}`];
    if (blob === null) return [`${how}dtc accepts, we do not: ${source}`];
    return blob === expected ? [] : [`${how}blobs differ: ${source}`];
  });
}

describe("as dtc", needs("dtc"), () => {
  for (const { name, sources } of groups) {
    it(name, () => expect(disagreements(sources)).toEqual([]));
  }

  it("included files", () => expect(disagreements(fileSources)).toEqual([]));

  it("what changed up to dtc 1.8", needs("dtc-1.8"), () => expect(disagreements(newerSources)).toEqual([]));

  it("fixups written by hand, labels and numbers that go away", needs("dtc-1.8"), () => {
    expect(disagreements(writtenFixups)).toEqual([]);
  });
});

describe("otherwise than dtc, on purpose", () => {
  it("takes a line comment that the file's end ends", () => {
    expect(ours("/dts-v1/; / { }; // end", false).blob).not.toBeNull();
  });

  it("leaves an empty root where dtc writes a blob without one", () => {
    expect(ours("/dts-v1/; / { a { }; }; /delete-node/ &{/};", false).blob).toBe(ours("/dts-v1/; / { };", false).blob);
  });

  it("cuts the length of /incbin/ at the end of the file, however large it is", () => {
    const source = '/dts-v1/; / { p = /incbin/("bin.dat", 0, 0x100000000); };';
    expect(ours(source, false).blob).toBe(ours('/dts-v1/; / { p = /incbin/("bin.dat"); };', false).blob);
  });
});
