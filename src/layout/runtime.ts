import { commonAndRest } from "./engine/common-and-rest.js";
import { defineLayout } from "./engine/define.js";
import { proposal } from "./engine/proposal.js";

/** The needs common to all on the device's node, the rest by the proposed call when a child is made. */
export const runtime = defineLayout({
  id: "runtime",
  title: "common needs on the parent, the rest at run time",
  order: 3,
  propose(family, system) {
    const { common, rest } = commonAndRest(family, system);
    return proposal("share-device", [
      common,
      ...rest.map(({ member, ranges }) => ({ kind: "calls", member, ranges }) as const),
    ]);
  },
});
