/** The recorded kernels' groups as a user would bring them here: a folder, a text or an archive. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const folder = join(import.meta.dirname, "../kernel-cases");

const region = z.object({ start: z.string(), end: z.string(), type: z.string() });
const recording = z.object({
  groups: z.array(
    z.object({
      members: z.array(z.object({ device: z.string(), node: z.string().nullable() })),
      sysfs: z.array(region),
      type: z.string(),
    }),
  ),
});
export type Recording = z.infer<typeof recording>;
type RecordedGroup = Recording["groups"][number];

export const caseNames: readonly string[] = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .map((name) => name.replace(/\.json$/, ""));

export const recorded = (name: string): Recording =>
  recording.parse(JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8")));

/** The board and its plan, if it has one, under names that belong together. */
export function boardFiles(name: string): Record<string, string> {
  const files: Record<string, string> = { "board.dts": readFileSync(join(folder, `${name}.dts`), "utf8") };
  if (name === "c16_pci") files["board.iova.yaml"] = readFileSync(join(folder, `${name}.iova.yaml`), "utf8");
  return files;
}

const long = (address: string): string => `0x${BigInt(address).toString(16).padStart(16, "0")}`;

const regionsFile = (group: RecordedGroup): string =>
  group.sysfs.map(({ start, end, type }) => `${long(start)} ${long(end)} ${type}\n`).join("");

/** Every file of the groups below `root`; a device is a file where a real folder has a link. */
export function sysfsFiles({ groups }: Recording, root: string): Record<string, string> {
  return Object.fromEntries(
    groups.flatMap((group, i) => [
      [`${root}/${i}/reserved_regions`, regionsFile(group)],
      [`${root}/${i}/type`, `${group.type}\n`],
      ...group.members.map(({ device }) => [`${root}/${i}/devices/${device}`, ""]),
    ]),
  );
}

const LIVE = "/sys/kernel/iommu_groups";

/** `grep -r . /sys/kernel/iommu_groups/...; find /sys/kernel/iommu_groups -type l -printf '%p -> %l\n'`, with nodes. */
export const grepDump = ({ groups }: Recording): string =>
  groups
    .flatMap((group, i) => [
      ...regionsFile(group)
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => `${LIVE}/${i}/reserved_regions:${line}`),
      `${LIVE}/${i}/type:${group.type}`,
      ...group.members.map(({ device }) => `${LIVE}/${i}/devices/${device} -> ../../../../devices/platform/${device}`),
      ...group.members.flatMap(({ device, node }) =>
        node === null ? [] : [`/sys/devices/platform/${device}/of_node -> ../../../firmware/devicetree/base${node}`],
      ),
    ])
    .join("\n");

/** `ls -l .../devices; tail -n +1 .../reserved_regions`. */
export const listingDump = ({ groups }: Recording): string =>
  groups
    .map((group, i) =>
      [
        `${LIVE}/${i}/devices:`,
        "total 0",
        ...group.members.map(
          ({ device }) => `lrwxrwxrwx 1 root root 0 Nov 22 12:00 ${device} -> ../../../../devices/platform/${device}`,
        ),
        "",
        `==> ${LIVE}/${i}/reserved_regions <==`,
        regionsFile(group),
      ].join("\n"),
    )
    .join("\n");

const BLOCK = 512;

/** As GNU tar writes sysfs: files padded with NULs to the page that they claim to be, long names in entries of their own. */
export function tarOf({ groups }: Recording, root = "iommu_groups"): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (const [i, group] of groups.entries()) {
    for (const { device } of group.members) {
      blocks.push(header(`${root}/${i}/devices/${device}`, "2", 0, `../../../../devices/platform/${device}`));
    }
    blocks.push(
      ...file(`${root}/${i}/reserved_regions`, regionsFile(group)),
      ...file(`${root}/${i}/type`, `${group.type}\n`),
    );
  }
  blocks.push(new Uint8Array(2 * BLOCK));
  return Buffer.concat(blocks);
}

function file(name: string, text: string): Uint8Array[] {
  const body = new Uint8Array(4096);
  body.set(new TextEncoder().encode(text));
  return [header(name, "0", body.length, ""), body];
}

function header(name: string, kind: string, size: number, target: string): Uint8Array {
  const block = new Uint8Array(BLOCK);
  const put = (at: number, text: string): void => block.set(new TextEncoder().encode(text), at);
  put(0, name);
  put(124, size.toString(8).padStart(11, "0"));
  put(156, kind);
  put(157, target);
  put(257, "ustar\x0000");
  return block;
}
