/**
 * A tree as a flattened blob of version 17 (DT specification v0.4, chapter 5): the very bytes that dtc 1.8.1 writes
 * for the same tree, with its order of blocks and of strings.
 */
import type { DeviceTree, Property } from "../tree/tree.js";
import { walk } from "../tree/walk.js";
import { alignTo, DTB_MAGIC, HEADER_BYTES_17, RESERVATION_BYTES, token } from "./format.js";
import { StringTable } from "./string-table.js";

/** Section 5.2: the version written, and the oldest whose readers can read it. */
const VERSION = 17;
const LAST_COMPATIBLE = 16;

export function writeDtb(tree: DeviceTree): Uint8Array {
  const strings = new StringTable();
  const structSize = measure(tree, strings);
  const reservationsOffset = alignTo(HEADER_BYTES_17, 8);
  const structOffset = reservationsOffset + (tree.memoryReservations.length + 1) * RESERVATION_BYTES;
  const stringsOffset = structOffset + structSize;
  const totalSize = stringsOffset + strings.size;

  const blob = new BlobWriter(totalSize);
  const header = [DTB_MAGIC, totalSize, structOffset, stringsOffset, reservationsOffset, VERSION, LAST_COMPATIBLE];
  for (const word of [...header, tree.bootCpu, strings.size, structSize]) blob.word(word);
  for (const { address, size } of tree.memoryReservations) {
    blob.doubleWord(address);
    blob.doubleWord(size);
  }
  blob.doubleWord(0n);
  blob.doubleWord(0n);
  writeStructure(tree, strings, blob);
  for (const name of strings.names) blob.text(name);
  return blob.bytes;
}

/** Bytes of the structure block. Names enter the string table in the order in which dtc meets them. */
function measure(tree: DeviceTree, strings: StringTable): number {
  let size = 4;
  walk(tree.root, {
    enter(node) {
      size += 4 + alignTo(node.name.length + 1, 4);
      for (const property of node.properties.values()) {
        strings.offsetOf(property.name);
        size += 12 + alignTo(property.value.length, 4);
      }
    },
    leave() {
      size += 4;
    },
  });
  return size;
}

function writeStructure(tree: DeviceTree, strings: StringTable, blob: BlobWriter): void {
  walk(tree.root, {
    enter(node) {
      blob.word(token.beginNode);
      blob.text(node.name);
      blob.align();
      for (const property of node.properties.values()) writeProperty(property, strings, blob);
    },
    leave() {
      blob.word(token.endNode);
    },
  });
  blob.word(token.end);
}

function writeProperty(property: Property, strings: StringTable, blob: BlobWriter): void {
  blob.word(token.property);
  blob.word(property.value.length);
  blob.word(strings.offsetOf(property.name));
  blob.raw(property.value);
  blob.align();
}

class BlobWriter {
  readonly bytes: Uint8Array;
  private readonly view: DataView;
  private at = 0;

  constructor(size: number) {
    this.bytes = new Uint8Array(size);
    this.view = new DataView(this.bytes.buffer);
  }

  word(value: number): void {
    this.view.setUint32(this.at, value);
    this.at += 4;
  }

  doubleWord(value: bigint): void {
    this.view.setBigUint64(this.at, value);
    this.at += 8;
  }

  raw(bytes: Uint8Array): void {
    this.bytes.set(bytes, this.at);
    this.at += bytes.length;
  }

  /** With its NUL; one byte per character, as everywhere in names. */
  text(text: string): void {
    for (let i = 0; i < text.length; i++) this.bytes[this.at++] = text.charCodeAt(i);
    this.at++;
  }

  align(): void {
    this.at = alignTo(this.at, 4);
  }
}
