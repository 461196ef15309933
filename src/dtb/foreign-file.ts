/**
 * Files that people have in their hands instead of a board, told by their magic: what each is, and how to get a board
 * out. A kind is one row.
 */
import type { Diagnostic } from "../base/diagnostic.js";
import { atInput } from "../base/source.js";
import { type DeviceTree, nodeAt } from "../tree/tree.js";
import { type BlobInside, blobsInside } from "./blobs-inside.js";
import { isDtb } from "./read.js";

interface ForeignKind {
  /** The problem's code is `input-is-` and this. */
  readonly id: string;
  readonly name: string;
  /** Bytes at an offset from the file's first. */
  readonly magic: readonly number[] | string;
  readonly offset?: number;
  /** How to get at the boards, where no blob lies in it uncompressed. */
  readonly way: string;
}

const unpack = (command: string): string => `unpack it: ${command} FILE > board.dtb`;
const NO_BOARD_IN_KERNEL = "a kernel holds no board: give the .dtb that it is booted with";

const UTF_16 = {
  id: "utf-16",
  name: "UTF-16 text",
  way: "write it as UTF-8: iconv -f UTF-16 -t UTF-8 FILE > board.dts",
};

const FIT = {
  id: "fit-image",
  name: "a FIT image of U-Boot",
  way: "list it with 'dumpimage -l FILE', take a tree out with 'dumpimage -T flat_dt -p POSITION -o board.dtb FILE'",
};

const KINDS: readonly ForeignKind[] = [
  // RFC 1952, section 2.3.1.
  { id: "gzip", name: "gzip-compressed data", magic: [0x1f, 0x8b], way: unpack("gunzip -c <") },
  // The .xz file format 1.2, section 2.1.1.1.
  { id: "xz", name: "xz-compressed data", magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], way: unpack("xz -dc") },
  // lzma-file-format.txt of the LZMA SDK: properties, then the dictionary's size, a power of two.
  { id: "lzma", name: "lzma-compressed data", magic: [0x5d, 0, 0], way: unpack("xz -dc --format=lzma") },
  // What 'bzip2' writes: "BZh", the block size, the first block's magic.
  { id: "bzip2", name: "bzip2-compressed data", magic: "BZh", way: unpack("bzip2 -dc") },
  // RFC 8878, section 3.1.1.
  { id: "zstd", name: "zstd-compressed data", magic: [0x28, 0xb5, 0x2f, 0xfd], way: unpack("zstd -dc") },
  // LZ4 frame format 1.6: a frame, and the legacy frame in which kernels are packed.
  { id: "lz4", name: "lz4-compressed data", magic: [0x04, 0x22, 0x4d, 0x18], way: unpack("lz4 -dc") },
  { id: "lz4", name: "lz4-compressed data", magic: [0x02, 0x21, 0x4c, 0x18], way: unpack("lz4 -dc") },
  // APPNOTE.TXT of PKWARE, section 4.3.7; POSIX.1-1988 ustar.
  { id: "zip", name: "a zip archive", magic: "PK\u0003\u0004", way: "unpack it: unzip FILE" },
  { id: "tar", name: "a tar archive", magic: "ustar", offset: 257, way: "unpack it: tar -xf FILE" },
  // U-Boot, include/image.h, IH_MAGIC.
  {
    id: "uimage",
    name: "a uImage of U-Boot",
    magic: [0x27, 0x05, 0x19, 0x56],
    way: "list it with 'dumpimage -l FILE', take a part out with 'dumpimage -p POSITION -o board.dtb FILE'",
  },
  // AOSP, system/tools/mkbootimg, include/bootimg/bootimg.h, BOOT_MAGIC and VENDOR_BOOT_MAGIC.
  {
    id: "android-boot-image",
    name: "an Android boot image",
    magic: "ANDROID!",
    way: "unpack it: unpack_bootimg --boot_img FILE",
  },
  {
    id: "android-boot-image",
    name: "an Android vendor boot image",
    magic: "VNDRBOOT",
    way: "unpack it: unpack_bootimg --boot_img FILE",
  },
  // AOSP, system/libufdt, utils/src/dt_table.h, DT_TABLE_MAGIC.
  {
    id: "android-dtbo-image",
    name: "an Android dtb or dtbo image",
    magic: [0xd7, 0xb7, 0xab, 0x1e],
    way: "unpack it: mkdtboimg dump FILE -b board.dtb",
  },
  // The lk boot loader of Qualcomm, platform/msm_shared, DEV_TREE_MAGIC.
  {
    id: "qcdt",
    name: "a Qualcomm table of device trees (QCDT)",
    magic: "QCDT",
    way: "take its blobs out: extract-dtb FILE",
  },
  // Linux, arch/arm/boot/compressed/head.S: the magic number behind eight instructions, in either byte order.
  {
    id: "zimage",
    name: "an ARM kernel (zImage)",
    magic: [0x18, 0x28, 0x6f, 0x01],
    offset: 36,
    way: NO_BOARD_IN_KERNEL,
  },
  {
    id: "zimage",
    name: "an ARM kernel (zImage)",
    magic: [0x01, 0x6f, 0x28, 0x18],
    offset: 36,
    way: NO_BOARD_IN_KERNEL,
  },
  // Linux, Documentation/arch/arm64/booting.rst and Documentation/arch/riscv/boot-image-header.rst.
  { id: "kernel-image", name: "an arm64 kernel (Image)", magic: "ARM\u0064", offset: 56, way: NO_BOARD_IN_KERNEL },
  { id: "kernel-image", name: "a RISC-V kernel (Image)", magic: "RSC\u0005", offset: 56, way: NO_BOARD_IN_KERNEL },
  // System V ABI, chapter 4, figure 4-4; PE format, MS-DOS stub.
  { id: "elf", name: "an ELF program or kernel", magic: [0x7f, 0x45, 0x4c, 0x46], way: NO_BOARD_IN_KERNEL },
  { id: "pe", name: "an EFI program or kernel", magic: "MZ", way: NO_BOARD_IN_KERNEL },
  // Unicode 15, table 23-5: the byte order mark.
  { ...UTF_16, magic: [0xff, 0xfe] },
  { ...UTF_16, magic: [0xfe, 0xff] },
];

/** What a file is that is no blob and no source: told by its bytes, before it is read. */
export function foreignFile(bytes: Uint8Array, file: string): Diagnostic | null {
  if (isDtb(bytes)) return null;
  const kind = KINDS.find((one) => begins(bytes, one)) ?? null;
  if (kind === null) return isUnmarkedUtf16(bytes) ? notABoard(file, UTF_16.id, UTF_16.name, UTF_16.way) : null;
  const inside = blobsInside(bytes, 0);
  const [first] = inside;
  if (first === undefined) return notABoard(file, kind.id, kind.name, kind.way);
  const found = inside.length === 1 ? "a blob lies" : `${inside.length} blobs lie`;
  return notABoard(file, kind.id, `${kind.name} in which ${found}`, `cut ${whichOf(inside)} out: ${cut(first)}`);
}

/** What a tree is that could be read and is no board; also which of several blobs in a file would not be read. */
export function foreignTree(tree: DeviceTree, bytes: Uint8Array, file: string): Diagnostic | null {
  const blobs = isDtb(bytes) ? blobsInside(bytes, 0) : [];
  if (isFitImage(tree)) return notABoard(file, FIT.id, FIT.name, FIT.way);
  const [, second] = blobs;
  if (second === undefined) return null;
  const hint = `cut one out, as here the second: ${cut(second)}`;
  return notABoard(file, "several-blobs", `${blobs.length} concatenated blobs, any of which may be the board`, hint);
}

/** A tree that holds files, each with its type (U-Boot, doc/usage/fit/source_file_format.rst), as blob or as source. */
function isFitImage(tree: DeviceTree): boolean {
  const images = nodeAt(tree, "/images")?.children ?? [];
  return images.some(
    ({ properties }) => properties.has("type") && (properties.has("data") || properties.has("data-size")),
  );
}

function notABoard(file: string, id: string, name: string, hint: string): Diagnostic {
  const message = `this is not a board but ${name}`;
  return { severity: "error", code: `input-is-${id}`, message, location: atInput(file), hint };
}

const whichOf = (blobs: readonly BlobInside[]): string => (blobs.length === 1 ? "it" : "the first");

const cut = ({ start, size }: BlobInside): string => `tail -c +${start + 1} FILE | head -c ${size} > board.dtb`;

/** A source may begin with the letters of a magic, but holds no NUL. */
function begins(bytes: Uint8Array, { magic, offset = 0 }: ForeignKind): boolean {
  const isText = typeof magic === "string";
  const expected = isText ? [...magic].map((character) => character.charCodeAt(0)) : magic;
  return expected.every((byte, index) => bytes[offset + index] === byte) && (!isText || bytes.includes(0));
}

/** Characters in which UTF-16 shows without a mark. */
const ENOUGH = 16;

/** A source begins with ASCII: every other byte of it is NUL, in either order. */
function isUnmarkedUtf16(bytes: Uint8Array): boolean {
  const nulsAt = (odd: number): number => {
    let count = 0;
    for (let at = odd; at < 2 * ENOUGH; at += 2) if (bytes[at] === 0) count++;
    return count;
  };
  const counts = [nulsAt(0), nulsAt(1)];
  return counts.includes(ENOUGH) && counts.includes(0);
}
