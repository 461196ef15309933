/**
 * What the statements of a text do outside of all nodes, kept to be done again in other trees: bodies are built once,
 * and every tree gets a copy.
 */
import { descendants, type MemoryReservation } from "../../tree/tree.js";
import type { SourceTexts } from "../lexer/source-texts.js";
import type { Problems } from "../problems.js";
import type { LiveNode } from "./live-node.js";
import { type HeaderToken, SourceHeader } from "./source-header.js";
import { SourceRole } from "./source-role.js";
import { type Place, TopLevel } from "./top-level.js";
import type { Outline } from "./tree-builder.js";
import { TreeChecks } from "./tree-checks.js";
import type { ValueStore } from "./value-store.js";

type Statement =
  | { readonly kind: "version" | "plugin" | "reservation" | "node"; readonly token: HeaderToken }
  | { readonly kind: "reserve"; readonly reservation: MemoryReservation }
  | { readonly kind: "root"; readonly body: LiveNode }
  | {
      readonly kind: "change";
      readonly reference: Place;
      readonly label: string | null;
      readonly body: LiveNode;
      readonly height: number;
    }
  | { readonly kind: "delete" | "omit"; readonly reference: Place };

class RecordingHeader extends SourceHeader {
  private hasNode = false;

  constructor(
    private readonly statements: Statement[],
    problems: Problems,
    role: SourceRole,
  ) {
    super(problems, role);
  }

  override version(token: HeaderToken): void {
    this.record("version", token);
  }

  override plugin(token: HeaderToken): void {
    this.record("plugin", token);
  }

  override reservation(token: HeaderToken): void {
    this.record("reservation", token);
  }

  override node(start: number, end: number): void {
    if (!this.hasNode) this.record("node", { startOffset: start, end });
    this.hasNode = true;
  }

  private record(kind: "version" | "plugin" | "reservation" | "node", { startOffset, end }: HeaderToken): void {
    this.statements.push({ kind, token: { startOffset, end } });
  }
}

class RecordingTopLevel extends TopLevel {
  constructor(
    private readonly statements: Statement[],
    ...given: ConstructorParameters<typeof TopLevel>
  ) {
    super(...given);
  }

  /** Who does the statements again sees whether it is so. */
  override get hasNodes(): boolean {
    return true;
  }

  override reserve(reservation: MemoryReservation): void {
    this.statements.push({ kind: "reserve", reservation });
  }

  override defineRoot(body: LiveNode): void {
    this.statements.push({ kind: "root", body });
  }

  override changeReferenced(reference: Place, label: string | null, body: LiveNode, height: number): void {
    this.statements.push({ kind: "change", reference, label, body, height });
  }

  override deleteReferenced(reference: Place): void {
    this.statements.push({ kind: "delete", reference });
  }

  override omitReferenced(reference: Place): void {
    this.statements.push({ kind: "omit", reference });
  }
}

export class RecordedStatements {
  private readonly statements: Statement[] = [];
  readonly outline: Outline;

  constructor(
    readonly store: ValueStore,
    private readonly problems: Problems,
    nodeDepth: number,
  ) {
    // Of no input: whoever finds fault with an include reads the whole board anew.
    const role = new SourceRole(problems, "");
    const header = new RecordingHeader(this.statements, problems, role);
    const topLevel = new RecordingTopLevel(this.statements, store, problems, header, nodeDepth, role);
    this.outline = { role, header, topLevel };
  }

  /** Looks at what can be said of each node alone, so that no tree has to. @returns false where something is to be said */
  checkNames(): boolean {
    const checks = new TreeChecks(this.problems);
    for (const statement of this.statements) {
      if (!("body" in statement)) continue;
      for (const node of descendants(statement.body)) {
        if (node.isDeleted) continue;
        checks.checkNames(node);
        node.isChecked = true;
      }
    }
    return !this.problems.hasAny;
  }

  /** Nothing more comes. */
  trim(): void {
    this.store.trim();
    this.store.markers.trim();
  }

  /**
   * Does them again.
   *
   * @param base where their text starts in `texts`
   * @returns false where one makes no sense
   */
  replay({ header, topLevel }: Outline, texts: SourceTexts, base: number): boolean {
    const copies = new Copies(texts, this.store.placed(texts, base), base);
    for (const statement of this.statements) {
      switch (statement.kind) {
        case "version":
        case "plugin":
        case "reservation":
          header[statement.kind](copies.token(statement.token));
          break;
        case "node": {
          const { startOffset, end } = copies.token(statement.token);
          header.node(startOffset, end);
          break;
        }
        case "reserve":
          topLevel.reserve(statement.reservation);
          break;
        case "root":
          topLevel.defineRoot(copies.body(statement.body));
          break;
        case "change": {
          const { reference, label, body, height } = statement;
          topLevel.changeReferenced(copies.place(reference), label, copies.body(body), height);
          break;
        }
        case "delete":
        case "omit":
          if (!topLevel.hasNodes) return false;
          if (statement.kind === "delete") topLevel.deleteReferenced(copies.place(statement.reference));
          else topLevel.omitReferenced(copies.place(statement.reference));
      }
    }
    return true;
  }
}

/** Of what stands in one text, for one tree. */
class Copies {
  constructor(
    private readonly texts: SourceTexts,
    private readonly store: ValueStore,
    private readonly base: number,
  ) {}

  token({ startOffset, end }: HeaderToken): HeaderToken {
    return { startOffset: startOffset + this.base, end: end + this.base };
  }

  place({ start, end }: Place): Place {
    return { start: start + this.base, end: end + this.base };
  }

  /** By hand: the depth of the nodes is the input's. */
  body(original: LiveNode): LiveNode {
    const top = this.node(original);
    const open = [{ from: original, to: top }];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const child of next.from.childList) {
        const copy = this.node(child);
        next.to.appendChild(copy);
        if (child.childList.length > 0) open.push({ from: child, to: copy });
      }
    }
    return top;
  }

  private node(original: LiveNode): LiveNode {
    const copy = original.placed(this.texts, this.base);
    for (const property of original.propertyList) copy.propertyList.push(property.placed(this.store, this.base));
    return copy;
  }
}
