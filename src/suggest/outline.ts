/**
 * Where the statements of a DTS file stand, read from its text alone: what is written there, not what comes of it. Edits
 * need that, for the tree knows neither braces nor line ends.
 */

export interface Statement {
  readonly kind: "node" | "property" | "other";
  /** Of a node: its name or reference as written (`/`, `&label`, `codec@0`). Of a property: its name. Else the text's start. */
  readonly name: string;
  /** Offset of its first character, labels included. */
  readonly start: number;
  /** Behind its `;`. */
  readonly end: number;
  /** Of a node: behind its `{`, and at its `}`. */
  readonly body: Body | null;
}

export interface Body {
  readonly open: number;
  readonly close: number;
  readonly statements: readonly Statement[];
  /** A conditional directive stands among them: what is written there may not count. */
  readonly hasConditions: boolean;
}

/** The statements of a whole file; null if its braces do not match. */
export function outlineOf(text: string): Body | null {
  const reader = new OutlineReader(text);
  const body = reader.body(0);
  return body !== null && reader.isAtEnd ? { ...body, open: 0, close: text.length } : null;
}

/** Nodes deeper than any device tree's are no reason for a stack to end. */
const MOST_DEPTH = 256;

class OutlineReader {
  private at = 0;
  private sawCondition = false;

  constructor(private readonly text: string) {}

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** Up to the `}` that ends the node, or the end of the file. */
  body(depth: number): Body | null {
    const open = this.at;
    const outer = this.sawCondition;
    this.sawCondition = false;
    const statements: Statement[] = [];
    for (;;) {
      this.skipBlank();
      if (this.isAtEnd || this.text[this.at] === "}") break;
      const statement = depth < MOST_DEPTH ? this.statement(depth) : null;
      if (statement === null) return null;
      statements.push(statement);
    }
    const hasConditions = this.sawCondition;
    this.sawCondition = outer;
    return { open, close: this.at, statements, hasConditions };
  }

  private statement(depth: number): Statement | null {
    const start = this.at;
    const include = /\/include\/\s*"[^"\n]*"/y;
    include.lastIndex = start;
    if (include.test(this.text)) {
      this.at = include.lastIndex;
      return { kind: "other", name: "/include/", start, end: this.at, body: null };
    }
    let nameEnd: number | null = null;
    while (!this.isAtEnd) {
      const char = this.text[this.at];
      if (char === ";") {
        this.at++;
        return this.withoutBody(start, nameEnd ?? this.at - 1);
      }
      if (char === "{" && nameEnd === null && this.text[this.at - 1] !== "&") return this.node(start, depth);
      if (char === "}" && !this.isInPathReference(start)) return null;
      if (char === "=") nameEnd ??= this.at;
      this.skipOne();
    }
    return null;
  }

  private node(start: number, depth: number): Statement | null {
    const name = lastWord(bare(this.text.slice(start, this.at)));
    this.at++;
    const body = this.body(depth + 1);
    if (body === null || this.isAtEnd) return null;
    this.at++;
    this.skipBlank();
    if (this.text[this.at] !== ";") return null;
    this.at++;
    return { kind: "node", name, start, end: this.at, body };
  }

  private withoutBody(start: number, nameEnd: number): Statement {
    const head = bare(this.text.slice(start, nameEnd));
    const isProperty = !/^\s*\//.test(head);
    return { kind: isProperty ? "property" : "other", name: lastWord(head), start, end: this.at, body: null };
  }

  /** `&{/path}` holds braces that open no node. */
  private isInPathReference(start: number): boolean {
    return /&\{[^{}\n]*$/.test(this.text.slice(start, this.at));
  }

  /** A comment, a string or a character is one step. */
  private skipOne(): void {
    if (this.skipComment()) return;
    const literal = /"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\\n]|\\.)+'/y;
    literal.lastIndex = this.at;
    if (literal.test(this.text)) this.at = literal.lastIndex;
    else this.at++;
  }

  /** Space, comments and directives. */
  private skipBlank(): void {
    const space = /\s+/y;
    for (;;) {
      space.lastIndex = this.at;
      if (space.test(this.text)) this.at = space.lastIndex;
      else if (!this.skipComment() && !this.skipDirective()) return;
    }
  }

  private skipComment(): boolean {
    const comment = /\/\/(?:\\\r?\n|[^\n])*|\/\*[\s\S]*?(?:\*\/|$)/y;
    comment.lastIndex = this.at;
    if (!comment.test(this.text)) return false;
    this.at = comment.lastIndex;
    return true;
  }

  private skipDirective(): boolean {
    const directive =
      /#[ \t]*(include|if|ifdef|ifndef|elif|else|endif|define|undef|error|warning|pragma|line)\b(?![-,])(?:\\\r?\n|[^\n])*/y;
    directive.lastIndex = this.at;
    const found = directive.exec(this.text);
    if (found === null || !/(?:^|\n)[ \t]*$/.test(this.text.slice(Math.max(0, this.at - 200), this.at))) return false;
    if (/^(?:if|ifdef|ifndef|elif|else|endif)$/.test(found[1] ?? "")) this.sawCondition = true;
    this.at = directive.lastIndex;
    return true;
  }
}

/** Without comments. */
const bare = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, " ");

/** The name behind labels; of a reference the whole. */
const lastWord = (head: string): string => head.trim().split(/\s+/).at(-1) ?? "";
