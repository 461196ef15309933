import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readDtb } from "../../src/dtb/read.js";
import { writeDtb } from "../../src/dtb/write.js";
import { printDts } from "../../src/tree/print.js";
import { withSymbolNodes } from "../../src/tree/symbols.js";
import { parsed } from "./parsed.js";

const FIXTURES = join(import.meta.dirname, "../dtb/fixtures");
const source = (name: string): string => readFileSync(join(FIXTURES, name), "utf8");
const blob = (name: string): Uint8Array => new Uint8Array(readFileSync(join(FIXTURES, name)));

it.each([
  ["board.dts", false, "board.dtb"],
  ["board.dts", true, "board-symbols.dtb"],
  ["overlay.dtso", false, "overlay.dtbo"],
  ["overlay.dtso", true, "overlay-symbols.dtbo"],
])("%s with -@ %s is dtc's %s", (name, symbols, expected) => {
  const tree = withSymbolNodes(parsed(source(name)), { symbols, localFixups: false });
  expect(writeDtb(tree)).toEqual(blob(expected));
});

/** The nodes that were added, as they print. */
const added = (text: string, options: { symbols: boolean; localFixups: boolean }): string => {
  const printed = printDts(withSymbolNodes(parsed(`/dts-v1/; ${text}`), options));
  return printed.replaceAll(/\s+/g, " ").replace(/^.*?(?=__)/, "");
};

it("lists labels as dtc does: later definitions first", () => {
  const text = "/ { l9: l8: b { }; }; lx: &l9 { }; ly: &l9 { };";
  expect(added(text, { symbols: true, localFixups: false })).toBe(
    '__symbols__ { ly = "/b"; lx = "/b"; l9 = "/b"; l8 = "/b"; }; }; ',
  );
});

it("adds to what the source wrote itself, and overrides none of it", () => {
  const text = '/ { __symbols__ { l = "own"; }; l: a { }; m: b { }; };';
  expect(added(text, { symbols: true, localFixups: false })).toContain('__symbols__ { l = "own"; m = "/b"; };');
  const fixups = '/plugin/; / { __fixups__ { m = "own"; }; a { x = <&m &m>; }; };';
  expect(added(fixups, { symbols: false, localFixups: false })).toContain('{ m = "own", "/a:x:0", "/a:x:4"; }');
});

it("numbers labelled nodes after those that are referred to", () => {
  const text = "/ { d = <&m>; l: a { }; m: b { }; n: c { phandle = <1>; }; };";
  const printed = printDts(withSymbolNodes(parsed(`/dts-v1/; ${text}`), { symbols: true, localFixups: false }));
  expect(
    [...printed.matchAll(/(\w): \w \{\s+phandle = <(\S+)>/g)].map(([, label, phandle]) => [label, phandle]),
  ).toEqual([
    ["l", "0x3"],
    ["m", "0x2"],
    ["n", "0x1"],
  ]);
});

describe("fixups that the source wrote itself", () => {
  const fragment = (body: string): string => `fragment { __overlay__ { ${body} }; };`;
  const overlay = (body: string, about: string): string =>
    added(`/plugin/; / { ${fragment(body)} ${about} };`, { symbols: false, localFixups: false });

  it("enters none of them twice", () => {
    const local = "__local_fixups__ { fragment { __overlay__ { n { p = <8>; }; }; }; };";
    expect(overlay("l: m { }; n { p = <&l 1 &l>; };", local)).toContain("n { p = <0x8 0x0>; };");
    const foreign = '__fixups__ { ext = "/fragment/__overlay__:p:4", "/x:y:0"; };';
    expect(overlay("p = <&ext &ext>;", foreign)).toContain(
      'ext = "/fragment/__overlay__:p:4", "/x:y:0", "/fragment/__overlay__:p:0";',
    );
  });

  it("leaves alone what holds no entries", () => {
    expect(overlay("p = <&ext>;", "__fixups__ { ext = <1>; };")).toContain("__fixups__ { ext = <0x1>; };");
    const local = "__local_fixups__ { fragment { __overlay__ { p = [01]; }; }; };";
    expect(overlay("p = <&{/fragment}>;", local)).toContain("__overlay__ { p = [01]; };");
  });

  it("takes them for references: one to a label of the overlay itself is local", () => {
    const about = '__fixups__ { l = "/fragment/__overlay__:p:4", "/fragment/__overlay__:p:8", "/fragment:none:0"; };';
    expect(overlay("p = <1 2>; l: m { };", about)).toContain(
      "__local_fixups__ { fragment { __overlay__ { p = <0x4>; }; }; };",
    );
  });

  it("takes __symbols__ for labels", () => {
    const about = '__symbols__ { l = "/fragment/__overlay__/m"; };';
    expect(overlay("p = <&l>; m { };", about)).toContain("__local_fixups__");
    const numbered = printDts(
      withSymbolNodes(parsed('/dts-v1/; / { a { }; __symbols__ { l = "/a"; }; };'), {
        symbols: true,
        localFixups: false,
      }),
    );
    expect(numbered).toMatch(/a \{\s+phandle = <0x1>/);
  });
});

describe("phandles of -@", () => {
  const printed = (text: string): string =>
    printDts(withSymbolNodes(parsed(`/dts-v1/; ${text}`), { symbols: true, localFixups: false })).replaceAll(
      /\s+/g,
      " ",
    );

  it("gives one to a node that was deleted by its label and made again", () => {
    const text = printed("/ { a { l: x { }; }; m: b { }; }; /delete-node/ &l; / { a { x { }; }; };");
    expect(text).toContain('a { x { phandle = <0x1>; }; }; m: b { phandle = <0x2>; }; __symbols__ { m = "/b"; };');
    expect(printed("/ { l: x { }; }; /delete-node/ &l; / { x { }; };")).toContain("__symbols__ { };");
  });

  it("goes on from the last number that a reference made, whatever became of its node", () => {
    const text = "/ { p = <&k &l>; k: a { }; /omit-if-no-ref/ b { l: x { }; }; m: c { }; };";
    expect(printed(text)).toContain("m: c { phandle = <0x2>; };");
  });
});

it("gives a base tree local fixups where they are asked for", () => {
  const text = '/ { l: a { b { x = <1 &l>, "s", <&l>; }; }; };';
  expect(added(text, { symbols: false, localFixups: true })).toBe(
    "__local_fixups__ { a { b { x = <0x4 0xa>; }; }; }; }; ",
  );
  expect(added(text, { symbols: false, localFixups: false })).not.toContain("__");
});

it("adds nothing to a blob that has its own", () => {
  const bytes = blob("overlay-symbols.dtbo");
  const { value } = readDtb(bytes, "x.dtbo");
  if (value === null) throw new Error("no tree");
  expect(writeDtb(withSymbolNodes(value, { symbols: true, localFixups: true }))).toEqual(bytes);
});
