/** Every board whose run on Linux 6.12.107 was recorded: what the model says must be what the kernel printed. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { lastByte, type Range, RangeSet } from "../../src/base/range.js";
import type { System } from "../../src/system/model.js";
import { built, readTestFile, testFolder, treesOf } from "./boards.js";

const address = z.string().transform((text) => BigInt(text));
const pair = z.tuple([address, address]);
const recorded = z.object({
  title: z.string(),
  groups: z.array(
    z.object({
      members: z.array(z.object({ device: z.string(), node: z.string().nullable() })),
      sysfs: z.array(z.object({ start: address, end: address, type: z.string() })),
      type: z.string(),
    }),
  ),
  allocator: z.record(z.string(), z.array(pair)).nullish(),
  firstPage: z.record(z.string(), address.nullable()).nullish(),
  directMaps: z.array(pair).nullish(),
  withoutGroup: z.array(z.string()).nullish(),
  messages: z.array(z.string()).nullish(),
});
type Recorded = z.infer<typeof recorded>;

/** The host bridge of the machine; functions of which the tree knows no node are `!BB:DD.F` below it. */
const BRIDGE = "/pcie@10000000";

const cases = readdirSync(join(testFolder, "kernel-cases"))
  .filter((name) => name.endsWith(".json"))
  .map((name) => name.replace(/\.json$/, ""));

test("all twelve recorded cases are here", () => expect(cases).toHaveLength(12));

describe.each(cases)("%s", (name) => {
  const expected = recorded.parse(JSON.parse(readTestFile(`kernel-cases/${name}.json`)));
  const source = readTestFile(`kernel-cases/${name}.dts`);
  const plan = name === "c16_pci" ? readTestFile("kernel-cases/c16_pci.iova.yaml") : null;
  describe.each(treesOf(source))("from $from", ({ tree }) => {
    const { system, diagnostics } = built(tree, plan);
    const idOf = deviceIds(expected);

    test("the plan fits the board", () => expect(diagnostics).toEqual([]));

    test("groups and their members", () => {
      const ours = groupsUnderTest(system, plan !== null).map((group) => group.members);
      const theirs = expected.groups.map((group) => group.members.map((member) => idOf(member.device)));
      expect(sorted(ours)).toEqual(sorted(theirs));
    });

    test.each(expected.groups)("sysfs reserved_regions of $members.0.device", ({ members, sysfs }) => {
      const group = groupOf(system, idOf(members[0]?.device ?? ""));
      expect(group.reservedRegions.map(({ start, last, type }) => ({ start, end: last, type }))).toEqual(sysfs);
    });

    test.each(Object.entries(expected.firstPage ?? {}))("first page of %s", (device, page) => {
      expect(consumerOf(system, idOf(device)).firstPage).toBe(page);
    });

    const { allocator } = expected;
    test.each(allocator == null ? [] : devicesOf(expected))("allocator of %s", (device) => {
      const ours = consumerOf(system, idOf(device)).allocator;
      const theirs = (allocator?.[device] ?? []).map(rangeOfPair);
      expect(ours).toEqual(withoutLivePages(theirs, ours, idOf(device)));
    });

    testIf(expected.directMaps != null, "identity maps", () => {
      const ours = system.directMaps.map(({ range }) => range);
      expect(ours).toEqual(expected.directMaps?.map(rangeOfPair));
    });

    testIf(expected.withoutGroup != null, "devices without a group", () => {
      const ours = system.consumers.filter((c) => c.group === null && c.id !== `${BRIDGE}!*`);
      expect(ours.map((c) => c.id)).toEqual(expected.withoutGroup?.map(idOf));
      for (const c of ours) expect(c.groupReason).not.toBeNull();
    });

    testIf(expected.messages != null, "messages", () => {
      // Linux puts the bound driver's name in front, which no tree tells.
      const theirs = expected.messages?.map((line) => line.replace(/^simple-reset /, ""));
      expect([...system.messages.map((m) => m.text)].sort()).toEqual(theirs?.sort());
    });
  });
});

/** A test only where the recording has something to compare with. */
const testIf = (hasRecording: boolean, title: string, body: () => void): void => {
  if (hasRecording) test(title, body);
};

/** `c111000.c05a` to its node's path: from the JSON's groups, else made of the name. */
function deviceIds(expected: Recorded): (device: string) => string {
  const known = new Map(
    expected.groups.flatMap((group) => group.members.map(({ device, node }) => [device, node ?? functionId(device)])),
  );
  return (device) => {
    const [unit, node] = device.split(".");
    return known.get(device) ?? `/${node}@${unit}`;
  };
}

const functionId = (device: string): string => `${BRIDGE}!${device.replace(/^0000:/, "")}`;

const devicesOf = (expected: Recorded): readonly string[] =>
  expected.groups.flatMap((group) => group.members.map((member) => member.device));

/**
 * Without a plan the model has one consumer for whatever functions the machine may have. The recordings of the other
 * cases leave PCI out.
 */
const groupsUnderTest = (system: System, functionsKnown: boolean) =>
  system.groups.filter((group) => functionsKnown || !group.members.includes(`${BRIDGE}!*`));

function groupOf(system: System, id: string) {
  const group = system.groups.find((g) => g.members.includes(id));
  if (group === undefined) throw new Error(`no group has ${id}`);
  return group;
}

function consumerOf(system: System, id: string) {
  const found = system.consumers.find((c) => c.id === id);
  if (found === undefined) throw new Error(`no consumer ${id}`);
  return found;
}

const rangeOfPair = ([start, last]: readonly [bigint, bigint]): Range => ({ start, end: last + 1n });

/** The two functions that had done I/O when the allocator was printed: their live pages end where free space ended. */
const FUNCTIONS_WITH_LIVE_PAGES: readonly string[] = ["00:07.0", "00:08.0", "01:00.0", "02:01.0"].map(
  (bdf) => `${BRIDGE}!${bdf}`,
);

/**
 * The allowance for live pages: of the four functions that had done I/O, nodes that the model does not hold are left
 * out when they lie wholly in what the model calls free, and within the 64 KiB below the top of free 32-bit space.
 */
function withoutLivePages(theirs: readonly Range[], ours: readonly Range[], id: string): readonly Range[] {
  if (!FUNCTIONS_WITH_LIVE_PAGES.includes(id) && id !== `${BRIDGE}/c16d7@7,0`) return theirs;
  const held = RangeSet.of(ours);
  const top = held.contains(0xffffffffn) ? 0xffff0000n : 0x100000000n;
  return theirs.filter((node) => {
    const isFree = held.clip(node).isEmpty;
    return !(isFree && lastByte(node) < top && node.start >= top - 0x20000n);
  });
}

const sorted = (lists: readonly (readonly string[])[]) => lists.map((list) => list.join(" ")).sort();
