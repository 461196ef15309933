/** What booted kernels printed for a board (`test/kernel-*`), as values. One JSON a board and release. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { readTestFile, testFolder } from "./boards.js";

const address = z.string().transform((text) => BigInt(text));
const pair = z.tuple([address, address]);
/** Inclusive; `end` below `start` where a region wraps. */
const region = z.object({ start: address, end: address, type: z.string() });

const recordingSchema = z.object({
  /** `6.12.107 arm64, 4 KiB pages`; `sysfs only` where the allocator was not looked into. */
  kernel: z.string(),
  title: z.string(),
  groups: z.array(
    z.object({
      members: z.array(z.object({ device: z.string(), node: z.string().nullable() })),
      sysfs: z.array(region),
      type: z.string(),
    }),
  ),
  allocator: z.record(z.string(), z.array(pair)).nullish(),
  firstPage: z.record(z.string(), address.nullable()).nullish(),
  directMaps: z.array(pair).nullish(),
  withoutGroup: z.array(z.string()).nullish(),
  messages: z.array(z.string()).nullish(),
  /** Of a kernel that did not boot nothing else is to be compared. */
  crashes: z.boolean().optional(),
  note: z.string().optional(),
});

export type Recorded = z.infer<typeof recordingSchema>;

export interface Recording {
  /** `m_trunc.linux-6.12` */
  readonly name: string;
  /** `6.12.107` */
  readonly release: string;
  readonly recorded: Recorded;
  readonly source: string;
  /** What of the machine no tree tells. */
  readonly plan: string;
}

const MACHINES_IOMMU = "smmuv3@9050000";

/** What the registers of that IOMMU say. */
const FACTS = readTestFile("kernel-mismatch/qemu.iova.yaml").replace(/^version: 1$/m, "");

const FOLDERS = ["kernel-cases", "kernel-mismatch", "kernel-batches"] as const;

export const recordings: readonly Recording[] = FOLDERS.flatMap((folder) =>
  readdirSync(join(testFolder, folder))
    .filter((file) => file.endsWith(".json"))
    .map((file) => recordingOf(folder, file.replace(/\.json$/, ""))),
);

function recordingOf(folder: string, name: string): Recording {
  const board = `${folder}/${name.replace(/\.linux-.*$/, "")}`;
  const recorded = recordingSchema.parse(JSON.parse(readTestFile(`${folder}/${name}.json`)));
  const planFile = `${board}.iova.yaml`;
  const source = readTestFile(`${board}.dts`);
  const own = existsSync(join(testFolder, planFile)) ? readTestFile(planFile) : "version: 1\n";
  return {
    name,
    release: /^[0-9.]+/.exec(recorded.kernel)?.[0] ?? "",
    recorded,
    source,
    plan: source.includes(MACHINES_IOMMU) ? `${own}\n${FACTS}` : own,
  };
}
