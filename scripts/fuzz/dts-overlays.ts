/**
 * Sources that compile more often than those of the grammar: overlays and bases with labels, with fixups and symbols
 * written by hand (right, wrong and repeated), and nodes that are deleted by label and made again.
 */
import type { Random } from "./random.js";

const LABELS = ["l", "m", "n", "o"];
const OUTSIDE = ["ext", "bus", "clk"];
const NODES = ["a", "b", "c@1", "d"];
const PROPERTIES = ["p", "q", "reg", "phandle"];

/** Which labels are free, and which nodes there are: the rest is luck. */
class Source {
  readonly paths: string[] = [];
  private readonly free = [...LABELS];

  constructor(
    readonly random: Random,
    readonly isOverlay: boolean,
  ) {}

  label(): string {
    const name = this.random.oneIn(2) ? this.free.pop() : undefined;
    return name === undefined ? "" : `${name}: `;
  }
}

export function overlaySource(random: Random): string {
  const source = new Source(random, !random.oneIn(4));
  const parts = ["/dts-v1/;", source.isOverlay ? "/plugin/;" : "", `/ {\n${content(source)}};`];
  while (!random.oneIn(3)) parts.push(change(source));
  return `${parts.join("\n")}\n`;
}

/** Properties, fragments or nodes, and what dtc would have added. */
function content(source: Source): string {
  const { random } = source;
  const nodes = Array.from({ length: 1 + random.below(3) }, (_, i) =>
    source.isOverlay ? fragment(source, i) : node(source, NODES[i] ?? "x", "", 2),
  );
  const about = [fixups(source), localFixups(source), symbols(source)].filter(() => random.oneIn(2));
  return [...nodes, ...about].join("");
}

function fragment(source: Source, index: number): string {
  const { random } = source;
  const path = `/fragment@${index}`;
  source.paths.push(path);
  const target = random.oneIn(3)
    ? 'target-path = "/";'
    : `target = <&${random.pick(random.oneIn(4) ? LABELS : OUTSIDE)}>;`;
  return `fragment@${index} {\n${target}\n${node(source, "__overlay__", path, 2)}};\n`;
}

function node(source: Source, name: string, above: string, depth: number): string {
  const { random } = source;
  const path = `${above}/${name}`;
  source.paths.push(path);
  const omit = random.oneIn(8) ? "/omit-if-no-ref/ " : "";
  const properties = PROPERTIES.filter((property) => random.oneIn(property === "phandle" ? 12 : 2)).map(
    (property) => `${property} = ${property === "phandle" ? `<${1 + random.below(6)}>` : value(source)};\n`,
  );
  const below = NODES.filter(() => depth > 0 && random.oneIn(3));
  const children = below.map((child) => node(source, child, path, depth - 1));
  return `${omit}${source.label()}${name} {\n${[...properties, ...children].join("")}};\n`;
}

function value(source: Source): string {
  const { random } = source;
  const known = source.isOverlay && random.oneIn(2) ? OUTSIDE : LABELS;
  return random.pick([
    `<&${random.pick(known)}>`,
    `<1 &${random.pick(known)} 2 &${random.pick(known)}>`,
    `"ab", <&${random.pick(known)}>`,
    `&${random.pick(LABELS)}`,
    "[00 11 22]",
    "<>",
  ]);
}

const cellPlace = (source: Source): string =>
  `"${source.random.pick(source.paths)}:${source.random.pick(["p", "q", "target"])}:${4 * source.random.below(4)}"`;

function fixups(source: Source): string {
  const entries = [...OUTSIDE, ...LABELS].filter(() => source.random.oneIn(3));
  return `__fixups__ {\n${entries.map((label) => `${label}${fixupValue(source)};\n`).join("")}};\n`;
}

function fixupValue(source: Source): string {
  return source.random.pick([
    ` = ${cellPlace(source)}`,
    ` = ${cellPlace(source)}, ${cellPlace(source)}`,
    " = <1 2>",
    ' = "", "x"',
    "",
  ]);
}

/** Mirrors some path of the tree, more or less. */
function localFixups(source: Source): string {
  const { random } = source;
  const names = random.pick(source.paths).split("/").slice(1);
  const offsets = random.pick(["<0>", "<4>", "<12 4>", "<0 0>", "[00 01]", '"abc"']);
  const inner = `${random.pick(["p", "q"])} = ${offsets};\n`;
  return `__local_fixups__ {\n${names.map((name) => `${name} {\n`).join("")}${inner}${"};\n".repeat(names.length)}};\n`;
}

function symbols(source: Source): string {
  const { random } = source;
  const entries = LABELS.filter(() => random.oneIn(2)).map((label) => `${label} = "${random.pick(source.paths)}";\n`);
  return `__symbols__ {\n${entries.join("")}};\n`;
}

/** By reference, or by the path that a node has: what was deleted comes to life again. */
function change(source: Source): string {
  const { random } = source;
  const label = random.pick(LABELS);
  const names = random.pick(source.paths).split("/").slice(1);
  const again = `/ {\n${names.map((name) => `${name} {\n`).join("")}again;\n${"};\n".repeat(names.length)}};`;
  return random.pick([
    `/delete-node/ &${label};`,
    `/delete-node/ &${label};\n${again}`,
    again,
    `&${label} { r = ${value(source)}; };`,
    `/omit-if-no-ref/ &${label};`,
  ]);
}
