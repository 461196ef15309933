/**
 * A node while its tree is built, and the one that the finished tree shows. dtc only marks what is deleted: its place
 * stays, and a later definition of the name comes to life there. So do nodes, properties and labels here.
 */
import type { Span } from "../../base/source.js";
import type { DtNode, Property } from "../../tree/tree.js";
import type { SourceTexts } from "../lexer/source-texts.js";
import type { LiveProperty } from "./live-property.js";

export class LiveNode implements DtNode {
  parent: LiveNode | null = null;
  /** With what is deleted, until `dropDeleted`. */
  readonly childList: LiveNode[] = [];
  readonly propertyList: LiveProperty[] = [];
  isDeleted = false;
  /** `/omit-if-no-ref/` */
  isOmittedUnlessReferenced = false;
  isReferenced = false;
  /** Names in it and its own have been found to be in order, whatever is merged into it that has been, too. */
  isChecked = false;
  /** The own phandle, once it is known. */
  phandle: number | null = null;
  /** The last one added comes first in the tree; with those that are deleted. */
  private labelSet: Set<string> | null = null;
  private deletedLabels: Set<string> | null = null;
  private shownLabels: readonly string[] | null = null;
  private childIndex: NameIndex<LiveNode> | null = null;
  private propertyIndex: NameIndex<LiveProperty> | null = null;
  private shown: ReadonlyMap<string, Property> | null = null;

  /** @param nameStart of the name in the source texts, end exclusive */
  constructor(
    private readonly texts: SourceTexts,
    public name: string,
    readonly nameStart: number,
    readonly nameEnd: number,
  ) {}

  /** The node without what is in it, in texts in which it stands further on by `base`. Not of a tree yet. */
  placed(texts: SourceTexts, base: number): LiveNode {
    const copy = new LiveNode(texts, this.name, this.nameStart + base, this.nameEnd + base);
    copy.isDeleted = this.isDeleted;
    copy.isChecked = this.isChecked;
    copy.isOmittedUnlessReferenced = this.isOmittedUnlessReferenced;
    if (this.labelSet !== null) copy.labelSet = new Set(this.labelSet);
    return copy;
  }

  get children(): readonly LiveNode[] {
    return this.childList;
  }

  get properties(): ReadonlyMap<string, Property> {
    if (this.shown === null) {
      const shown = new Map<string, Property>();
      for (const property of this.propertyList) shown.set(property.name, property);
      this.shown = shown;
    }
    return this.shown;
  }

  get labels(): readonly string[] {
    if (this.labelSet === null) return NO_LABELS;
    this.shownLabels ??= [...this.labelSet].filter((label) => this.deletedLabels?.has(label) !== true).reverse();
    return this.shownLabels;
  }

  get span(): Span {
    return this.texts.spanOf(this.nameStart, this.nameEnd);
  }

  /** As dtc: in front of the labels there are, unless it is one of them, deleted or not. */
  addLabel(label: string): void {
    this.labelSet ??= new Set();
    this.labelSet.add(label);
    this.deletedLabels?.delete(label);
    this.shownLabels = null;
  }

  /** It has a label, or had one before it was deleted and made again. */
  get wasLabelled(): boolean {
    return this.labelSet !== null;
  }

  hasLabel(label: string): boolean {
    return this.labelSet?.has(label) === true && this.deletedLabels?.has(label) !== true;
  }

  /** The first of the name, deleted or not. */
  findChild(name: string): LiveNode | null {
    const { childList } = this;
    if (childList.length <= SHORT) return childList.find((child) => child.name === name) ?? null;
    this.childIndex ??= new NameIndex(childList);
    return this.childIndex.first(name);
  }

  /** The first of the name that is not deleted. */
  findLiveChild(name: string): LiveNode | null {
    const { childList } = this;
    if (childList.length <= SHORT) return childList.find((child) => child.name === name && !child.isDeleted) ?? null;
    this.childIndex ??= new NameIndex(childList);
    return this.childIndex.firstLive(name);
  }

  appendChild(child: LiveNode): void {
    child.parent = this;
    this.childList.push(child);
    this.childIndex?.add(child);
  }

  /** The first of the name, deleted or not. */
  findProperty(name: string): LiveProperty | null {
    const { propertyList } = this;
    if (propertyList.length <= SHORT) return propertyList.find((property) => property.name === name) ?? null;
    this.propertyIndex ??= new NameIndex(propertyList);
    return this.propertyIndex.first(name);
  }

  /** The first of the name that is not deleted. */
  findLiveProperty(name: string): LiveProperty | null {
    return this.propertyList.find((property) => property.name === name && !property.isDeleted) ?? null;
  }

  appendProperty(property: LiveProperty): void {
    this.propertyList.push(property);
    this.propertyIndex?.add(property);
  }

  /** With everything in it. */
  delete(): void {
    // Everything in a deleted node is deleted.
    const pending: LiveNode[] = this.isDeleted ? [] : [this];
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      node.isDeleted = true;
      if (node.labelSet !== null) {
        node.deletedLabels = new Set(node.labelSet);
        node.shownLabels = null;
      }
      for (const property of node.propertyList) {
        property.isDeleted = true;
        property.labels = [];
      }
      for (const child of node.childList) if (!child.isDeleted) pending.push(child);
    }
  }

  /** Leaves only the children that pass. */
  keepChildren(passes: (child: LiveNode) => boolean): void {
    if (keepOnly(this.childList, passes)) this.childIndex = null;
  }

  keepProperties(passes: (property: LiveProperty) => boolean): void {
    if (keepOnly(this.propertyList, passes)) this.propertyIndex = null;
  }
}

const NO_LABELS: readonly string[] = [];

/** Lists longer than this are searched by an index. */
const SHORT = 8;

interface Named {
  readonly name: string;
  readonly isDeleted: boolean;
}

/** A growing list by name. Names repeat only where a source defines and deletes in one body. */
class NameIndex<T extends Named> {
  private readonly firsts = new Map<string, T>();
  private readonly repeats = new Map<string, T[]>();

  constructor(list: readonly T[]) {
    for (const item of list) this.add(item);
  }

  add(item: T): void {
    if (!this.firsts.has(item.name)) {
      this.firsts.set(item.name, item);
      return;
    }
    const repeats = this.repeats.get(item.name);
    if (repeats === undefined) this.repeats.set(item.name, [item]);
    else repeats.push(item);
  }

  first(name: string): T | null {
    return this.firsts.get(name) ?? null;
  }

  firstLive(name: string): T | null {
    const first = this.first(name);
    if (first === null || !first.isDeleted) return first;
    return this.repeats.get(name)?.find((item) => !item.isDeleted) ?? null;
  }
}

/** @returns true if anything was taken out */
function keepOnly<T>(list: T[], passes: (item: T) => boolean): boolean {
  if (list.every(passes)) return false;
  const kept = list.filter(passes);
  list.length = 0;
  for (const item of kept) list.push(item);
  return true;
}
