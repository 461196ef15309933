import { expect, test } from "vitest";
import { kernelOf } from "../../src/kernel/kernel.js";
import { physicalUses } from "../../src/system/physical.js";
import { systemOf } from "./boards.js";
import { board } from "./small-board.js";

test("registers below a parent without #address-cells are nowhere to kernels that match no bus there", () => {
  const source = board(
    `uncounted { ranges; timer@c000000 { compatible = "a,timer"; reg = <0x0 0xc000000 0x0 0x1000>; }; };`,
  );
  const kindsOn = (release: string) =>
    physicalUses(systemOf(source, null, { kernel: kernelOf(release) }), 0xc000010n).map(({ kind }) => kind);
  expect(kindsOn("6.12")).toEqual(["registers"]);
  expect(kindsOn("6.16")).toEqual([]);
});
