/** Every word of the text report, made when it is asked for. */
import { useState } from "preact/hooks";
import type { Block } from "../report/blocks.js";
import { Blocks } from "./blocks.js";

export function InWords({ blocks }: { readonly blocks: () => readonly Block[] }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="as-text" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <h2>The report in words</h2>
      </summary>
      {isOpen && <Blocks blocks={blocks()} />}
    </details>
  );
}
