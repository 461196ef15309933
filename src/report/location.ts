/** Locations as people read them. */
import type { Location } from "./schema.js";

/** `board.dts:31:22`, `board.dtb: /soc/codec: iommus`, or the file alone. */
export function locationText(location: Location): string {
  if (location.line !== null) return `${location.file}:${location.line}:${location.column ?? 1}`;
  return [location.file, location.node, location.property].filter((part) => part !== null).join(": ");
}
