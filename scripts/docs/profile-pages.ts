/** A page for each shipped profile: which hardware, what it needs, and who says so. */
import { parse } from "yaml";
import { z } from "zod";
import { shippedTexts } from "../../src/profile/shipped.js";
import { type Pages, page, table } from "./markdown.js";

const number = z.union([z.number(), z.string()]);
const space = {
  usable: z.array(z.array(number)).optional(),
  reserve: z.array(z.array(number)).optional(),
  "dma-mask": z.number().optional(),
  "dma-limit": number.optional(),
};
const child = z.object({
  name: z.string().optional(),
  "sub-node": z.string().optional(),
  "function-id": z.number().optional(),
  inherits: z.string().optional(),
  ...space,
});
const profile = z.object({
  name: z.string(),
  title: z.string(),
  devices: z.array(
    z.object({
      compatible: z.array(z.string()),
      sources: z.array(z.object({ file: z.string(), release: z.string(), says: z.string() })),
      children: z.array(child).optional(),
      ...space,
    }),
  ),
});

type Space = Pick<z.infer<typeof child>, keyof typeof space>;

export function profilePages(): Pages {
  const pages = new Map<string, string>();
  for (const { text } of shippedTexts) {
    const { name, title, devices } = profile.parse(parse(text));
    pages.set(
      `docs/profiles/${name}.md`,
      page([
        `# ${name}`,
        `${title}. \`--profile ${name}\`, or \`profiles: [${name}]\` in the config; what a profile is: [profiles.md](../profiles.md).`,
        ...devices.flatMap((device) => [
          `## ${device.compatible[0] ?? ""}`,
          `For ${device.compatible.map((one) => `\`${one}\``).join(", ")}.`,
          table(
            ["who", "what"],
            [["the device", needs(device)], ...(device.children ?? []).map((one) => [whoIs(one), needs(one)])],
          ),
          table(
            ["source", "release", "says"],
            device.sources.map(({ file, release, says }) => [`\`${file}\``, release, says]),
          ),
        ]),
      ]),
    );
  }
  return pages;
}

function whoIs({ name, "sub-node": node, "function-id": id, inherits }: z.infer<typeof child>): string {
  const how = node !== undefined ? `the sub-node \`${node}\`` : `\`${name ?? ""}\`, function id ${hex(id ?? 0)}`;
  return inherits === undefined ? how : `${how}, inherits ${inherits}`;
}

function needs({ usable, reserve, "dma-mask": mask, "dma-limit": limit }: Space): string {
  const ranges = (all: readonly (readonly (string | number)[])[]) =>
    all.map(([from = 0, to = 0]) => `[${hex(from)}, ${hex(to)})`).join(", ");
  const parts = [
    ...(usable === undefined ? [] : [`may use ${ranges(usable)} alone`]),
    ...(reserve === undefined
      ? []
      : [reserve.length === 0 ? "needs nothing kept free" : `must never be handed ${ranges(reserve)}`]),
    ...(mask === undefined ? [] : [`a DMA mask of ${mask} bits`]),
    ...(limit === undefined ? [] : [`asks for nothing above ${hex(limit)}`]),
  ];
  return parts.length === 0 ? "nothing of its own" : parts.join("; ");
}

const hex = (value: string | number): string => (typeof value === "number" ? `0x${value.toString(16)}` : value);
