/** What can be read of a source in spite of its errors. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadDeviceTree, printDts } from "../../../src/index.js";
import { codecBoard } from "../../cli/boards.js";
import { virtualFiles } from "../../cli/virtual-host.js";

const read = (text: string, recover: boolean) =>
  loadDeviceTree("board.dts", { files: virtualFiles({ "board.dts": text }), recover });

const errorsOf = ({ diagnostics }: Awaited<ReturnType<typeof read>>) =>
  diagnostics.filter(({ severity }) => severity === "error").map(({ code, message }) => `${code}: ${message}`);

describe("a tree in spite of errors", () => {
  it.each([
    ["a missing semicolon", "a = <1>\n b = <2>;", "c = <3>;"],
    ["an unknown label", "a = <&nobody>;", "c = <3>;"],
    ["a broken value", "a = <1 2;", "c = <3>;"],
    ["an include that is not there", '#include "gone.h"\n', "c = <3>;"],
    ["a phandle that is there twice", "x { phandle = <1>; }; y { phandle = <1>; };", "c = <3>;"],
  ])("keeps what stands around %s", async (_, broken, after) => {
    const text = `/dts-v1/;\n/ { before { }; one { ${broken}\n }; two { ${after} }; };\n`;
    const plain = await read(text, false);
    expect(plain.value).toBeNull();
    const recovered = await read(text, true);
    expect(errorsOf(recovered)).toEqual(errorsOf(plain));
    expect(errorsOf(recovered)).not.toEqual([]);
    if (recovered.value === null) throw new Error("no tree");
    const names = recovered.value.root.children.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["before", "one", "two"]));
    expect(printDts(recovered.value)).toContain("c = <0x3>;");
  });

  it("is none where no node is defined, and the same as without for a source without errors", async () => {
    expect((await read("/dts-v1/;\n", true)).value).toBeNull();
    const [plain, recovered] = [await read(codecBoard, false), await read(codecBoard, true)];
    if (plain.value === null || recovered.value === null) throw new Error("no tree");
    expect(printDts(recovered.value)).toBe(printDts(plain.value));
  });

  it("can be printed whatever is cut out of a source", async () => {
    const cut = fc.tuple(fc.nat(codecBoard.length - 1), fc.integer({ min: 1, max: 40 }));
    await fc.assert(
      fc.asyncProperty(cut, async ([start, length]) => {
        const text = codecBoard.slice(0, start) + codecBoard.slice(start + length);
        const { value, diagnostics } = await read(text, true);
        if (value !== null) expect(printDts(value)).toContain("/dts-v1/;");
        else expect(diagnostics).not.toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
