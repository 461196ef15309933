/**
 * Overlays, held against fdtoverlay 1.8.1 with libfdt 1.8.1: `recorded.json` has what it made of each case, printed as
 * DTS, or the error with which it refused.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Location } from "../../../src/base/source.js";
import { readDtb } from "../../../src/dtb/read.js";
import { writeDtb } from "../../../src/dtb/write.js";
import { applyOverlay } from "../../../src/dts/overlay.js";
import { treeDifferences } from "../../../src/tree/compare.js";
import { withSymbolNodes } from "../../../src/tree/symbols.js";
import { type DeviceTree, nodeAt } from "../../../src/tree/tree.js";
import { parsed } from "../../tree/parsed.js";

interface Recorded {
  /** Compiled with `dtc -@`. */
  readonly symbols: boolean;
  readonly base: string;
  readonly overlays: readonly string[];
  readonly result?: string;
  /** libfdt's error, and ours. */
  readonly refused?: string;
  readonly code?: string;
}

const recorded: readonly Recorded[] = JSON.parse(readFileSync(join(import.meta.dirname, "recorded.json"), "utf8"));

function compile(text: string, symbols: boolean): DeviceTree {
  const { value } = readDtb(writeDtb(withSymbolNodes(parsed(text), { symbols, localFixups: false })), "test.dtb");
  if (value === null) throw new Error("our own blob is refused");
  return value;
}

/** The code of the first error, where there is one. */
function applied(base: DeviceTree, overlays: readonly DeviceTree[]): DeviceTree | string {
  let tree = base;
  for (const overlay of overlays) {
    const { value, diagnostics } = applyOverlay(tree, overlay);
    if (value === null) return diagnostics[0]?.code ?? "refused without a reason";
    tree = value;
  }
  return tree;
}

describe("blobs", () => {
  it.each(recorded)("$overlays", ({ symbols, base, overlays, result, code }) => {
    const merged = applied(
      compile(base, symbols),
      overlays.map((text) => compile(text, symbols)),
    );
    if (typeof merged === "string") expect(merged).toBe(code);
    else expect(treeDifferences(parsed(result ?? ""), merged, 10)).toEqual([]);
  });
});

describe("sources, as if they had been compiled with -@", () => {
  it.each(recorded.filter(({ symbols }) => symbols))("$overlays", ({ base, overlays, result, code }) => {
    const merged = applied(
      parsed(base),
      overlays.map((text) => parsed(text)),
    );
    if (typeof merged === "string") expect(merged).toBe(code);
    else expect(treeDifferences(parsed(result ?? ""), merged, 10)).toEqual([]);
  });
});

const BASE = `/dts-v1/;
/ {
	uart: serial@1 {
		status = "disabled";
	};
	clk: clock {
	};
};
`;

const place = (location: Location | undefined): string => {
  if (location?.kind !== "source") return JSON.stringify(location);
  const { source, start, end } = location.span;
  const { line, column } = source.positionAt(start);
  return `${source.path}:${line}:${column} ${source.text.slice(start, end)}`;
};

describe("an overlay's source", () => {
  it("keeps the places of what it brings, and of what it leaves", () => {
    const overlay = parsed('/dts-v1/; /plugin/;\n&uart {\n\tstatus = "okay";\n\tclocks = <&clk 5>;\n};\n', "o.dtso");
    const { value } = applyOverlay(parsed(BASE, "b.dts"), overlay);
    const serial = value === null ? null : nodeAt(value, "/serial@1");
    const clocks = serial?.properties.get("clocks");
    expect(serial?.span?.source.path).toBe("b.dts");
    expect(serial?.properties.get("status")?.span?.source.path).toBe("o.dtso");
    expect(clocks?.markers.map(({ span }) => place({ kind: "source", span }))).toEqual([
      "o.dtso:4:12 &clk",
      "o.dtso:4:17 5",
    ]);
    expect(value?.labels.get("uart")).toBe(serial);
  });

  it("labels nodes for the next one", () => {
    const first = parsed("/dts-v1/; /plugin/; &uart { dev: device { }; };");
    const second = parsed('/dts-v1/; /plugin/; &dev { status = "okay"; };');
    const merged = applied(parsed(BASE), [first, second]);
    if (typeof merged === "string") throw new Error(merged);
    expect(merged.labels.get("dev")?.properties.has("status")).toBe(true);
    expect(merged.labels.get("dev")?.labels).toEqual(["dev"]);
  });

  it("may take a label away from a node of the base", () => {
    const merged = applied(parsed(BASE), [parsed("/dts-v1/; /plugin/; &uart { clk: clock { }; };")]);
    if (typeof merged === "string") throw new Error(merged);
    expect(merged.labels.get("clk")?.parent?.name).toBe("serial@1");
    expect(nodeAt(merged, "/clock")?.labels).toEqual([]);
  });

  it("is refused at each reference to a label that the base lacks, with the nearest label", () => {
    const overlay = parsed(
      "/dts-v1/; /plugin/;\n&uart {\n\tclocks = <&clk 1>, <&uarx 2>;\n};\n&uarx {\n};\n",
      "o.dtso",
    );
    const { value, diagnostics } = applyOverlay(parsed(BASE), overlay);
    expect(value).toBeNull();
    expect(diagnostics.map(({ message, hint, location }) => [message, hint, place(location)])).toEqual([
      ["the base has no label 'uarx'", "its nearest label is 'uart'", "o.dtso:3:22 &uarx"],
    ]);
    expect(diagnostics[0]?.related?.map(({ location }) => place(location))).toEqual(["o.dtso:5:1 &uarx"]);
  });
});

it("says so when there is nothing to apply", () => {
  const { value, diagnostics } = applyOverlay(parsed(BASE), parsed("/dts-v1/; / { };", "o.dts"));
  expect(value === null ? null : treeDifferences(compile(BASE, true), value, 1)).toEqual([]);
  expect(diagnostics.map(({ severity, code }) => [severity, code])).toEqual([["warning", "overlay-empty"]]);
});

it("leaves base and overlay as they were", () => {
  const base = compile(BASE, true);
  const overlay = compile("/dts-v1/; /plugin/; &uart { l: a { b = <&l &clk>; }; };", true);
  const before = [writeDtb(base), writeDtb(overlay)];
  expect(typeof applied(base, [overlay])).toBe("object");
  expect([writeDtb(base), writeDtb(overlay)]).toEqual(before);
});
