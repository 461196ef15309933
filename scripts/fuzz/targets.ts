/**
 * What is done with an input, and what must hold for it: nothing throws, a refused input has an error, an accepted
 * one survives the way through a blob and through its own print.
 */
import { BoardFiles } from "../../src/base/board-files.js";
import { isError, type Outcome } from "../../src/base/diagnostic.js";
import type { FileReader } from "../../src/base/files.js";
import { SourceFile } from "../../src/base/source.js";
import { encodeSource } from "../../src/base/source-text.js";
import { readDtb } from "../../src/dtb/read.js";
import { writeDtb } from "../../src/dtb/write.js";
import { defaultDtsOptions } from "../../src/dts/options.js";
import { applyOverlay } from "../../src/dts/overlay.js";
import { parseDts } from "../../src/dts/parse.js";
import { evaluateLayouts } from "../../src/layout/engine/evaluate.js";
import { renderDiagnostics } from "../../src/report/diagnostics.js";
import { plainPalette } from "../../src/report/palette.js";
import type { Look } from "../../src/report/text.js";
import { buildSystem, defaultSystemOptions } from "../../src/system/build.js";
import { treeDifferences } from "../../src/tree/compare.js";
import { printDts } from "../../src/tree/print.js";
import { withSymbolNodes } from "../../src/tree/symbols.js";
import type { DeviceTree } from "../../src/tree/tree.js";
import type { FuzzInput } from "./inputs.js";

/** Accepted, or refused with an error. */
export type FuzzAnswer = "accepted" | "refused";

export function feed(input: FuzzInput): FuzzAnswer {
  switch (input.kind) {
    case "dts":
      return feedSource(input.text);
    case "dtb":
      return feedBlob(input.bytes);
    case "dtbo":
      return feedOverlay(input.bytes, input.base);
  }
}

const LOOK: Look = { palette: plainPalette, columns: 100 };

/** What `a.dtsi` holds, which sources include. */
export const INCLUDED = "#define A 1\n#define B(x) x\n/ { included; l: a { }; };\n";

/** What an overlay's source is applied to. */
const BASE = "/dts-v1/; / { ext: ext { }; bus: bus { clk: clk { }; }; };\n";

function feedSource(text: string): FuzzAnswer {
  const tree = checked(parse(text));
  if (tree === null) return "refused";
  throughBlob(tree);
  throughPrint(tree);
  throughBlob(withSymbolNodes(tree, { symbols: true, localFixups: true }));
  const base = tree.isOverlay ? checked(parse(BASE)) : null;
  if (base !== null) checked(applyOverlay(base, tree));
  evaluateLayouts(buildSystem(tree, null, defaultSystemOptions).system);
  return "accepted";
}

function feedBlob(bytes: Uint8Array): FuzzAnswer {
  const tree = checked(readDtb(bytes, "fuzz.dtb"));
  if (tree === null) return "refused";
  throughBlob(tree);
  // What it prints may be refused: dtc has checks that no blob has to pass.
  checked(parse(printDts(tree)));
  evaluateLayouts(buildSystem(tree, null, defaultSystemOptions).system);
  return "accepted";
}

function feedOverlay(bytes: Uint8Array, baseBytes: Uint8Array): FuzzAnswer {
  const base = checked(readDtb(baseBytes, "base.dtb"));
  const overlay = checked(readDtb(bytes, "fuzz.dtbo"));
  if (base === null || overlay === null) return "refused";
  const merged = checked(applyOverlay(base, overlay));
  if (merged === null) return "refused";
  throughBlob(merged);
  return "accepted";
}

function parse(text: string): Outcome<DeviceTree> {
  return parseDts(new SourceFile("/fuzz/self.dts", text), defaultDtsOptions, BoardFiles.over(filesWith(text)));
}

function filesWith(text: string): FileReader {
  const files = new Map([
    ["/fuzz/self.dts", text],
    ["/fuzz/a.dtsi", INCLUDED],
  ]);
  const kindOf = (path: string): "file" | "directory" | null =>
    files.has(path) ? "file" : path === "/fuzz" || path === "/" ? "directory" : null;
  return {
    readFile(path) {
      const found = files.get(path);
      return found === undefined
        ? { ok: false, reason: "not-found", message: "no such file" }
        : { ok: true, bytes: encodeSource(found) };
    },
    kindOf,
    realPath: (path) => (kindOf(path) === null ? null : path),
    list: (path) => (path === "/fuzz" ? ["a.dtsi", "self.dts"] : []),
  };
}

/** The diagnostics are printed too: text of the input goes through every printer of messages. */
function checked(outcome: Outcome<DeviceTree>): DeviceTree | null {
  const { value, diagnostics } = outcome;
  if (holdsControls(renderDiagnostics(diagnostics, LOOK))) throw new Error("a message holds a control character");
  if (value === null && !diagnostics.some(isError)) throw new Error("refused without an error");
  return diagnostics.some(isError) ? null : value;
}

function holdsControls(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if ((code < 0x20 && code !== 0x0a) || (code >= 0x7f && code < 0xa0)) return true;
  }
  return false;
}

function throughBlob(tree: DeviceTree): void {
  const { value, diagnostics } = readDtb(writeDtb(tree), "written.dtb");
  // A source's names may be longer than a blob's reader takes from strangers.
  if (value === null && diagnostics.every(({ code }) => code === "name-too-long")) return;
  if (value === null) throw new Error(`our own blob is refused: ${diagnostics[0]?.message}`);
  sameTrees(tree, value, "blob");
}

function throughPrint(tree: DeviceTree): void {
  const { value, diagnostics } = parse(printDts(tree));
  if (value === null) throw new Error(`our own print is refused: ${diagnostics[0]?.message}`);
  sameTrees(tree, value, "print");
}

function sameTrees(tree: DeviceTree, again: DeviceTree, what: string): void {
  const { memoryReservations: list } = tree;
  // A source may write a reservation of size 0, which ends a blob's list.
  const end = list.findIndex(({ size }) => size === 0n);
  const isCut = what === "blob" && end >= 0;
  const [difference] = treeDifferences(isCut ? { ...tree, memoryReservations: list.slice(0, end) } : tree, again, 1);
  if (difference !== undefined) throw new Error(`the ${what} is another tree: ${JSON.stringify(difference)}`);
}
