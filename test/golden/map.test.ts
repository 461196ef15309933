/** Maps as they are printed, and the documents' pictures. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nodeFiles } from "../../src/cli/files.js";
import { runCli, type World } from "../cli/virtual-host.js";
import { expectGolden } from "./golden-file.js";

const CHILDREN = "examples/dts/three-children.dts";
const CODEC = "examples/dts/video-codec.dts";
/** A page in 48 bits beside a consumer of 32, whose reservation is not aligned. */
const PAGE = "test/report/map/page-in-48-bits.dts";
const LAYOUTS = ["--layout", "runtime", "--layout", "child-nodes", "--layout", "dma-window"];

const drawn = async (argv: readonly string[], world: World = {}): Promise<string> => {
  const { status, out, err } = await runCli(["map", ...argv], { reader: nodeFiles, ...world });
  expect([status, err]).toEqual([0, ""]);
  return out;
};

const terminal = (columns: number, env: Record<string, string> = {}): World => ({ outIsTty: true, columns, env });

describe("a map in text", () => {
  it.each<[string, readonly string[], World]>([
    ["map.txt", [CODEC], {}],
    ["map-layouts.txt", [CHILDREN, ...LAYOUTS], terminal(80, { NO_COLOR: "1" })],
    ["map-200-columns.txt", [CHILDREN], terminal(200, { NO_COLOR: "1" })],
    ["map-40-columns.txt", [PAGE], terminal(40, { NO_COLOR: "1" })],
    ["map-verbose.txt", [PAGE, "--verbose"], {}],
    ["map-ascii.txt", [CODEC], terminal(80, { NO_COLOR: "1", LANG: "C" })],
    ["map.md.txt", [CHILDREN, "--format", "markdown"], {}],
  ])("%s", async (golden, argv, world) => {
    expectGolden(join(import.meta.dirname, golden), await drawn(argv, world));
  });
});

describe("the documents' pictures", () => {
  it.each([
    ["video-codec", [CODEC]],
    ["three-children", [CHILDREN]],
    ["three-children-layouts", [CHILDREN, "--layout", "child-nodes", "--layout", "dma-window"]],
    ["page-in-48-bits", [PAGE]],
  ])("%s.svg", async (name, argv) => {
    expectGolden(`docs/pictures/${name}.svg`, await drawn([...argv, "--format", "svg"]));
  });
});
