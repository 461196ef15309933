/** The preprocessor's main loop: goes through files, copies their text, and stops where a macro is used. */
import { PREDEFINED } from "./builtin-macros.js";
import { BLANK, classOf, NEWLINE, nameEnd, OPEN_PARENTHESIS } from "./chars.js";
import { Directives } from "./directives.js";
import { Expander } from "./expander.js";
import { FileFrame } from "./file-frame.js";
import { folderOf } from "./include-search.js";
import { endInFile, startInFile } from "./logical-lines.js";
import type { Macro } from "./macro.js";
import { executePragma } from "./pragmas.js";
import { RunSetting } from "./run-setting.js";
import type { RunState } from "./run-state.js";
import { type Item, TEXT } from "./scanned-file.js";
import type { Feed } from "./setting.js";
import { NAME, Token } from "./token.js";

export class Run implements Feed {
  private readonly setting: RunSetting;
  private readonly directives: Directives;
  private readonly expander: Expander;
  origin = 0;

  constructor(private readonly state: RunState) {
    this.setting = new RunSetting(state, (text, token, origin) =>
      executePragma(state, text, state.spanOfToken(token, origin)),
    );
    this.directives = new Directives(state, this.setting);
    this.expander = new Expander(this.setting, this);
    for (const macro of state.scans.builtins) state.macros.define(macro, 0);
  }

  /** Carries out definitions before the source is read. */
  define(definitions: readonly string[]): void {
    const { state } = this;
    const file = state.scans.commandLine(commandLine(definitions));
    const frame = new FileFrame(file, state.addReading(file.source, null), "", -1);
    state.frames.push(frame);
    for (const item of file.items) {
      if (item.kind !== TEXT) this.directives.execute(frame, item);
    }
    state.frames.pop();
  }

  /** Reads a source to its end, with everything it includes. */
  read(): void {
    const { state } = this;
    const { source } = state;
    const file = state.scans.scanOf(source);
    const reading = state.addReading(source, null);
    state.frames.push(new FileFrame(file, reading, folderOf(source.path), -1));
    while (state.frames.length > 0 && !state.stopped) this.step(state.frame);
    state.frames.length = 0;
    state.output.endOf(reading, source.text.length);
  }

  private step(frame: FileFrame): void {
    if (frame.text !== null) this.text(frame, frame.text);
    else if (frame.next < frame.file.items.length) this.item(frame);
    else this.endOfFile(frame);
    if (this.state.reports.isTooMany) this.state.stopped = true;
  }

  private item(frame: FileFrame): void {
    const item = frame.file.items[frame.next++];
    if (item === undefined || !this.state.spend(1)) return;
    if (item.kind === TEXT) frame.begin(item);
    else this.directives.execute(frame, item);
  }

  private endOfFile(frame: FileFrame): void {
    const { state } = this;
    this.directives.endOfFile(frame);
    const { openComment, cutAt, text } = frame.file;
    if (cutAt >= 0) state.stop("directive-count", "too many directives in one file", state.spanIn(frame, cutAt, cutAt));
    if (openComment >= 0) {
      const span = state.spanIn(frame, openComment, Math.min(openComment + 2, text.length));
      state.reports.error("comment-unterminated", "comment without an end", span);
    }
    state.output.lineEnd();
    state.frames.pop();
    state.units?.endOf(frame);
  }

  /** Copies a stretch of text as far as its macros allow. */
  private text(frame: FileFrame, item: Item): void {
    const { output, macros } = this.state;
    const { file, reading } = frame;
    const { names, text } = file;
    let copied = frame.at;
    for (; frame.nameAt < item.lastName; frame.nameAt += 2) {
      const macro = macros.find(names[frame.nameAt + 1] ?? -1);
      if (macro === null) continue;
      const at = names[frame.nameAt] ?? 0;
      if (at < copied) continue;
      frame.at = nameEnd(text, at);
      if (macro.parameters !== null && !this.opensParenthesis()) continue;
      output.copy(file, reading, copied, at);
      output.startUse(text, copied, at);
      this.use(frame, macro, at);
      if (this.state.stopped || this.state.frames.at(-1) !== frame || frame.text !== item) return;
      copied = frame.at;
    }
    output.copy(file, reading, copied, item.end);
    this.state.checkOutput();
    frame.text = null;
  }

  private use(frame: FileFrame, macro: Macro, at: number): void {
    const { macros, names, output, expansions } = this.state;
    const { file, reading } = frame;
    const start = startInFile(file, at);
    const end = endInFile(file, frame.at);
    const { definition } = macro;
    if (definition !== null && macro.isPlain(macros, names)) {
      // By far the most common: a constant.
      const bodyReading = macros.reading(macro.name);
      const use = expansions.add(file.text.slice(at, frame.at), -1, false, reading, start, end, bodyReading);
      if (!this.state.countExpansion(use)) return;
      output.body(definition, macro.body(names), bodyReading, use);
    } else {
      const token = new Token(NAME, file.text.slice(at, frame.at), macro.name, start, end, false, false);
      this.expand(macro, token, ~reading);
    }
    this.state.checkOutput();
  }

  private expand(macro: Macro, name: Token, origin: number): void {
    const { expander } = this;
    this.write(expander.enterUse(macro, name, origin), origin);
    while (!expander.isIdle && !this.state.stopped) {
      const token = expander.next();
      if (token !== null) this.write(token, expander.origin);
      this.state.checkOutput();
    }
    expander.abandon();
  }

  private write(token: Token, origin: number): void {
    const { output, expansions } = this.state;
    if (origin < 0) output.token(token, ~origin, this.expander.outermost);
    else output.token(token, expansions.bodyReading(origin), origin);
  }

  /** The next token of the text for a macro's arguments; directives on the way are carried out. */
  next(): Token | null {
    const { state } = this;
    while (!state.stopped) {
      const { frame } = state;
      if (frame.text !== null) {
        const lexer = frame.lexerAt(state.names);
        const token = lexer.next();
        frame.at = lexer.at;
        this.origin = ~frame.reading;
        if (token !== null) return token;
        frame.text = null;
      } else if (frame.next < frame.file.items.length) {
        state.inArguments = true;
        this.item(frame);
        state.inArguments = false;
      } else {
        return null;
      }
    }
    return null;
  }

  startsLine(): boolean {
    const { frame } = this.state;
    const { text } = frame.file;
    let before = frame.at - 2;
    while (classOf(text.charCodeAt(before)) === BLANK) before--;
    return before < 0 || classOf(text.charCodeAt(before)) === NEWLINE;
  }

  /** Whether a parenthesis is what comes next; a directive in between hides it. */
  opensParenthesis(): boolean {
    const { frame } = this.state;
    const { text, items } = frame.file;
    let { at } = frame;
    let end = frame.text?.end ?? at;
    for (let next = frame.next; ; next++) {
      for (; at < end; at++) {
        const kind = classOf(text.charCodeAt(at));
        if (kind !== BLANK && kind !== NEWLINE) return text.charCodeAt(at) === OPEN_PARENTHESIS;
      }
      const item = items[next];
      if (item?.kind !== TEXT) return false;
      at = item.start;
      end = item.end;
    }
  }
}

const commandLine = (defines: readonly string[]): string =>
  PREDEFINED + defines.map((define) => `#define ${defineLine(define)}\n`).join("");

/** `NAME=VALUE` or `NAME`, which means `NAME=1`; further lines of the value are dropped, as cpp drops them. */
function defineLine(define: string): string {
  const [line = ""] = define.split("\n");
  const equals = line.indexOf("=");
  return equals < 0 ? `${line} 1` : `${line.slice(0, equals)} ${line.slice(equals + 1)}`;
}
