/** A page for each command: its help, and something that it prints. */
import { commands } from "../../src/cli/commands.js";
import { fenced, type Pages, page, type Run, table } from "./markdown.js";

const CODEC = "examples/dts/three-children.dts";

/** What is shown of a command, and where to read on. */
const SHOWN: Readonly<Record<string, { readonly argv: readonly string[]; readonly guide?: string }>> = {
  analyze: { argv: [CODEC], guide: "layouts.md" },
  check: { argv: ["examples/dts/video-codec.dts"], guide: "ci.md" },
  tree: { argv: [CODEC] },
  init: { argv: ["examples/dts/buffers.dts"], guide: "plan.md" },
  why: { argv: ["examples/dts/boot-splash.dts", "display-controller", "0x9d400000"], guide: "why.md" },
  simulate: { argv: ["examples/dts/buffers.dts"], guide: "simulate.md" },
  suggest: { argv: [CODEC], guide: "suggest.md" },
  diff: { argv: [CODEC, "examples/dts/video-codec.dts"], guide: "diff.md" },
  profiles: { argv: [], guide: "profiles.md" },
  explain: { argv: ["default-dma-mask"], guide: "limits.md" },
  rules: { argv: [], guide: "rules.md" },
  verify: { argv: [], guide: "verify.md" },
  capture: { argv: [], guide: "verify.md" },
};

/** Commands that print nothing of interest without more around them. */
const WITHOUT_OUTPUT: ReadonlySet<string> = new Set(["verify", "capture", "rules"]);

export async function commandPages(run: Run): Promise<Pages> {
  const visible = commands.filter(({ hidden }) => !hidden);
  const index = table(
    ["command", "does"],
    visible.map(({ name, summary }) => [`[${name}](${name}.md)`, summary]),
  );
  const pages = new Map([["docs/commands/README.md", page(["# Commands", index])]]);
  for (const { name, summary } of visible) {
    const shown = SHOWN[name];
    const isShown = shown !== undefined && !WITHOUT_OUTPUT.has(name);
    const example = isShown
      ? [
          "## An example",
          fenced(
            "console",
            `$ iova-plan ${[name, ...shown.argv].join(" ")}\n${(await run([name, ...shown.argv])).out}`,
          ),
        ]
      : [];
    const guide = shown?.guide === undefined ? [] : [`More: [${shown.guide}](../${shown.guide}).`];
    pages.set(
      `docs/commands/${name}.md`,
      page([
        `# ${name}`,
        `${summary.slice(0, 1).toUpperCase()}${summary.slice(1)}. Inputs, formats and exit statuses: [cli.md](../cli.md).`,
        ...guide,
        fenced("text", (await run([name, "--help"])).out),
        ...example,
      ]),
    );
  }
  return pages;
}
