/** Files that are no board are told for what they are, with how to get a board out of them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { foreignFile } from "../../src/dtb/foreign-file.js";
import { writeDtb } from "../../src/dtb/write.js";
import { runCli } from "../cli/virtual-host.js";
import { treeOf } from "../dts/parse/parsed.js";

const BOARD = new Uint8Array(readFileSync(join(import.meta.dirname, "fixtures/board.dtb")));

const at = (offset: number, magic: readonly number[] | string): Uint8Array => {
  const bytes = new Uint8Array(offset + magic.length + 600);
  bytes.set(typeof magic === "string" ? new TextEncoder().encode(magic) : magic, offset);
  return bytes;
};
const joined = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));
const utf16 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "utf16le"));
const swapped = (bytes: Uint8Array): Uint8Array => new Uint8Array(Buffer.from(bytes).swap16());

const FIT = `/dts-v1/; / { images { kernel { type = "kernel"; data = [00]; }; fdt-1 { type = "flat_dt"; data = [01]; }; };
  configurations { c { kernel = "kernel"; }; }; };`;
const FIT_OUTSIDE = FIT.replaceAll(/data = \[..\]/g, "data-size = <1>; data-offset = <0>");

/** What the command line says of it, all of it. */
async function said(content: Uint8Array | string, command = "check"): Promise<string> {
  const { status, err } = await runCli([...command.split(" "), "board"], { files: { board: content } });
  expect(status).toBe(2);
  return err;
}

describe("no board but", () => {
  it.each<readonly [string, string, Uint8Array | string]>([
    ["gzip", "gunzip -c", new Uint8Array(gzipSync(BOARD))],
    ["xz", "xz -dc", at(0, [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0])],
    ["lzma", "--format=lzma", at(0, [0x5d, 0, 0, 0x80, 0])],
    ["bzip2", "bzip2 -dc", at(0, "BZh9")],
    ["zstd", "zstd -dc", at(0, [0x28, 0xb5, 0x2f, 0xfd])],
    ["lz4", "lz4 -dc", at(0, [0x04, 0x22, 0x4d, 0x18])],
    ["lz4", "lz4 -dc", at(0, [0x02, 0x21, 0x4c, 0x18])],
    ["zip", "unzip", at(0, "PK\u0003\u0004")],
    ["tar", "tar -xf", at(257, "ustar")],
    ["uimage", "dumpimage -l", at(0, [0x27, 0x05, 0x19, 0x56])],
    ["android-boot-image", "unpack_bootimg", at(0, "ANDROID!")],
    ["android-boot-image", "unpack_bootimg", at(0, "VNDRBOOT")],
    ["android-dtbo-image", "mkdtboimg dump", at(0, [0xd7, 0xb7, 0xab, 0x1e])],
    ["qcdt", "extract-dtb", at(0, "QCDT")],
    ["zimage", ".dtb that it is booted", at(36, [0x18, 0x28, 0x6f, 0x01])],
    ["kernel-image", ".dtb that it is booted", at(56, "ARM\u0064")],
    ["kernel-image", ".dtb that it is booted", at(56, "RSC\u0005")],
    ["elf", ".dtb that it is booted", at(0, [0x7f, 0x45, 0x4c, 0x46])],
    ["pe", ".dtb that it is booted", at(0, "MZ")],
    ["utf-16", "iconv", joined(Uint8Array.of(0xff, 0xfe), utf16("/dts-v1/; / { };"))],
    ["utf-16", "iconv", joined(Uint8Array.of(0xfe, 0xff), swapped(utf16("/dts-v1/; / { };")))],
    ["utf-16", "iconv", utf16("/dts-v1/; / { }; // no mark")],
    ["utf-16", "iconv", swapped(utf16("/dts-v1/; / { }; // no mark"))],
    ["fit-image", "dumpimage -T flat_dt", FIT],
    ["fit-image", "dumpimage -T flat_dt", writeDtb(treeOf(FIT))],
    ["fit-image", "dumpimage -T flat_dt", joined(writeDtb(treeOf(FIT_OUTSIDE)), BOARD)],
  ])("%s: %s", async (id, way, content) => {
    const text = await said(content);
    expect(text).toMatch(/^board: error: this is not a board but /);
    expect(text.split("\n").filter((line) => line.includes("error:"))).toHaveLength(1);
    expect(text).toContain(`[input-is-${id}]`);
    expect(text).toContain(way);
  });

  it.each([
    ["a kernel with a blob behind it", "zimage", joined(at(36, [0x18, 0x28, 0x6f, 0x01]), BOARD)],
    ["a boot image with a blob in it", "android-boot-image", joined(at(0, "ANDROID!"), BOARD, new Uint8Array(100))],
    ["a dtbo image", "android-dtbo-image", joined(at(0, [0xd7, 0xb7, 0xab, 0x1e]), BOARD, BOARD)],
    ["blobs behind each other", "several-blobs", joined(BOARD, BOARD)],
    ["blobs with bytes between them", "several-blobs", joined(BOARD, new Uint8Array(37), BOARD, new Uint8Array(5))],
  ])("%s: what cuts one out does", async (_, id, content) => {
    const text = await said(content);
    expect(text).toContain(`[input-is-${id}]`);
    const [, start, size] = /tail -c \+(\d+) FILE \| head -c (\d+) > board.dtb/.exec(text) ?? [];
    const cut = content.subarray(Number(start) - 1, Number(start) - 1 + Number(size));
    expect(Buffer.compare(cut, BOARD)).toBe(0);
  });

  it("in every command that reads a board, from standard input and as an overlay too", async () => {
    const packed = new Uint8Array(gzipSync(BOARD));
    for (const command of ["analyze", "check --format json", "tree", "dump tree", "dump tokens", "init"]) {
      expect(await said(packed, command), command).toContain("[input-is-gzip]");
    }
    const piped = await runCli(["analyze", "-"], { stdin: packed });
    expect([piped.status, piped.err]).toEqual([2, expect.stringContaining("[input-is-gzip]")]);
    const files = { board: BOARD, "o.dtbo": packed };
    const overlaid = await runCli(["analyze", "board", "--overlay", "o.dtbo"], { files });
    expect([overlaid.status, overlaid.err]).toEqual([2, expect.stringContaining("o.dtbo: error: this is not a board")]);
  });
});

describe("a board is one, whatever it looks like:", () => {
  it.each([
    ["a blob with bytes behind it", joined(BOARD, new Uint8Array(4000))],
    ["a blob with the magic behind it", joined(BOARD, Uint8Array.of(0xd0, 0x0d, 0xfe, 0xed), new Uint8Array(60))],
    [
      "a blob with another in a property",
      writeDtb(treeOf(`/dts-v1/; / { p = [${Buffer.from(BOARD).toString("hex")}]; };`)),
    ],
    ["a board with a node of images", "/dts-v1/; / { images { n { data; }; }; };"],
  ])("%s", async (_, content) => {
    expect((await runCli(["check", "board"], { files: { board: content } })).status).toBe(0);
  });

  it("a source that begins with the letters of a magic", () => {
    for (const text of ["MZ /dts-v1/;", "BZh /dts-v1/;", "QCDT", "ANDROID!"]) {
      expect(foreignFile(new TextEncoder().encode(text), "board"), text).toBeNull();
    }
  });
});
