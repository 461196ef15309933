/** The blob of a board by our own reader and writer: the tests need no compiler. `own-blob.test.ts` holds it to dtc. */
import { nodeFiles } from "../src/cli/files.js";
import { writeDtb } from "../src/dtb/write.js";
import { loadDeviceTree } from "../src/index.js";
import { withSymbolNodes } from "../src/tree/symbols.js";

/** @param symbols as `dtc -@` writes them */
export async function ownBlob(path: string, symbols: boolean): Promise<Uint8Array> {
  const { value, diagnostics } = await loadDeviceTree(path, { files: nodeFiles });
  if (value === null) throw new Error(`${path}: ${diagnostics.map(({ message }) => message).join("; ")}`);
  return writeDtb(symbols ? withSymbolNodes(value, { symbols, localFixups: false }) : value);
}
