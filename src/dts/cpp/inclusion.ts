/** `#include`, `#include_next` and `#import`. */
import type { Span, Via } from "../../base/source.js";
import type { StoredRead } from "../../base/source-store.js";
import { type HeaderName, readHeader } from "./builtins.js";
import { DOUBLE_QUOTE, LESS_THAN, skipBlanks } from "./chars.js";
import { Expander } from "./expander.js";
import { FileFrame } from "./file-frame.js";
import { brokenLinkHint, missingIncludeHint } from "./include-hint.js";
import { type FoundFile, folderOf } from "./include-search.js";
import { Lexer } from "./lexer.js";
import { LineFeed } from "./line-feed.js";
import type { RunState } from "./run-state.js";
import { IMPORT, INCLUDE_NEXT, type Item, type ScannedFile } from "./scanned-file.js";
import type { Setting } from "./setting.js";

type UnreadableFile = Extract<StoredRead, { ok: false }>;

const NO_FILE: StoredRead = { ok: false, reason: "failed", message: "is not a regular file" };

export class Inclusion {
  constructor(
    private readonly state: RunState,
    private readonly setting: Setting,
  ) {}

  execute(frame: FileFrame, directive: Item): void {
    const { state } = this;
    const at = skipBlanks(frame.file.text, directive.operandsAt, directive.end);
    const span = state.spanIn(frame, at, directive.end);
    const header = this.header(frame, directive, at);
    if (header === null || header.name === "") {
      const message = header === null ? 'expected "file" or <file>' : "the name of the file is empty";
      const operand = frame.file.text.slice(at, directive.end);
      const hint = /^[\u201c\u201d\u201e\u00ab\u2018\u2019']/.test(operand) ? "plain double quotes are meant" : null;
      state.reports.error("include-operand", message, span, { hint });
      return;
    }
    const isNext = directive.kind === INCLUDE_NEXT;
    const fromInput = isNext && state.frames.length === 1;
    if (fromInput) state.reports.warning("include-next", "#include_next in the input file is a plain #include", span);
    const goesOn = isNext && !fromInput;
    const beside = header.quoted && !goesOn ? frame.folder : null;
    const from = goesOn ? frame.folderIndex + 1 : 0;
    const { path, folderIndex } = state.lookFor(header.name, beside, from);
    if (path === null) this.reportMissing(header, beside, from, span);
    else this.include(header, { path, folderIndex }, directive.kind === IMPORT, span, frame.reading);
  }

  /** The operand as written, or what the macros in it make of it. */
  private header(frame: FileFrame, directive: Item, at: number): HeaderName | null {
    const { text } = frame.file;
    const open = text.charCodeAt(at);
    const isQuoted = open === DOUBLE_QUOTE;
    if (at < directive.end && (isQuoted || open === LESS_THAN)) {
      const close = text.indexOf(isQuoted ? '"' : ">", at + 1);
      if (close < 0 || close >= directive.end) return null;
      if (skipBlanks(text, close + 1, directive.end) < directive.end) {
        const span = this.state.spanIn(frame, close + 1, directive.end);
        this.state.reports.warning("extra-tokens", "extra text after the name of the file", span);
      }
      return { name: text.slice(at + 1, close), quoted: isQuoted };
    }
    this.state.units?.spoil();
    const tokens = new Lexer(text, frame.file.removals, this.state.names, at, directive.end).rest();
    return readHeader(new Expander(this.setting, new LineFeed(tokens, ~frame.reading)));
  }

  private include(header: HeaderName, found: FoundFile, once: boolean, span: Span, includer: number): void {
    const { state } = this;
    const { path } = found;
    if (!state.countInclude(span)) return;
    if (!state.search.isAllowed(path)) {
      const message = `'${header.name}' lies outside of the source's folder and the include folders`;
      state.reports.error("include-outside", message, span, { hint: `it is ${state.search.realPath(path)}` });
      return;
    }
    const read = this.read(path);
    if (!read.ok) {
      this.reportUnreadable(header, read, span);
      return;
    }
    state.includedFiles.add(path);
    const file = state.scans.scanOf(read.file.source);
    if (this.isReadAlready(file, path, once)) return;
    if (state.frames.length >= state.options.limits.includeDepth) {
      this.stopAtDepth(span);
      return;
    }
    const via: Via = { kind: "include", name: header.name, at: span };
    if (once) state.units?.spoil();
    if (state.units?.takeOver(found, file, via) === true) return;
    const reading = state.addReading(file.source, via, includer);
    state.frames.push(new FileFrame(file, reading, folderOf(path), found.folderIndex));
    state.units?.noteDepth();
  }

  private read(path: string): StoredRead {
    const { files, options } = this.state;
    // A pipe might never end.
    const read = files.kindOf(path) === "other" ? NO_FILE : files.file(path, options.limits.fileBytes);
    if (read.ok) this.state.units?.noteFile(read.file);
    return read;
  }

  /** Its include guard is defined, or it wants to be read but once. */
  private isReadAlready(file: ScannedFile, path: string, once: boolean): boolean {
    const { state } = this;
    if (file.guard >= 0 && state.macros.find(file.guard) !== null) return true;
    if (!once && state.onceOnly.size === 0) return false;
    const real = state.search.realPath(path);
    if (state.onceOnly.has(real)) return true;
    if (once) state.onceOnly.add(real);
    return false;
  }

  private reportUnreadable(header: HeaderName, { reason, message }: UnreadableFile, span: Span): void {
    const { reports, options } = this.state;
    if (reason === "too-large") {
      const limit = options.limits.fileBytes;
      reports.error("include-too-large", `'${header.name}' is larger than ${limit} bytes`, span);
    } else {
      reports.error("include-unreadable", `'${header.name}' cannot be read`, span, { hint: message });
    }
  }

  private reportMissing(header: HeaderName, beside: string | null, from: number, span: Span): void {
    const { state } = this;
    const folders = state.search.searched(beside, from);
    const hint =
      brokenLinkHint(header.name, folders, state.files) ?? missingIncludeHint(header.name, folders, state.files);
    state.reports.error("include-not-found", `cannot find '${header.name}'`, span, { hint });
  }

  /** Ends the run: going on would try the same again, twice as often on every level. */
  private stopAtDepth(span: Span): void {
    const { state } = this;
    const paths = state.frames.map((frame) => frame.file.source.path);
    const real = paths.map((path) => state.search.realPath(path));
    // Files may include themselves for good reasons, and not forever: it is known for a cycle only now.
    const first = real.findIndex((path, index) => real.indexOf(path, index + 1) >= 0);
    const second = first < 0 ? -1 : real.indexOf(real[first] ?? "", first + 1);
    const closing = state.readings[state.frames[second]?.reading ?? -1]?.via;
    if (closing === undefined || closing === null) {
      const limit = state.options.limits.includeDepth;
      state.stop("include-depth", `includes are nested more than ${limit} deep`, span);
      return;
    }
    const cycle = paths.slice(first, second + 1).join("' includes '");
    state.stop("include-cycle", `files include each other without end: '${cycle}'`, closing.at);
  }
}
