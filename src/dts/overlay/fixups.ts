/** An overlay's references to the base: `label = "/path:property:offset", ...` in `__fixups__`. */
import type { RelatedLocation } from "../../base/diagnostic.js";
import { nearestName } from "../../base/nearest.js";
import type { Location } from "../../base/source.js";
import type { DraftNode } from "../../tree/draft.js";
import { phandleOf } from "../../tree/phandles.js";
import type { Property } from "../../tree/tree.js";
import { strings, textOf } from "../../tree/value.js";
import { type FixupPlace, fixupPlace } from "../../tree/written-fixups.js";
import type { BaseTree } from "./base-tree.js";
import type { IncomingOverlay } from "./incoming.js";

/** Uses that a message lists besides the first. */
const MOST_RELATED = 4;

export function resolveFixups(overlay: IncomingOverlay, base: BaseTree): void {
  const fixups = overlay.tree.root.child("__fixups__");
  if (fixups === null || fixups.properties.size === 0) return;
  const symbols = base.child(base.tree.root, "__symbols__");
  for (const property of fixups.properties.values()) {
    const uses = usesIn(overlay, fixups, property);
    if (uses === null) continue;
    const phandle = resolve(overlay, base, symbols, property.name, placesOf(overlay, fixups, property, uses));
    if (phandle === null) continue;
    for (const { node, name, offset } of uses) overlay.setCell(node, name, offset, phandle);
  }
}

/** Null, and a problem, if any entry is wrong. */
function usesIn(overlay: IncomingOverlay, fixups: DraftNode, property: Property): readonly FixupPlace[] | null {
  const uses: FixupPlace[] = [];
  for (const entry of property.value.at(-1) === 0 ? strings(property) : [""]) {
    const place = fixupPlace(overlay.tree.root, entry);
    if (place === null || overlay.cellAt(place.node, place.name, place.offset) === null) {
      const message = `'${entry}' is not the "path:property:offset" of a cell in this overlay`;
      overlay.refuse("overlay-bad-fixup", message, overlay.atProperty(fixups, property.name));
      return null;
    }
    uses.push(place);
  }
  return uses;
}

/** Where the label is used: in an overlay's source the references themselves, in a blob its entry in `__fixups__`. */
function placesOf(
  overlay: IncomingOverlay,
  fixups: DraftNode,
  property: Property,
  uses: readonly FixupPlace[],
): readonly Location[] {
  const places = uses.slice(0, MOST_RELATED + 1).map(({ node, name, offset }) => overlay.atByte(node, name, offset));
  return places.some((place) => place.kind === "source") ? places : [overlay.atProperty(fixups, property.name)];
}

function resolve(
  overlay: IncomingOverlay,
  base: BaseTree,
  symbols: DraftNode | null,
  label: string,
  places: readonly Location[],
): number | null {
  const [first = overlay.atNode(overlay.tree.root), ...others] = places;
  const related = others.map((location): RelatedLocation => ({ message: "also used here", location }));
  if (symbols === null) {
    const hint = "compile the base with 'dtc -@', which keeps its labels";
    overlay.refuse("overlay-no-symbols", `'${label}' cannot be found: the base has no __symbols__`, first, {
      hint,
      related,
    });
    return null;
  }
  const path = textOf(symbols, label);
  if (path === null) {
    const nearest = nearestName(label, symbols.properties.keys());
    const hint = nearest === null ? {} : { hint: `its nearest label is '${nearest}'` };
    overlay.refuse("overlay-unknown-label", `the base has no label '${label}'`, first, { ...hint, related });
    return null;
  }
  const node = path.startsWith("/") ? base.nodeAt(path) : null;
  const phandle = node === null ? null : phandleOf(node);
  if (phandle === null) {
    const message =
      node === null
        ? `the base's label '${label}' means '${path}', and the base has no such node`
        : `the base's node '${path}' (label '${label}') has no phandle`;
    overlay.refuse("overlay-bad-symbol", message, first, { related });
  }
  return phandle;
}
