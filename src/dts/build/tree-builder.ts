/** Statements, as the grammar finds them, to a live tree. What a statement may not do here is said here. */
import { atSpan } from "../../base/source.js";
import type { StatementActions } from "../grammar/actions.js";
import type { SourceToken } from "../grammar/vocabulary.js";
import type { Problems } from "../problems.js";
import type { LexedChunk } from "./expression-actions.js";
import { LiveNode } from "./live-node.js";
import { LiveProperty, type StoredValue } from "./live-property.js";
import { OpenNodes } from "./open-nodes.js";
import { SourceHeader } from "./source-header.js";
import { SourceRole } from "./source-role.js";
import { StatementPrefix } from "./statement-prefix.js";
import { type Place, TopLevel } from "./top-level.js";
import type { UnknownWords } from "./unknown-words.js";
import { type RawReading, ValueActions } from "./value-actions.js";
import type { ValueStore } from "./value-store.js";

export class TreeBuilder extends ValueActions implements StatementActions {
  readonly header: SourceHeader;
  readonly topLevel: TopLevel;
  readonly role: SourceRole;
  private open: OpenNodes;
  /** What was open around an include that holds a whole board. */
  private readonly around: { readonly open: OpenNodes; readonly changed: TreeBuilder["changed"] }[] = [];
  /** Such includes that have been complained about. */
  private readonly misplacedIncludes = new Set<string>();

  private readonly prefix: StatementPrefix;
  private deletion: Place = NOWHERE;
  private propertyName: Place = NOWHERE;
  private lastProperty: LiveProperty | null = null;
  /** What the outermost open node changes: null for the root, or for nothing. */
  private changed: { readonly reference: Place; readonly label: string | null } | null = null;
  /** Statements follow a brace too many: they belong into a node that is closed, and that has been said. */
  private isStraying = false;

  constructor(
    chunk: LexedChunk,
    problems: Problems,
    unknownWords: UnknownWords,
    store: ValueStore,
    reading: RawReading,
    outline: Outline,
  ) {
    super(chunk, problems, unknownWords, store, reading);
    this.role = outline.role;
    this.header = outline.header;
    this.topLevel = outline.topLevel;
    this.open = new OpenNodes(problems.texts);
    this.prefix = new StatementPrefix(problems);
  }

  get isInNode(): boolean {
    return this.open.depth > 0;
  }

  startStatement(): void {
    this.prefix.begin();
    this.lastProperty = null;
    this.resetValue();
  }

  label({ startOffset: start, end }: SourceToken): void {
    this.prefix.labels.push({ start, end });
  }

  omitIfNoRef({ startOffset: start, end }: SourceToken): void {
    this.prefix.omit ??= { start, end };
  }

  endStatement({ end }: SourceToken): void {
    this.lastProperty?.extendTo(end);
  }

  version(keyword: SourceToken): void {
    this.prefix.refuse("'/dts-v1/;'");
    if (!this.isIncludedInNode(keyword.startOffset, keyword.end)) this.header.version(keyword);
  }

  plugin(keyword: SourceToken): void {
    this.prefix.refuse("'/plugin/;'");
    this.header.plugin(keyword);
  }

  memoryReservation(keyword: SourceToken): void {
    const size = BigInt(this.takeInteger());
    const address = BigInt(this.takeInteger());
    this.prefix.refuseOmit("a memory reservation");
    if (!this.isIncludedInNode(keyword.startOffset, keyword.end)) this.header.reservation(keyword);
    this.topLevel.reserve({ address, size, labels: this.prefix.labelNames() });
  }

  openNode(name: SourceToken): void {
    const node = this.nodeFor(name);
    const { top } = this.open;
    if (top === null) {
      this.stray(name.startOffset, name.end);
    } else {
      top.hasChildren = true;
      if (!top.isLost) top.body.appendChild(node);
    }
    this.open.open(node, name.startOffset, name.end, top === null || top.isLost);
  }

  /** A node whose opening could not be made sense of: what it holds is read, and forgotten. */
  openBroken({ start, end }: Place): void {
    this.lastProperty = null;
    for (const label of this.prefix.labelNames()) this.topLevel.lostLabels.add(label);
    this.topLevel.isIncomplete = true;
    this.header.node(start, end);
    this.open.open(new LiveNode(this.problems.texts, "", start, end), start, end, true);
  }

  openRoot({ startOffset: start, end }: SourceToken): void {
    this.enterTopLevel(start, end);
    const [label] = this.prefix.labels;
    if (label !== undefined) {
      const hint = "write 'label: &{/} { };' after '/ { };' to give the root a label";
      this.problems.error("misplaced-label", label.start, label.end, "the root node cannot have a label here", {
        hint,
      });
    }
    this.prefix.refuseOmit("the root");
    this.changed = null;
    this.open.open(new LiveNode(this.problems.texts, "", start, end), start, end, false);
  }

  openReference({ startOffset: start, end }: SourceToken): void {
    this.enterTopLevel(start, end);
    this.prefix.refuseOmit("'&label { };'");
    const [label, second] = this.prefix.labels;
    if (second !== undefined) {
      const message = "a reference takes only one label";
      this.problems.error("misplaced-label", second.start, second.end, message);
    }
    this.changed = { reference: { start, end }, label: label === undefined ? null : this.prefix.nameOf(label) };
    this.open.open(new LiveNode(this.problems.texts, "", start, end), start, end, false);
  }

  closeNode({ startOffset: start, end }: SourceToken): void {
    this.prefix.refuse("'}'");
    this.closeAt({ start, end });
  }

  /** A closing brace, or the place where one should be. */
  closeAt({ start, end }: Place): void {
    const { height } = this.open;
    const closed = this.open.close(start);
    if (closed === null) {
      if (!this.isStraying) this.problems.error("stray-brace", start, end, "this '}' closes nothing");
      this.topLevel.isMisplaced = true;
      this.isStraying = false;
    } else if (closed.isLost) {
      this.topLevel.lose(closed.body);
    } else if (this.open.depth === 0) {
      this.completeTopLevel(closed.body, height);
    }
    if (closed !== null && this.open.depth === 0) this.leaveInclude();
  }

  private completeTopLevel(body: LiveNode, height: number): void {
    if (this.changed === null) this.topLevel.defineRoot(body);
    else this.topLevel.changeReferenced(this.changed.reference, this.changed.label, body, height);
  }

  emptyProperty(name: SourceToken): void {
    this.startProperty(name);
    this.endProperty();
  }

  startProperty({ startOffset: start, end }: SourceToken): void {
    this.propertyName = { start, end };
    this.value.begin();
  }

  endProperty(): void {
    this.addProperty(this.propertyName, this.value.finish());
  }

  startDeletion({ startOffset: start, end }: SourceToken): void {
    this.deletion = { start, end };
  }

  deleteProperty({ startOffset: start, end }: SourceToken): void {
    this.prefix.labels.length = 0;
    this.addProperty({ start, end }, NO_VALUE);
    if (this.lastProperty !== null) this.lastProperty.isDeleted = true;
  }

  deleteNode(name: SourceToken): void {
    const { top } = this.open;
    if (top === null) {
      const hint = "outside of nodes, write a reference: '/delete-node/ &label;'";
      this.problems.error("misplaced", name.startOffset, name.end, "there is no node to delete from here", { hint });
      return;
    }
    top.hasChildren = true;
    this.prefix.labels.length = 0;
    const node = this.nodeFor(name);
    node.isDeleted = true;
    top.body.appendChild(node);
  }

  deleteReference({ startOffset: start, end }: SourceToken): void {
    this.prefix.refuse("'/delete-node/'");
    // A keyword that is misspelt is one mistake.
    if (this.open.depth > 0 && this.problems.isUnclear(this.deletion.start, end)) return;
    if (this.open.depth > 0) {
      const hint = "inside a node, write the name of a child: '/delete-node/ name;'";
      this.problems.error("misplaced", start, end, "a reference can only be deleted outside of all nodes", { hint });
    } else if (this.requireNodes(this.deletion, "'/delete-node/'")) {
      this.topLevel.deleteReferenced({ start, end });
    }
  }

  bareReference({ startOffset: start, end }: SourceToken): void {
    const { omit, labels } = this.prefix;
    if (omit === null || labels.length > 0) {
      this.problems.error("syntax", start, end, "expected '{' after this reference, found ';'");
    } else if (this.open.depth > 0) {
      this.problems.error("misplaced", start, end, "'/omit-if-no-ref/' takes a reference only outside of all nodes");
    } else if (this.requireNodes(omit, "'/omit-if-no-ref/'")) {
      this.topLevel.omitReferenced({ start, end });
    }
  }

  /** Labels behind the last value of a statement that failed stand, more likely, in front of the next statement. */
  carryLabels(labels: readonly Place[]): void {
    this.prefix.carry(labels);
    if (this.lastProperty === null || labels.length === 0) return;
    const { data } = this.lastProperty;
    this.lastProperty.hold(this.store, { ...data, markerLimit: data.markerLimit - labels.length });
  }

  /** The end of the source. @param end of the last token; `isTruncated` there was more that has not been read */
  finish(lastToken: Place, isTruncated: boolean): void {
    while (this.around.length > 0 && this.open.depth === 0) this.leaveInclude();
    this.header.node(lastToken.start, lastToken.end);
    const isOpen = this.open.depth > 0;
    if (!isOpen && !isTruncated) this.topLevel.reportUnresolved();
    if (isOpen || isTruncated) this.topLevel.isIncomplete = true;
    if (isOpen && !isTruncated) this.reportUnclosed(lastToken.end);
    else if (!isTruncated && this.topLevel.tree.root === null && !this.problems.hasErrors) {
      this.problems.missingAfter("no-root", lastToken.start, lastToken.end, "expected '/ { };': there is no root node");
    }
    if (isOpen || isTruncated) this.topLevel.reportUnresolved();
  }

  /** @param end offset of what shows that nodes are still open */
  private reportUnclosed(end: number): void {
    const unclosed = this.open.unclosed(end);
    if (unclosed === null) return;
    const { texts } = this.problems;
    const opener = unclosed.node;
    const name = texts.slice(opener.start, opener.end);
    const at = texts.endBefore(unclosed.end);
    this.problems.error("unclosed-node", at, at, `expected '};' here: '${name}' is not closed`, {
      related: [{ message: `'${name}' starts here`, location: atSpan(texts.spanOf(opener.start, opener.end)) }],
    });
    // What is in it is defined all the same: only the place is a guess.
    const { bottom, height } = this.open;
    this.open.closeAll();
    if (bottom !== null && !bottom.isLost) this.completeTopLevel(bottom.body, height);
    this.topLevel.isIncomplete = true;
    this.topLevel.isMisplaced = true;
  }

  /** What starts here can only stand outside of all nodes: if one is open, its brace is missing. */
  private enterTopLevel(start: number, end: number): void {
    if (this.isIncludedInNode(start, end)) {
      this.around.push({ open: this.open, changed: this.changed });
      this.open = new OpenNodes(this.problems.texts);
    }
    this.reportUnclosed(this.prefix.labels[0]?.start ?? start);
    this.isStraying = false;
    this.header.node(start, end);
  }

  /** What stands here belongs outside of all nodes, in a file that was included inside of one: told once a file. */
  private isIncludedInNode(start: number, end: number): boolean {
    const { top } = this.open;
    if (top === null) return false;
    const { texts } = this.problems;
    const opener = texts.spanOf(top.start, top.end);
    let via = texts.spanOf(start, end).via;
    while (via !== null && !(via.at.source === opener.source && via.at.start >= opener.end)) via = via.at.via;
    if (via?.kind !== "include") return false;
    const key = `${via.at.source.path}:${via.at.start}`;
    if (!this.misplacedIncludes.has(key)) {
      this.misplacedIncludes.add(key);
      const message = `'${via.name}' holds a whole board, and is included inside of '${texts.slice(top.start, top.end)}'`;
      const hint = "include it outside of all nodes";
      const related = [{ message: "what belongs outside of all nodes", location: atSpan(texts.spanOf(start, end)) }];
      this.problems.errorAt("include-in-node", start, via.at, message, { hint, related });
    }
    this.topLevel.isIncomplete = true;
    this.topLevel.isMisplaced = true;
    return true;
  }

  private leaveInclude(): void {
    const left = this.around.pop();
    if (left === undefined) return;
    this.open = left.open;
    this.changed = left.changed;
  }

  /** dtc wants a node before anything is taken away. */
  private requireNodes({ start, end }: Place, what: string): boolean {
    if (this.topLevel.hasNodes || this.problems.hasErrors) return true;
    this.problems.error("misplaced", start, end, `expected a node before ${what}`);
    return false;
  }

  /** A statement that belongs into a node, and stands in none. */
  private stray(start: number, end: number): void {
    this.header.node(start, end);
    if (this.isStraying) return;
    this.isStraying = true;
    this.topLevel.isMisplaced = true;
    const { texts } = this.problems;
    const { lastEnd } = this.open;
    const related =
      lastEnd < 0 ? [] : [{ message: "the last node ends here", location: atSpan(texts.spanOf(lastEnd, lastEnd + 1)) }];
    const message = `'${texts.slice(start, end)}' is outside of all nodes`;
    this.problems.error("stray-statement", start, end, message, { related });
  }

  private addProperty({ start, end }: Place, stored: StoredValue): void {
    const { top } = this.open;
    this.prefix.refuseOmit("a property");
    if (top === null) {
      this.stray(start, end);
      return;
    }
    if (top.hasChildren && !top.isOrderReported) {
      top.isOrderReported = true;
      this.problems.error("property-after-node", start, end, "properties must come before a node's children");
    }
    const property = new LiveProperty(this.store, this.nameOf(start, end), stored, start, end, end);
    if (this.prefix.labels.length > 0) property.labels = this.prefix.labelNames();
    if (!top.isLost) top.body.appendProperty(property);
    this.lastProperty = property;
  }

  private nodeFor({ startOffset: start, end }: SourceToken): LiveNode {
    const node = new LiveNode(this.problems.texts, this.nameOf(start, end), start, end);
    node.isOmittedUnlessReferenced = this.prefix.omit !== null;
    if (this.prefix.labels.length > 0) {
      for (const label of [...this.prefix.labelNames()].reverse()) node.addLabel(label);
    }
    return node;
  }

  private nameOf(start: number, end: number): string {
    const text = this.problems.texts.slice(start, end);
    return text.startsWith("\\") ? text.slice(1) : text;
  }
}

/** What statements outside of all nodes do. */
export interface Outline {
  readonly role: SourceRole;
  readonly header: SourceHeader;
  readonly topLevel: TopLevel;
}

/** @param path of the input, as the user named it */
export function outlineOf(store: ValueStore, problems: Problems, nodeDepth: number, path: string): Outline {
  const role = new SourceRole(problems, path);
  const header = new SourceHeader(problems, role);
  return { role, header, topLevel: new TopLevel(store, problems, header, nodeDepth, role) };
}

const NOWHERE: Place = { start: 0, end: 0 };
const NO_VALUE: StoredValue = {
  start: 0,
  length: 0,
  firstMarker: 0,
  markerLimit: 0,
  hasReferences: false,
  hasLabels: false,
};
