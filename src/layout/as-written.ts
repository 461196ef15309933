import { defineLayout } from "./engine/define.js";

/** What the device tree says today, and what the plan says that drivers reserve at run time today. */
export const asWritten = defineLayout({
  id: "as-written",
  title: "what the device tree says today",
  order: 1,
  propose: () => null,
});
