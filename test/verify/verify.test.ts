/** `verify` against what Linux 6.12.107 printed: no difference as recorded, and each tampering named. */
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { VerifyReport } from "../../src/index.js";
import { type Content, runCli } from "../cli/virtual-host.js";
import {
  boardFiles,
  caseNames,
  grepDump,
  listingDump,
  type Recording,
  recorded,
  sysfsFiles,
  tarOf,
} from "./recordings.js";

async function verify(name: string, capture: Record<string, Content>, argv: readonly string[] = ["groups"]) {
  const files = { ...boardFiles(name), ...capture };
  const run = await runCli(["verify", "board.dts", ...argv, "--format", "json", "-q"], { files });
  const report: VerifyReport | null = run.out === "" ? null : JSON.parse(run.out);
  return { ...run, report, messages: (report?.differences ?? []).map(({ kind, message }) => `${kind}: ${message}`) };
}

test("all twelve recorded cases are here", () => expect(caseNames).toHaveLength(12));

describe.each(caseNames)("%s as recorded", (name) => {
  const captures: readonly (readonly [string, Record<string, Content>])[] = [
    ["folder", sysfsFiles(recorded(name), "groups")],
    ["folder above", sysfsFiles(recorded(name), "groups/iommu_groups")],
    ["grep and find", { groups: grepDump(recorded(name)) }],
    ["ls and tail", { groups: listingDump(recorded(name)) }],
    ["tar", { groups: tarOf(recorded(name)) }],
    ["tar.gz", { groups: gzipSync(tarOf(recorded(name))) }],
  ];
  test.each(captures)("no difference from a %s", async (_, capture) => {
    const { status, messages, report, err } = await verify(name, capture);
    expect([messages, err, status]).toEqual([[], "", 0]);
    expect(report?.groups).toHaveLength(recorded(name).groups.length);
    expect(report?.groups.flatMap(({ devices }) => devices.filter((d) => d.consumer === null))).toEqual([]);
  });
});

test("what ls -R goes through beside the devices is passed over", async () => {
  const listing = listingDump(recorded("c12_child")).replace(
    /^(\S+)\/devices:$/gm,
    "$1:\ndevices\nreserved_regions\ntype\n\n$1/devices:",
  );
  const { status, err } = await verify("c12_child", { groups: listing });
  expect([status, err]).toEqual([0, ""]);
});

test("the live system is the default", async () => {
  const { status } = await verify("c01_only", sysfsFiles(recorded("c01_only"), "/sys/kernel/iommu_groups"), []);
  expect(status).toBe(0);
});

test("of_node links tell devices whatever their names are", async () => {
  const dump = grepDump(recorded("c01_only")).replaceAll("c100000.", "renamed-by-a-driver.");
  expect((await verify("c01_only", { groups: dump })).messages).toEqual([]);
});

/** One recording with something changed, as a folder. */
const tampered = (name: string, change: (recording: Recording) => void) => {
  const copy = structuredClone(recorded(name));
  change(copy);
  return verify(name, sysfsFiles(copy, "groups"));
};

const reservedIn = (recording: Recording) => {
  const region = recording.groups.flatMap(({ sysfs }) => sysfs).find(({ type }) => type === "reserved");
  if (region === undefined) throw new Error("nothing is reserved");
  return region;
};

describe("a difference is named, with status 1", () => {
  test("another end of a range", async () => {
    const { status, messages } = await tampered("c01_only", (recording) => {
      reservedIn(recording).end = "0x101fffff";
    });
    expect(messages).toEqual([
      "region-range: [0x10000000-0x101fffff] reserved is listed; [0x10000000-0x100fffff] is predicted",
    ]);
    expect(status).toBe(1);
  });

  test("another type", async () => {
    const { messages } = await tampered("c01_only", (recording) => {
      reservedIn(recording).type = "direct";
    });
    expect(messages).toEqual(["region-type: [0x10000000-0x100fffff] is direct; reserved is predicted"]);
  });

  test("a region too few and one too many", async () => {
    const { messages } = await tampered("c01_only", (recording) => {
      const region = reservedIn(recording);
      [region.start, region.end] = ["0x20000000", "0x20000fff"];
    });
    expect(messages).toEqual([
      "region-extra: [0x20000000-0x20000fff] reserved is listed, but not predicted",
      "region-missing: [0x10000000-0x100fffff] reserved is predicted, but not listed",
    ]);
  });

  test("another type of domain", async () => {
    const { messages } = await tampered("c01_only", ({ groups }) => {
      for (const group of groups) group.type = "DMA-FQ";
    });
    expect(messages).toEqual(["domain-type: the domain's type is DMA-FQ (as in --iommu-mode lazy); DMA is predicted"]);
  });

  test("a group that is not there", async () => {
    const { messages } = await tampered("c12_child", ({ groups }) => groups.splice(0, 1));
    expect(messages).toEqual(["missing-group: no group has /c12p@c13a000; one is predicted"]);
  });

  test("a member that is not there", async () => {
    const { messages } = await tampered("c16_pci", ({ groups }) => {
      const group = groups.find(({ members }) => members.some(({ device }) => device === "0000:00:08.0"));
      group?.members.pop();
    });
    expect(messages).toEqual(["missing-device: /pcie@10000000!02:01.0 is in no group; this one is predicted"]);
  });

  test("a member in another group", async () => {
    const { messages } = await tampered("c16_pci", ({ groups }) => {
      const from = groups.find(({ members }) => members.some(({ device }) => device === "0000:00:08.0"));
      const to = groups.find(({ members }) => members.some(({ device }) => device === "0000:00:02.0"));
      to?.members.push(...(from?.members.splice(1) ?? []));
    });
    expect(messages).toEqual([
      "missing-member: /pcie@10000000!02:01.0 is in group 2; this one is predicted",
      "extra-member: 0000:02:01.0 (/pcie@10000000!02:01.0) is in this group; another is predicted",
    ]);
  });

  test("a device that is none of the board's", async () => {
    const { messages } = await tampered("c01_only", ({ groups }) => {
      groups[0]?.members.push({ device: "dead0000.beef", node: null });
    });
    expect(messages).toEqual(["unknown-device: dead0000.beef (node unknown) is not a consumer of this board"]);
  });

  test("a group for a device that is predicted to get none", async () => {
    const { messages } = await tampered("c09_samesid", ({ groups }) => {
      const [first] = groups;
      if (first !== undefined) groups.push({ ...first, members: [{ device: "c129000.c09b", node: null }] });
    });
    expect(messages[0]).toMatch(/^unexpected-group: \S+c09b \(\S+\) is in a group; none is predicted: /);
  });
});

describe("a cut file", () => {
  const LINES = 80;
  const ranges = Array.from({ length: 120 }, (_, i) => ({ start: BigInt(0x10000000 + i * 0x100000), length: 0x1000n }));
  const board = `/dts-v1/;
/ {
	#address-cells = <2>;
	#size-cells = <2>;
	reserved-memory {
		#address-cells = <2>;
		#size-cells = <2>;
		ranges;
		r: r { iommu-addresses = ${ranges.map(({ start }) => `<&d 0 0x${start.toString(16)} 0 0x1000>`).join(", ")}; };
	};
	smmu: iommu@9050000 { compatible = "arm,smmu-v3"; reg = <0 0x9050000 0 0x20000>; #iommu-cells = <1>; };
	d: d@c100000 { reg = <0 0xc100000 0 0x1000>; iommus = <&smmu 1>; memory-region = <&r>; };
};
`;
  const hex = (value: bigint) => `0x${value.toString(16).padStart(16, "0")}`;
  const whole = `0x0000000008000000 0x00000000080fffff msi\n${ranges
    .map(({ start, length }) => `${hex(start)} ${hex(start + length - 1n)} reserved\n`)
    .join("")}`;
  const run = async (regions: string) => {
    const files = { "board.dts": board, "groups/0/reserved_regions": regions, "groups/0/devices/c100000.d": "" };
    const result = await runCli(["verify", "board.dts", "groups"], { files });
    return { ...result, out: result.out.replace(/\s+/g, " ") };
  };

  test("is compared as far as it goes, and said to be cut", async () => {
    const { status, out } = await run(whole.slice(0, 4095));
    expect(out).toContain("is cut where Linux's page ends: 87 regions compared, 34 regions predicted beyond");
    expect(status).toBe(0);
  });

  test("hides no difference in what it shows", async () => {
    const { status, out } = await run(whole.slice(0, 4095).replace("0x0000000010000fff", "0x0000000010001fff"));
    expect(out).toContain("[0x10000000-0x10001fff] reserved is listed; [0x10000000-0x10000fff] is predicted");
    expect(status).toBe(1);
  });

  test("is no excuse for a file that ends earlier", async () => {
    const { status, out } = await run(whole.split("\n").slice(0, LINES).join("\n"));
    expect(out).toContain("41 differences");
    expect(status).toBe(1);
  });
});

describe("functions that no tree or plan knows", () => {
  const withoutPlan = async (change: (recording: Recording) => void = () => undefined) => {
    const copy = structuredClone(recorded("c16_pci"));
    change(copy);
    const { "board.dts": board = "" } = boardFiles("c16_pci");
    const files = { "board.dts": board, ...sysfsFiles(copy, "groups") };
    const run = await runCli(["verify", "board.dts", "groups", "--format", "json"], { files });
    const report: VerifyReport = JSON.parse(run.out);
    return { ...run, report };
  };

  test("are compared with what is predicted of all of them, and this is said", async () => {
    const { report } = await withoutPlan();
    const any = report.caveats.filter(({ kind }) => kind === "any-function");
    expect(any.map(({ message }) => message.split(" ")[0])).toContain("0000:00:02.0");
    // Two functions with nodes share a group, which only a plan can tell.
    expect(report.differences.map(({ kind, device }) => [kind, device])).toEqual([["extra-member", "0000:00:04.1"]]);
  });

  test("do not hide a region of theirs", async () => {
    const { report } = await withoutPlan(({ groups }) => {
      const group = groups.find(({ members }) => members[0]?.device === "0000:00:02.0");
      group?.sysfs.push({ start: "0x40000000", end: "0x400fffff", type: "reserved" });
    });
    expect(report.differences.map(({ message }) => message)).toContain(
      "[0x40000000-0x400fffff] reserved is listed, but not predicted",
    );
  });
});

describe("a capture that cannot be used has status 2", () => {
  test.each([
    ["not there", {}, "no such file or directory"],
    ["empty", { groups: "" }, "no IOMMU groups were found"],
    ["of something else", { groups: "hello\nworld\n" }, "no IOMMU groups were found"],
    ["without devices", { groups: "/x/0/type:DMA\n" }, "no group has a device"],
    ["a damaged archive", { groups: new Uint8Array([0x1f, 0x8b, 8, 0, 1, 2, 3]) }, "the archive is damaged"],
  ] satisfies [string, Record<string, Content>, string][])("%s", async (_, capture, message) => {
    const { status, out, err } = await verify("c01_only", capture);
    expect([status, out]).toEqual([2, ""]);
    expect(err).toContain(message);
  });

  test("other lines of a dump are counted", async () => {
    const files = {
      ...boardFiles("c01_only"),
      groups: `${grepDump(recorded("c01_only"))}\nwhat is this\n# a comment\n`,
    };
    const { status, err } = await runCli(["verify", "board.dts", "groups"], { files });
    expect(status).toBe(0);
    expect(err).toContain("warning: 1 lines do not belong to a group");
  });
});
