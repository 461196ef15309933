/**
 * What dtc refuses in a complete tree (its checks that are errors by default, version 1.8.1, by experiment): names
 * defined twice in one body, characters that names cannot have, labels at two places, a `name` that is another.
 */
import { atSpan } from "../../base/source.js";
import { baseName } from "../../tree/tree.js";
import type { Problems } from "../problems.js";
import type { LiveNode } from "./live-node.js";
import type { LiveProperty } from "./live-property.js";
import { MarkerCode } from "./marker-list.js";
import type { Place } from "./top-level.js";

/** A label, and the one thing that has it. */
interface Labelled {
  readonly owner: LiveNode | LiveProperty | null;
  readonly place: Place;
}

export class TreeChecks {
  private readonly labelled = new Map<string, Labelled>();

  constructor(private readonly problems: Problems) {}

  /** One live node, before what is deleted leaves it. */
  check(node: LiveNode): void {
    if (!node.isChecked) this.checkNames(node);
    for (const property of node.propertyList) {
      if (property.isDeleted || isOwnName(node, property)) continue;
      for (const label of property.labels) this.checkLabel(label, property, nameOf(property));
      if (property.data.hasLabels) this.checkValueLabels(property);
    }
    for (const label of node.labels) this.checkLabel(label, node, placeOf(node));
  }

  /** What can be said of a node without the rest of the tree. Its own name counts only below another node. */
  checkNames(node: LiveNode): void {
    this.checkName(node);
    this.checkChildren(node);
    this.checkProperties(node);
  }

  private checkName(node: LiveNode): void {
    if (node.parent === null) return;
    const { name } = node;
    const place = placeOf(node);
    const bad = /[^a-zA-Z0-9,._+@-]/.exec(name)?.[0];
    if (bad !== undefined) this.error("node-name", place, `a node's name cannot contain '${bad}'`);
    else if (name.split("@").length > 2) this.error("node-name", place, `'${name}' has more than one '@'`);
    else if (name.startsWith("@")) this.error("node-name", place, `'${name}' has nothing before its '@'`);
  }

  /** A child that is deleted in the body that defines it is there twice, too, to dtc. */
  private checkChildren({ childList }: LiveNode): void {
    const earlier = new Earlier(childList);
    for (const [index, child] of childList.entries()) {
      const known = earlier.find(index);
      if (known === null) continue;
      const what = child.isDeleted ? "defined and deleted" : "defined twice";
      const message = `'${child.name}' is ${what} in the same body`;
      this.error("duplicate-node", placeOf(child), message, placeOf(known));
    }
  }

  private checkProperties(node: LiveNode): void {
    const { propertyList } = node;
    const earlier = new Earlier(propertyList);
    for (const [index, property] of propertyList.entries()) {
      if (property.isDeleted) continue;
      const { name } = property;
      const known = earlier.find(index);
      if (known !== null) {
        this.error("duplicate-property", nameOf(property), `'${name}' is set twice in the same body`, nameOf(known));
      }
      if (isOwnName(node, property)) continue;
      if (name.includes("@")) this.error("property-name", nameOf(property), "a property's name cannot contain '@'");
      if (name === "name") this.checkNameProperty(node, property);
    }
  }

  private checkNameProperty(node: LiveNode, property: LiveProperty): void {
    const { value } = property;
    if (value.indexOf(0) !== value.length - 1) {
      this.error("name-property", nameOf(property), "'name' is not a string");
    } else {
      const expected = baseName(node);
      this.error("name-property", nameOf(property), `'name' is not the name of the node, which is '${expected}'`);
    }
  }

  private checkValueLabels({ data, store }: LiveProperty): void {
    const { markers } = store;
    for (let index = data.firstMarker; index < data.markerLimit; index++) {
      if (markers.kind(index) !== MarkerCode.Label) continue;
      const place = { start: markers.start(index), end: markers.end(index) };
      this.checkLabel(markers.text(index), null, place);
    }
  }

  private checkLabel(label: string, owner: LiveNode | LiveProperty | null, place: Place): void {
    const known = this.labelled.get(label);
    if (known === undefined) this.labelled.set(label, { owner, place });
    else if (known.owner === null || known.owner !== owner) {
      this.error("duplicate-label", place, `the label '${label}' is at two places`, known.place);
    }
  }

  private error(code: string, place: Place, message: string, first: Place | null = null): void {
    const { texts } = this.problems;
    const related =
      first === null ? [] : [{ message: "the first is here", location: atSpan(texts.spanOf(first.start, first.end)) }];
    this.problems.error(code, place.start, place.end, message, { related });
  }
}

interface Named {
  readonly name: string;
  readonly isDeleted: boolean;
}

/** The things in front of each in a list. Most lists are too short for an index. */
class Earlier<T extends Named> {
  private readonly firstLive: ReadonlyMap<string, number> | null;

  constructor(private readonly list: readonly T[]) {
    this.firstLive = list.length <= 16 ? null : indexOfFirstLive(list);
  }

  /** The first of the same name that is not deleted. */
  find(index: number): T | null {
    const { list } = this;
    const name = list[index]?.name ?? "";
    let first = 0;
    if (this.firstLive === null) while (first < index && !isLiveNamed(list[first], name)) first++;
    else first = this.firstLive.get(name) ?? index;
    return first < index ? (list[first] ?? null) : null;
  }
}

const isLiveNamed = (item: Named | undefined, name: string): boolean =>
  item !== undefined && item.name === name && !item.isDeleted;

function indexOfFirstLive(list: readonly Named[]): ReadonlyMap<string, number> {
  const first = new Map<string, number>();
  for (const [index, { name, isDeleted }] of list.entries()) {
    if (!isDeleted && !first.has(name)) first.set(name, index);
  }
  return first;
}

const placeOf = (node: LiveNode): Place => ({ start: node.nameStart, end: node.nameEnd });

const nameOf = ({ place: { start, nameEnd } }: LiveProperty): Place => ({ start, end: nameEnd });

/** A `name` property that says what the node is called anyway: dtc leaves it out. */
export function isOwnName(node: LiveNode, property: LiveProperty): boolean {
  if (property.name !== "name") return false;
  const { value } = property;
  const name = baseName(node);
  return (
    value.length === name.length + 1 &&
    [...value].every((byte, i) => byte === (i < name.length ? name.charCodeAt(i) : 0))
  );
}
