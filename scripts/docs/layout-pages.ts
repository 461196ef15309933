/** A page for each layout: what it writes, asks for and wastes on the shipped example, and how it looks there. */
import { layouts, type Report } from "../../src/index.js";
import { suggestible } from "../../src/parts.js";
import { fenced, type Pages, page, type Run, table } from "./markdown.js";

const BOARD = "examples/dts/three-children.dts";

export async function layoutPages(run: Run): Promise<Pages> {
  const report: Report = JSON.parse((await run(["analyze", BOARD, "--format", "json"])).out);
  const [family] = report.boards.flatMap(({ families }) => families);
  const pages = new Map<string, string>();
  for (const { id, title } of layouts) {
    const figures = family?.layouts.find((one) => one.id === id);
    if (figures === undefined) throw new Error(`${BOARD} has no figures for ${id}`);
    const rows = figures.consumers.map(({ id: member, reserved, waste, shortfall, usable }) => [
      `\`${member}\``,
      ...[reserved, waste, shortfall, usable.bytes].map((bytes) => String(bytes ?? "unknown")),
    ]);
    pages.set(
      `docs/layouts/${id}.md`,
      page([
        `# ${id}`,
        `${title.slice(0, 1).toUpperCase()}${title.slice(1)}. How layouts are evaluated, and what the figures mean: [layouts.md](../layouts.md).`,
        `## On the example`,
        `Three children of one codec must never be handed the lowest 256, 512 and 600 MiB (\`${BOARD}\`). Bytes:`,
        table(["member", "reserved", "waste", "shortfall", "usable"], rows),
        ...(await looks(id, run)),
      ]),
    );
  }
  return pages;
}

async function looks(id: string, run: Run): Promise<readonly string[]> {
  if (!suggestible.includes(id)) return [];
  const patch = await run(["suggest", BOARD, "--layout", id]);
  const code = await run(["suggest", BOARD, "--as", "c", "--layout", id]);
  return [
    "## How it is written",
    `\`iova-plan suggest ${BOARD} --layout ${id}\` prints`,
    patch.out === "" ? fenced("text", patch.err) : fenced("diff", patch.out),
    ...(code.out === "" ? [] : ["and, with `--as c`, what is left to the driver:", fenced("c", code.out)]),
  ];
}
