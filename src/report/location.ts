/** Locations as a report shows them: file, line and column, or file, node and property. */
import { type Location as BaseLocation, spanPosition, type Via } from "../base/source.js";
import type { Location } from "./schema.js";

export interface ViaStep {
  kind: "include" | "macro";
  name: string;
  file: string;
  line: number;
}

export function locationView(location: BaseLocation): Location {
  switch (location.kind) {
    case "source": {
      const { line, column } = spanPosition(location.span);
      return { file: location.span.source.path, line, column, node: null, property: null };
    }
    case "node":
      return { file: location.file, line: null, column: null, node: location.node, property: location.property };
    case "input":
      return { file: location.file, line: null, column: null, node: null, property: null };
  }
}

/** The includes and macros through which the text at a location was read, innermost first. */
export function viaSteps(location: BaseLocation): ViaStep[] {
  if (location.kind !== "source") return [];
  const steps: ViaStep[] = [];
  for (let via: Via | null = location.span.via; via !== null; via = via.at.via) {
    const { line } = spanPosition(via.at);
    steps.push({ kind: via.kind, name: via.name, file: via.at.source.path, line });
  }
  return steps;
}

/** `board.dts:31:22`, `board.dtb: /soc/codec: iommus`, or the file alone. */
export function locationText(location: Location): string {
  if (location.line !== null) return `${location.file}:${location.line}:${location.column ?? 1}`;
  return [location.file, location.node, location.property].filter((part) => part !== null).join(": ");
}
