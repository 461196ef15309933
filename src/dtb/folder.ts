/**
 * Folders like /proc/device-tree, live or copied: a node is a folder, a property a file with the property's bytes.
 *
 * Such a folder has no order, no memory reservations and no boot CPU; nodes and properties come sorted by name. The
 * `name` file that Linux makes up for every node is left out, as no blob has it.
 */
import type { Diagnostic, Outcome } from "../base/diagnostic.js";
import type { FileReader } from "../base/files.js";
import { atInput, type Location } from "../base/source.js";
import { baseName, type DeviceTree, type DtNode, pathOf } from "../tree/tree.js";
import { textOfBytes } from "./format.js";
import { OpenNode } from "./open-node.js";
import { type DtbLimits, defaultDtbLimits } from "./read.js";
import { treeOf } from "./tree-of.js";

/** Whether a folder is a tree, not a folder of boards: the root of every tree has these (DT specification, 3.2). */
export function isTreeFolder(path: string, files: FileReader): boolean {
  return ["#address-cells", "compatible"].some((name) => files.kindOf(`${path}/${name}`) === "file");
}

/**
 * Links may lead to other places of the same folder, not out of it, nor back to a node above.
 *
 * @returns a tree, or null and at least one error; what could not be read is left out with a warning
 */
export function readTreeFolder(
  path: string,
  files: FileReader,
  limits: DtbLimits = defaultDtbLimits,
): Outcome<DeviceTree> {
  const reader = new FolderReader(path, files, limits);
  const root = reader.read();
  if (root === null) return { value: null, diagnostics: reader.diagnostics };
  return { value: treeOf(root, { file: path, memoryReservations: [], bootCpu: 0 }), diagnostics: reader.diagnostics };
}

interface Folder {
  readonly path: string;
  readonly realPath: string;
  readonly open: OpenNode;
  /** Names that have not been read yet, last first. */
  readonly left: string[];
}

class FolderReader {
  readonly diagnostics: Diagnostic[] = [];
  /** From the root down to the node being read. */
  private readonly stack: Folder[] = [];
  private nodes = 0;
  private properties = 0;
  private bytes = 0;

  constructor(
    private readonly path: string,
    private readonly files: FileReader,
    private readonly limits: DtbLimits,
  ) {}

  read(): DtNode | null {
    const realPath = this.files.realPath(this.path);
    if (realPath === null || this.files.kindOf(this.path) !== "directory") {
      this.say("error", "not-a-folder", "not a folder that can be read", atInput(this.path));
      return null;
    }
    this.enter(this.path, realPath, new OpenNode("", null));
    for (let folder = this.stack.at(-1); folder !== undefined; folder = this.stack.at(-1)) {
      const name = folder.left.pop();
      if (name !== undefined) {
        if (!this.entry(folder, name)) return null;
        continue;
      }
      this.stack.pop();
      const node = folder.open.close();
      if (this.stack.length === 0) return node;
    }
    return null;
  }

  private enter(path: string, realPath: string, open: OpenNode): void {
    this.stack.push({ path, realPath, open, left: [...this.files.list(path)].reverse() });
  }

  /** @returns false if the whole folder is refused */
  private entry(folder: Folder, name: string): boolean {
    const path = `${folder.path}/${name}`;
    const kind = this.files.kindOf(path);
    const realPath = this.files.realPath(path);
    // A folder's names are Unicode, a tree's are bytes.
    const treeName = textOfBytes(new TextEncoder().encode(name));
    if (realPath === null || (kind !== "file" && kind !== "directory")) {
      return this.leaveOut(folder, treeName, "neither a file nor a folder");
    }
    const top = this.stack[0]?.realPath ?? "";
    if (realPath !== top && !realPath.startsWith(`${top}/`))
      return this.leaveOut(folder, treeName, "a link that leads out of the folder");
    return kind === "file" ? this.property(folder, path, treeName) : this.subnode(folder, path, realPath, treeName);
  }

  private subnode(folder: Folder, path: string, realPath: string, name: string): boolean {
    if (this.stack.some((above) => above.realPath === realPath)) {
      return this.leaveOut(folder, name, "a link to a node above");
    }
    if (this.stack.length >= this.limits.nodeDepth) {
      return this.refuse(folder, "too-deep", `nodes are nested deeper than ${this.limits.nodeDepth} levels`);
    }
    if (++this.nodes > this.limits.nodes) {
      return this.refuse(folder, "too-many-nodes", `the folder has more than ${this.limits.nodes} nodes`);
    }
    const child = new OpenNode(name, folder.open.node);
    folder.open.addChild(child.node);
    this.enter(path, realPath, child);
    return true;
  }

  private property(folder: Folder, path: string, name: string): boolean {
    if (++this.properties > this.limits.properties) {
      return this.refuse(
        folder,
        "too-many-properties",
        `the folder has more than ${this.limits.properties} properties`,
      );
    }
    const read = this.files.readFile(path, this.limits.bytes - this.bytes);
    if (!read.ok && read.reason === "too-large") {
      return this.refuse(folder, "folder-too-large", `the folder has more than ${this.limits.bytes} bytes`);
    }
    if (!read.ok) return this.leaveOut(folder, name, read.message);
    this.bytes += read.bytes.length;
    if (name !== "name" || !isMadeUpName(folder.open.node, read.bytes)) folder.open.addProperty(name, read.bytes);
    return true;
  }

  private leaveOut(folder: Folder, name: string, reason: string): true {
    this.say("warning", "left-out", `'${name}' is left out: ${reason}`, this.at(folder));
    return true;
  }

  private refuse(folder: Folder, code: string, message: string): false {
    this.say("error", code, message, this.at(folder));
    return false;
  }

  private at(folder: Folder): Location {
    return { kind: "node", file: this.path, node: pathOf(folder.open.node), property: null };
  }

  private say(severity: "error" | "warning", code: string, message: string, location: Location): void {
    this.diagnostics.push({ severity, code, message, location });
  }
}

/** Linux gives every node its base name as `name`, and the root an empty one or `/`. */
function isMadeUpName(node: DtNode, value: Uint8Array): boolean {
  const text = textOfBytes(value);
  return text === `${baseName(node)}\0` || (node.parent === null && (text === "" || text === "/\0"));
}
