/** Devices whose names no tree tells: those below buses without an address, and those that drivers make. */
import { describe, expect, test } from "vitest";
import { matchDevices } from "../../src/verify/match.js";
import { systemOf } from "../system/boards.js";
import { board } from "../system/small-board.js";

/** Whom each captured device is taken for. */
function taken(source: string, names: readonly string[], plan: string | null = null) {
  const devices = names.map((name) => ({ name, node: null }));
  const group = { name: "0", devices, regions: null, isCut: false, type: null };
  const matches = matchDevices(systemOf(source, plan), [group]).get(group) ?? [];
  return matches.map(({ consumer, by }) => (consumer === null ? by : `${by} ${consumer.id}`));
}

describe("below a bus", () => {
  const source = board(
    `vbus { compatible = "simple-bus"; ranges; va@c100000 { reg = <0x0 0xc100000 0x0 0x1000>; iommus = <&smmu 1>; }; };
     other@d000000 { compatible = "simple-bus"; ranges; reg = <0x0 0xd000000 0x0 0x1000>; vb { iommus = <&smmu 2>; }; };`,
  );
  test("a device without an address goes by its place", () => {
    expect(taken(source, ["vbus:va@c100000", "d000000.other:vb", "other@d000000:vb"])).toEqual([
      "name /vbus/va@c100000",
      "name /other@d000000/vb",
      "nothing",
    ]);
  });
  test("but not by part of it", () => {
    expect(taken(source, ["xbus:va@c100000", "vbus:va", "va@c100000"])).toEqual(["nothing", "nothing", "nothing"]);
  });
});

describe("made by a driver", () => {
  const parts = ["non-pixel", "pixel", "secure-pixel", "secure-non-pixel"];
  const devices = ["secure-non-pixel.6.auto", "pixel.4.auto", "non-pixel.3.auto", "secure-pixel.5.auto"];
  const codec = (inside: string) =>
    board(`codec: codec@aa00000 { compatible = "small,codec"; reg = <0x0 0xaa00000 0x0 0x1000>; ${inside} };`);

  test("sub-nodes, though every name is in another's", () => {
    const nodes = parts.map((name, i) => `${name} { iommus = <&smmu ${i + 1}>; };`).join(" ");
    expect(taken(codec(nodes), devices)).toEqual([
      "guess /codec@aa00000/secure-non-pixel",
      "guess /codec@aa00000/pixel",
      "guess /codec@aa00000/non-pixel",
      "guess /codec@aa00000/secure-pixel",
    ]);
  });

  test("runtime children, also by a name inside a longer one: the longest counts", () => {
    const children = parts.map((name, i) => `{ name: ${name}, stream-ids: ["&smmu ${i + 1}"] }`).join(", ");
    const plan = `version: 1\ndevices: [{ node: "&codec", dma: false, children: [${children}] }]`;
    expect(
      taken(codec(""), ["codec-secure-non-pixel", "codec-pixel", "vpu_non-pixel_cb", "codec-secure-pixel"], plan),
    ).toEqual([
      "guess /codec@aa00000#secure-non-pixel",
      "guess /codec@aa00000#pixel",
      "guess /codec@aa00000#non-pixel",
      "guess /codec@aa00000#secure-pixel",
    ]);
  });
});
