/** What is chosen, beside the page: in all views the same. */
import type { ComponentChildren } from "preact";
import { usePage } from "./page.js";

export function DetailsPanel({ children }: { readonly children: ComponentChildren }) {
  const { change } = usePage();
  return (
    <aside class="details" aria-label="What is chosen">
      <button type="button" class="close" aria-label="Close" onClick={() => change({ selected: [] })}>
        ×
      </button>
      {children}
    </aside>
  );
}
