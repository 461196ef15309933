/** What stands outside of all nodes: definitions of the root, changes to nodes by reference, fragments of overlays. */
import { nearestName } from "../../base/nearest.js";
import type { MemoryReservation } from "../../tree/tree.js";
import type { Problems } from "../problems.js";
import { LiveNode } from "./live-node.js";
import { LiveProperty } from "./live-property.js";
import { LiveTree } from "./live-tree.js";
import { MarkerCode } from "./marker-list.js";
import type { SourceHeader } from "./source-header.js";
import type { SourceRole } from "./source-role.js";
import type { ValueStore } from "./value-store.js";

/** Offsets in the source texts, the end exclusive. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** Comparing names takes time, and after some suggestions the pattern is plain. */
const MOST_SUGGESTIONS = 12;
const MOST_CANDIDATES = 6000;

export class TopLevel {
  readonly tree = new LiveTree();
  readonly reservations: MemoryReservation[] = [];
  /** Labels of what errors have kept out of the tree: references to them are no errors. */
  readonly lostLabels = new Set<string>();
  /** Something is not in the tree that the source means to have there. */
  isIncomplete = false;
  /** Braces do not come out even: nodes may stand where they do not belong, and so twice. */
  isMisplaced = false;
  /** Text is missing that may define anything. */
  isTextMissing = false;
  /** Bodies of references that lead nowhere: what they refer to in turn is looked for all the same. */
  readonly homeless: LiveNode[] = [];
  /** References that lead nowhere at their place. */
  private readonly unresolved: Place[] = [];
  private fragments = 0;
  private suggestions = 0;

  constructor(
    private readonly store: ValueStore,
    private readonly problems: Problems,
    private readonly header: SourceHeader,
    private readonly nodeDepth: number,
    private readonly role: SourceRole,
  ) {}

  /** A node has been defined. */
  get hasNodes(): boolean {
    return this.tree.root !== null;
  }

  /** `/memreserve/` */
  reserve(reservation: MemoryReservation): void {
    this.reservations.push(reservation);
  }

  /** `/ { };` @param height of the deepest node in the body, 1 for the root alone */
  defineRoot(body: LiveNode): void {
    this.tree.defineRoot(body);
  }

  /** `&label { };` with the label in front of it, if any. */
  changeReferenced(reference: Place, label: string | null, body: LiveNode, height: number): void {
    const text = this.textOf(reference);
    const isPath = text.startsWith("{");
    if (this.header.isPlugin && isPath && !text.startsWith("{/")) {
      const message = "an overlay cannot change a node by a label and a path";
      this.fail("bad-reference", reference, body, message, null);
      return;
    }
    // To an overlay a path is one of the tree that it will be applied to, whatever its own nodes are called.
    const isForeignPath = this.header.isPlugin && isPath && label === null;
    const target = isForeignPath ? null : this.tree.find(text);
    if (target !== null) {
      if (depthOf(target) + height > this.nodeDepth + 1) {
        this.fail("too-deep", reference, body, `nodes are nested deeper than ${this.nodeDepth}`, null);
        return;
      }
      if (label !== null) this.tree.addLabel(target, label);
      this.tree.merge(target, body);
    } else if (this.header.isPlugin && label === null) {
      this.addFragment(reference, text, body);
    } else {
      // In this order: a label does not excuse the reference that it stands before.
      this.noteUnresolved(reference);
      if (label !== null) this.lostLabels.add(label);
      this.lose(body);
      this.homeless.push(body);
    }
  }

  /** `/delete-node/ &label;` */
  deleteReferenced(reference: Place): void {
    const target = this.tree.find(this.textOf(reference));
    if (target === null) this.noteUnresolved(reference);
    else target.delete();
  }

  /** `/omit-if-no-ref/ &label;` */
  omitReferenced(reference: Place): void {
    const target = this.tree.find(this.textOf(reference));
    if (target === null) this.noteUnresolved(reference);
    else target.isOmittedUnlessReferenced = true;
  }

  /** The body does not get into the tree, because of an error that has been reported. */
  lose(body: LiveNode): void {
    this.isIncomplete = true;
    const pending = [body];
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      for (const label of node.labels) this.lostLabels.add(label);
      for (const child of node.childList) pending.push(child);
    }
  }

  /** Reports what was referred to before it was there, or never is: labels that come later are known by now. */
  reportUnresolved(): void {
    for (const { start, end } of this.unresolved) {
      if (this.isTextMissing) return;
      const text = this.textOf({ start, end });
      const isLater = this.tree.find(text) !== null;
      if (!isLater && this.role.explains(start, end, `'&${text}' is not defined`, this.missing())) continue;
      const hint = isLater ? "it is defined further down: move this after it" : this.nearestLabel(text);
      const message = isLater ? `'&${text}' is not defined yet` : `'&${text}' is not defined`;
      this.problems.error("unknown-reference", start, end, message, { hint });
    }
  }

  /** What a source lacks that only changes nodes of others. */
  private missing(): "plugin" | "root" | null {
    return this.tree.root === null ? "root" : this.header.isPlugin ? null : "plugin";
  }

  /** It may refer to what an error has kept out of the tree. */
  mayBeLost(reference: string): boolean {
    // What cannot be a label has been complained about where it was read.
    if (this.isTextMissing || (!reference.startsWith("{") && reference.includes("-"))) return true;
    if (reference.startsWith("{/")) return this.isIncomplete;
    const label = reference.startsWith("{") ? (reference.slice(1, -1).split("/", 1)[0] ?? "") : reference;
    return this.lostLabels.has(label) || (reference.startsWith("{") && this.isIncomplete);
  }

  /** A sentence with the label that the author may have meant, or null. */
  nearestLabel(reference: string): string | null {
    if (reference.startsWith("{") || this.suggestions++ >= MOST_SUGGESTIONS) return null;
    const nearest = nearestName(reference, this.tree.labels(MOST_CANDIDATES));
    return nearest === null ? null : `did you mean '&${nearest}'?`;
  }

  private noteUnresolved(reference: Place): void {
    if (!this.mayBeLost(this.textOf(reference))) this.unresolved.push(reference);
  }

  private fail(code: string, { start, end }: Place, body: LiveNode, message: string, hint: string | null): void {
    this.problems.error(code, start, end, message, { hint });
    this.lose(body);
  }

  private textOf({ start, end }: Place): string {
    return this.problems.texts.slice(start + 1, end);
  }

  /**
   * dtc's sugar for overlays: `fragment@N` below the root, with the reference as `target` or `target-path`, and the
   * body as `__overlay__`.
   */
  private addFragment(reference: Place, text: string, body: LiveNode): void {
    const { texts } = this.problems;
    const { start, end } = reference;
    this.tree.root ??= new LiveNode(texts, "", start, end);
    const fragment = new LiveNode(texts, `fragment@${this.fragments++}`, start, end);
    fragment.appendProperty(text.startsWith("{") ? this.targetPath(text, reference) : this.target(reference));
    body.name = "__overlay__";
    fragment.appendChild(body);
    this.tree.append(this.tree.root, fragment);
  }

  private target({ start, end }: Place): LiveProperty {
    const { store } = this;
    const stored = {
      start: store.length,
      length: 4,
      firstMarker: store.markers.count,
      markerLimit: store.markers.count + 1,
      hasReferences: true,
      hasLabels: false,
    };
    store.appendNumber(4, -1, -1);
    store.markers.push(MarkerCode.Phandle, 0, 4, start, end);
    return new LiveProperty(store, "target", stored, start, end, end);
  }

  private targetPath(text: string, { start, end }: Place): LiveProperty {
    const { store } = this;
    const from = store.length;
    const firstMarker = store.markers.count;
    store.appendPlain(text.slice(1, -1));
    store.appendNumber(1, 0, 0);
    const length = store.length - from;
    store.markers.push(MarkerCode.String, 0, length, start, end);
    const stored = {
      start: from,
      length,
      firstMarker,
      markerLimit: firstMarker + 1,
      hasReferences: false,
      hasLabels: false,
    };
    return new LiveProperty(store, "target-path", stored, start, end, end);
  }
}

/** 1 for the root. */
function depthOf(node: LiveNode): number {
  let depth = 0;
  for (let at: LiveNode | null = node; at !== null; at = at.parent) depth++;
  return depth;
}
