/** What the user opens: files and folders, chosen or dropped. Nothing is read here but names. */
import { isOfUse } from "./workspace.js";

export type Opened = ReadonlyMap<string, File>;

/** Of an input: in a folder that was chosen, each file knows its path from there. */
export function chosen(list: FileList | null): Opened {
  const files = [...(list ?? [])].map((file) => [file.webkitRelativePath || file.name, file] as const);
  return new Map(files.filter(([path]) => isOfUse(path)));
}

/** Entries are there only as long as the event is: they are taken at once, and walked later. */
export function dropped(transfer: DataTransfer): Promise<Opened> {
  const items = [...transfer.items].filter(({ kind }) => kind === "file");
  const entries = items.map((item) => item.webkitGetAsEntry());
  // What another program hands over may be a file that lies in no file system.
  const alone = items.flatMap((item, i) => (entries[i] === null ? (item.getAsFile() ?? []) : []));
  return walked(
    entries.filter((entry) => entry !== null),
    alone,
  );
}

async function walked(entries: readonly FileSystemEntry[], alone: readonly File[]): Promise<Opened> {
  const files = new Map(alone.map((file) => [file.name, file]));
  const open = [...entries];
  for (let entry = open.pop(); entry !== undefined; entry = open.pop()) {
    const path = entry.fullPath.replace(/^\//, "");
    if (!isOfUse(entry.isDirectory ? `${path}/` : path)) continue;
    if (isDirectory(entry)) open.push(...(await entriesOf(entry)));
    else if (isFile(entry)) files.set(path, await fileOf(entry));
  }
  return files;
}

const isDirectory = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;

const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => entry.file(resolve, reject));

/** A reader hands out a part at a time, and none at the end. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return all;
    all.push(...part);
  }
}
