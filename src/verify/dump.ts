/**
 * A capture from text: what `grep -r`, `find`, `ls -l`, `ls -R`, `head` or `tail -n +1` print of the groups, in any
 * mixture. Every line must say, or stand below a line that says, which group it is of.
 */
import type { SysfsEntry } from "./capture.js";

export interface DumpEntries {
  readonly entries: readonly SysfsEntry[];
  /** Lines of which nothing was understood. */
  readonly ignored: number;
}

/** `PATH:content`, of `grep -r .` and `grep -H .`. */
const GREP = /^(\S*[0-9]+\/(?:reserved_regions|type)):(.*)$/;
/** `==> PATH <==`, of `head` and `tail` on several files. */
const TAIL = /^==> (\S+) <==$/;
/** `PATH:`, of `ls -R` and of `ls` on several folders. */
const LS = /^(\S*[0-9]+\/devices):$/;
/** Of any other folder that `ls -R` goes through. */
const LS_ELSEWHERE = /^\S+:$/;
/** A path and, for links, where it leads: of `find`, `find -ls` and `ls -l`, whatever stands before it on the line. */
const DEVICE = /(?:^|\s)((?:\S*\/)?[0-9]+\/devices\/[^/\s]+)(?:\s+->\s+(\S+))?$/;
const NODE = /(?:^|\s)(\S+\/of_node)\s+->\s+(\S+)$/;
/** A name below a folder's heading, long or short. */
const LISTED = /(?:^|\s)([^\s/]+)(?:\s+->\s+(\S+))?$/;

export function dumpEntries(text: string): DumpEntries {
  const reader = new DumpReader();
  for (const line of text.split(/\r?\n/)) reader.line(line);
  return { entries: reader.entries(), ignored: reader.ignored };
}

class DumpReader {
  ignored = 0;
  private readonly files = new Map<string, string[]>();
  private readonly links: SysfsEntry[] = [];
  /** What the lines below are of, until the next heading or an empty line. */
  private heading: { readonly kind: "file" | "devices" | "elsewhere"; readonly path: string } | null = null;

  entries(): readonly SysfsEntry[] {
    const files = [...this.files].map(([path, lines]): SysfsEntry => ({ kind: "file", path, text: lines.join("\n") }));
    return [...files, ...this.links];
  }

  line(raw: string): void {
    const line = raw.trim();
    if (line === "") this.heading = null;
    else if (!this.headed(line) && !this.named(line) && !this.below(line)) this.ignored += /^[#$]/.test(line) ? 0 : 1;
  }

  private headed(line: string): boolean {
    const [, file] = TAIL.exec(line) ?? [];
    const [, devices] = LS.exec(line) ?? [];
    if (file !== undefined) this.heading = { kind: "file", path: file };
    else if (devices !== undefined) this.heading = { kind: "devices", path: devices };
    else if (LS_ELSEWHERE.test(line)) this.heading = { kind: "elsewhere", path: line };
    else return false;
    return true;
  }

  /** A line that names its own path. */
  private named(line: string): boolean {
    const [, file, content] = GREP.exec(line) ?? [];
    const [, link, target] = NODE.exec(line) ?? DEVICE.exec(line) ?? [];
    if (file !== undefined) this.add(file, content ?? "");
    else if (link !== undefined) this.links.push({ kind: "link", path: link, target: target ?? null });
    return file !== undefined || link !== undefined;
  }

  private below(line: string): boolean {
    if (this.heading === null) return false;
    const { kind, path } = this.heading;
    if (kind === "file") {
      this.add(path, line);
      return true;
    }
    if (kind === "elsewhere") return true;
    const [, name, target] = LISTED.exec(line) ?? [];
    // `ls -l` begins with `total 0`.
    if (name !== undefined && !/^total [0-9]+$/.test(line)) {
      this.links.push({ kind: "link", path: `${path}/${name}`, target: target ?? null });
    }
    return name !== undefined;
  }

  private add(path: string, content: string): void {
    const lines = this.files.get(path);
    if (lines === undefined) this.files.set(path, [content]);
    else lines.push(content);
  }
}
