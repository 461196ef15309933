/** All that a reading of a board tells, as plain values: two readings are the same if their portraits are. */
import { BoardFiles } from "../../../src/base/board-files.js";
import type { Diagnostic } from "../../../src/base/diagnostic.js";
import type { FileReader } from "../../../src/base/files.js";
import type { Location, Span, Via } from "../../../src/base/source.js";
import { type DtsOptions, defaultDtsOptions } from "../../../src/dts/options.js";
import { recoverDts } from "../../../src/dts/parse.js";
import { type DeviceTree, descendants, pathOf } from "../../../src/tree/tree.js";

export function portraitOf(board: string, store: FileReader, options: Partial<DtsOptions> = {}): unknown {
  const files = BoardFiles.over(store);
  const read = files.file(board, 1e6);
  if (!read.ok) throw new Error(read.message);
  const { value, diagnostics } = recoverDts(read.file.source, { ...defaultDtsOptions, ...options }, files);
  return {
    diagnostics: diagnostics.map(diagnosticOf),
    tree: value === null ? null : treeOf(value),
    files: [...files.files.keys()],
    missed: [...files.missed],
  };
}

const treeOf = ({ root, labels, memoryReservations, bootCpu, isOverlay, file, numbering }: DeviceTree): unknown => ({
  nodes: [...descendants(root)].map((node) => ({
    path: pathOf(node),
    labels: node.labels,
    span: node.span === null ? null : spanOf(node.span),
    properties: [...node.properties].map(([name, property]) => ({
      name,
      bytes: Buffer.from(property.value).toString("hex"),
      labels: property.labels,
      spans: [property.span, property.nameSpan].map((span) => (span === null ? null : spanOf(span))),
      markers: property.markers.map(({ span, ...marker }) => ({
        ...marker,
        span: span === null ? null : spanOf(span),
      })),
    })),
  })),
  labels: [...labels].map(([label, node]) => [label, pathOf(node)]),
  memoryReservations: memoryReservations.map((each) => ({ ...each, address: `${each.address}`, size: `${each.size}` })),
  bootCpu,
  isOverlay,
  file,
  last: numbering?.last,
});

const diagnosticOf = ({ location, related = [], ...rest }: Diagnostic): unknown => ({
  ...rest,
  location: locationOf(location),
  related: related.map((each) => ({ ...each, location: locationOf(each.location) })),
});

const locationOf = (location: Location): unknown => (location.kind === "source" ? spanOf(location.span) : location);

const spanOf = ({ source, start, end, via }: Span): string =>
  `${source.path}:${start}-${end}${via === null ? "" : viaOf(via)}`;

const viaOf = ({ kind, name, at }: Via): string => ` by ${kind} ${name} ${spanOf(at)}`;
