/**
 * Overlays applied to a tree, as fdtoverlay 1.8.1 applies them: same nodes, same bytes, same order. Both may come
 * from source or from a blob; a source's labels and references count as if it had been compiled with `dtc -@`.
 *
 * The kernel's own Documentation/devicetree/dynamic-resolution-notes.rst describes the format; where it is silent the
 * tool was asked, and its answers are in test/dts/overlay/.
 */
import type { Diagnostic, Outcome } from "../base/diagnostic.js";
import { atInput } from "../base/source.js";
import { draftOf } from "../tree/draft.js";
import { withSymbolNodes } from "../tree/symbols.js";
import type { DeviceTree } from "../tree/tree.js";
import { BaseTree } from "./overlay/base-tree.js";
import { resolveFixups } from "./overlay/fixups.js";
import { IncomingOverlay } from "./overlay/incoming.js";
import { keepBasePhandles, renumberPhandles } from "./overlay/local-phandles.js";
import { mergeFragments, mergeLabels, mergeSymbols } from "./overlay/merge.js";
import { targetOf } from "./overlay/targets.js";

const OPTIONS = { symbols: true, localFixups: false };

/**
 * @returns a new tree that keeps the base's memory reservations and the spans of whatever was written where; null and
 * all that is wrong if any part of the overlay cannot be applied
 */
export function applyOverlay(base: DeviceTree, overlay: DeviceTree): Outcome<DeviceTree> {
  const into = new BaseTree(draftOf(withSymbolNodes(base, OPTIONS)));
  const incoming = new IncomingOverlay(draftOf(withSymbolNodes(overlay, OPTIONS)));
  const fragments = incoming.fragments();
  const references = renumberPhandles(incoming, into.highestPhandle);
  resolveFixups(incoming, into);
  if (incoming.problems.length > 0) return { value: null, diagnostics: incoming.problems };

  // libfdt looks at all fragments before it merges the first: what that one brings is no base yet.
  const targets = new Map(
    fragments.flatMap((fragment) => {
      const target = targetOf(fragment, into);
      return target === null ? [] : [[fragment.content, target] as const];
    }),
  );
  keepBasePhandles(incoming, into, targets, references);
  const merged = mergeFragments(incoming, into);
  mergeSymbols(incoming, into);
  mergeLabels(incoming, into, merged);
  if (incoming.problems.length > 0) return { value: null, diagnostics: incoming.problems };
  return { value: into.tree, diagnostics: fragments.length === 0 ? [nothingToApply(overlay)] : [] };
}

const nothingToApply = (overlay: DeviceTree): Diagnostic => ({
  severity: "warning",
  code: "overlay-empty",
  message: "nothing to apply: no node below the root has an __overlay__",
  location: atInput(overlay.file),
});
