/** Values as bytes, as the device tree holds them: big-endian, strings with their final NUL. */

export function bytesOfCells(cells: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(cells.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [i, cell] of cells.entries()) view.setUint32(i * 4, cell);
  return bytes;
}

/** A string list. One byte per character: names, labels and paths are ASCII or a blob's bytes. */
export function bytesOfStrings(list: readonly string[]): Uint8Array {
  const bytes = new Uint8Array(list.reduce((sum, text) => sum + text.length + 1, 0));
  let at = 0;
  for (const text of list) {
    for (let i = 0; i < text.length; i++) bytes[at++] = text.charCodeAt(i);
    at++;
  }
  return bytes;
}
