/** What a change does, change by change. */
import { describe, expect, it } from "vitest";
import { nodeFiles } from "../../src/cli/files.js";
import type { Change } from "../../src/diff/model.js";
import { examine, loadDeviceTree } from "../../src/index.js";
import { kernelOf } from "../../src/kernel/kernel.js";
import { type BoardComparison, diffBoardView } from "../../src/parts.js";
import { foldChanges } from "../../src/report/diff/fold.js";
import { codecBoard, codecPlan } from "../cli/boards.js";
import { virtualFiles } from "../cli/virtual-host.js";
import { boards, changesOf, compareInputs, outlined, planFor, treeOf } from "./boards.js";

const MIB = 1048576n;

interface Device {
  readonly name: string;
  readonly stream: number;
  /** Start and length in MiB. */
  readonly hole?: readonly [number, number];
}

const region = ({ name, hole }: Device): string =>
  hole === undefined
    ? ""
    : `hole_${name}: hole-${name} { iommu-addresses = <&${name} ${hole.map((mib) => `0x${(mib * 1048576).toString(16)}`).join(" ")}>; };`;

const board = (devices: readonly Device[]): string => `/dts-v1/;
/ { #address-cells = <1>; #size-cells = <1>;
  reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges; ${devices.map(region).join("\n")} };
  soc { compatible = "simple-bus"; #address-cells = <1>; #size-cells = <1>; ranges;
    smmu: iommu@8000 { compatible = "arm,mmu-500"; reg = <0x8000 0x1000>; #iommu-cells = <1>; };
    ${devices
      .map(
        ({ name, stream, hole }) =>
          `${name}: ${name} { iommus = <&smmu ${stream}>; ${hole === undefined ? "" : `memory-region = <&hole_${name}>;`} };`,
      )
      .join("\n    ")}
  };
};
`;

const compared = (old: string, now: string, more: Record<string, string> = {}): Promise<BoardComparison> =>
  compareInputs("old.dts", "new.dts", virtualFiles({ "old.dts": old, "new.dts": now, ...more }));

async function changes(old: string, now: string, more: Record<string, string> = {}): Promise<readonly Change[]> {
  const result = await compared(old, now, more);
  if (result.changes === null) throw new Error(JSON.stringify([result.old?.problems, result.new?.problems]));
  return result.changes.filter((change) => !change.kind.startsWith("finding"));
}

async function firstOf(source: string): Promise<string | undefined> {
  const files = virtualFiles({ "a.dts": source });
  const { value } = await loadDeviceTree("a.dts", { files });
  return value === null ? undefined : examine(value).analysis?.system.groups[0]?.domain.first;
}

const a = { name: "a", stream: 1 };
const b = { name: "b", stream: 2 };

/** What the SMMU's driver lists for every device. */
const msi = { type: "msi", inAllocator: false };

describe("a reservation", () => {
  it("that grows takes space, and is told with what it was", async () => {
    const [usable, reservation, ...more] = await changes(
      board([{ ...a, hole: [0, 512] }]),
      board([{ ...a, hole: [0, 1112] }]),
    );
    expect(more).toEqual([]);
    expect(usable).toMatchObject({
      kind: "usable",
      consumer: "/soc/a",
      before: { below4G: 3584n * MIB, largestBlock: 3584n * MIB },
      after: { below4G: 2984n * MIB, largestBlock: 2984n * MIB },
    });
    expect(reservation).toMatchObject({
      kind: "reservation",
      before: { reservations: [{ start: 0n, last: 512n * MIB - 1n, type: "reserved", inheritedFrom: null }, msi] },
      after: { reservations: [{ start: 0n, last: 1112n * MIB - 1n }, msi] },
    });
  });

  it("in two pieces, or in another region, is the same one", async () => {
    const whole = board([{ ...a, hole: [0, 512] }]);
    const pieces = whole.replace("<&a 0x0 0x20000000>", "<&a 0x10000000 0x10000000>, <&a 0x0 0x10000000>");
    expect(pieces).not.toBe(whole);
    expect(await changes(whole, pieces)).toEqual([]);
    expect(await changes(whole, whole.replaceAll("hole-a", "elsewhere"))).toEqual([]);
  });

  it("that moves leaves as much, elsewhere", async () => {
    const found = await changes(board([{ ...a, hole: [16, 16] }]), board([{ ...a, hole: [4064, 16] }]));
    expect(outlined(found)).toEqual(["protection-lost /soc/a", "usable /soc/a 0 MiB", "reservation /soc/a"]);
  });

  it("written as iommu-ranges is none any more, for no release reads that", async () => {
    const old = board([{ ...a, hole: [0, 512] }]);
    const now = board([a]).replace("a: a {", "a: a { iommu-ranges = <0x20000000 0xe0000000>;");
    const [loss, change, ...more] = await changes(old, now);
    expect(more.map(({ kind }) => kind)).toEqual(["reservation"]);
    expect(loss).toMatchObject({ kind: "protection-lost", lost: [{ start: 4096n, end: 512n * MIB }] });
    expect(change).toMatchObject({
      kind: "usable",
      before: { below4G: 3584n * MIB },
      after: { below4G: 4096n * MIB - 4096n },
    });
  });
});

describe("consumers", () => {
  it("come and go with their figures", async () => {
    const [gone, added, ...more] = await changes(board([a]), board([{ ...b, hole: [0, 96] }]));
    expect(more).toEqual([]);
    expect(gone).toMatchObject({ kind: "consumer-removed", consumer: "/soc/a", after: null });
    expect(added).toMatchObject({
      kind: "consumer-added",
      consumer: "/soc/b",
      before: null,
      after: { usable: { below4G: 4000n * MIB }, members: ["/soc/b"], reservations: [{ start: 0n }, msi] },
    });
  });

  it("that have the streams of one that is gone are told with what it was kept from", async () => {
    const found = await changes(board([{ ...a, hole: [0, 96] }]), board([{ ...b, stream: a.stream }]));
    expect(outlined(found)).toContain("streams-handed-over /soc/b");
    expect(found.find(({ kind }) => kind === "streams-handed-over")).toMatchObject({
      streams: [`0x${a.stream.toString(16)}`],
      before: { consumer: "/soc/a", usable: { below4G: 4000n * MIB } },
      after: { consumer: "/soc/b", usable: { below4G: 4096n * MIB - 4096n } },
      lost: [{ start: 0n, end: 96n * MIB }],
    });
    // Only the same streams: what is merely new took nothing over.
    expect(outlined(await changes(board([a]), board([b])))).not.toContain("streams-handed-over /soc/b");
  });

  it("say what the posted series would drop of their holes, and the kernel that has it says nothing", async () => {
    const elsewhere = async (kernelVersion: string) => {
      const files = virtualFiles({ "old.dts": board([a]), "new.dts": board([a, { ...b, hole: [0, 96] }]) });
      const { changes: found } = await compareInputs("old.dts", "new.dts", files, kernelOf(kernelVersion));
      const added = found?.find(({ kind }) => kind === "consumer-added");
      return added?.kind === "consumer-added" ? added.after.elsewhere : null;
    };
    expect(await elsewhere("7.3")).toMatchObject([{ kernel: "iommu-ranges", lost: [{ start: 0n, end: 96n * MIB }] }]);
    expect(await elsewhere("7.3+iommu-ranges")).toEqual([]);
  });

  it("are told when they begin to share a domain, by members and not by the group's number", async () => {
    const found = await changes(board([b, a, { name: "c", stream: 3 }]), board([a, b, { name: "c", stream: 1 }]));
    expect(outlined(found)).toEqual(["group /soc/a", "group /soc/c"]);
    expect(found[0]).toMatchObject({ before: { members: ["/soc/a"] }, after: { members: ["/soc/a", "/soc/c"] } });
  });
});

describe("a group that depends on who comes first", () => {
  const one = { ...a, hole: [0, 256] } as const;
  const other = { name: "b", stream: 1, hole: [512, 256] } as const;

  it("is the same when its members change places in the file", async () => {
    const result = await compared(board([one, other]), board([other, one]));
    expect(result.changes).toEqual([]);
    expect(await firstOf(board([one, other]))).toBe("/soc/a");
    expect(await firstOf(board([other, one]))).toBe("/soc/b");
  });

  it("is another when a plan says who does", async () => {
    const first = (id: string) => `version: 1\ndevices:\n  - { node: "&smmu", first: [${id}] }\n`;
    const plans = { "old.iova.yaml": first("/soc/a"), "new.iova.yaml": first("/soc/b") };
    const found = await changes(board([one, other]), board([one, other]), plans);
    expect(outlined(found)).toEqual([
      "plan /soc/iommu@8000",
      "protection-lost /soc/a",
      "usable /soc/a 0 MiB",
      "group /soc/a",
      "usable /soc/b 0 MiB",
      "group /soc/b",
    ]);
  });

  it("is another when what one of them reserves changes", async () => {
    const found = await changes(board([one, other]), board([one, { ...other, hole: [512, 512] }]));
    expect(outlined(found)).toContain("reservation /soc/b");
  });
});

describe("layouts", () => {
  it("are compared where a plan says what is needed", async () => {
    const fixed = codecBoard.replace("<&codec 0x0 0x25800000>", "<&codec 0x0 0x10000000>");
    const plans = { "old.iova.yaml": codecPlan };
    const layout = (await changes(codecBoard, fixed, plans)).find((change) => change.kind === "layout");
    expect(layout).toMatchObject({
      consumer: "/soc/codec@1000",
      before: { layouts: [{ id: "as-written", safe: true, waste: 432n * MIB, shortfall: 0n }] },
      after: { layouts: [{ id: "as-written", safe: false, waste: 0n, shortfall: 600n * MIB }] },
    });
    const found = await changes(codecBoard, fixed);
    expect(found.some((change) => change.kind === "layout")).toBe(false);
  });
});

describe("plans", () => {
  const plan = `version: 1\ndevices:\n  - { node: "&b", reserve: [[0, 1M]] }\n`;
  const errors = ({ old, new: now }: BoardComparison) =>
    [...(old?.problems ?? []), ...(now?.problems ?? [])].filter((d) => d.severity === "error").map((d) => d.code);

  it("are borrowed by a side that has none", async () => {
    const borrowed = await compared(board([b]), board([a, b]), { "new.iova.yaml": plan });
    expect(errors(borrowed)).toEqual([]);
    expect(borrowed.old).toMatchObject({ plans: [{ name: "new.iova.yaml", from: "lent" }] });
    expect(borrowed.changes?.map(({ kind }) => kind)).toContain("consumer-added");
  });

  it("are borrowed as far as the side has what they name", async () => {
    const both = `${plan}  - { node: "&a", reserve: [[0, 2M]] }\n`;
    const borrowed = await compared(board([a]), board([a, b]), { "new.iova.yaml": both });
    expect(errors(borrowed)).toEqual([]);
    expect(borrowed.old).toMatchObject({ plans: [{ from: "lent", lacking: [{ code: "plan-unknown-node" }] }] });
    const kinds = borrowed.changes?.map(({ kind, consumer }) => `${kind} ${consumer}`);
    expect(kinds).toContain("consumer-added /soc/b");
    expect(kinds).toContain("plan /soc/a");
    expect(kinds?.filter((one) => one.endsWith("/soc/a"))).toEqual(["plan /soc/a"]);
  });

  it("that can fit in no way are not borrowed", async () => {
    const wrong = `version: 1\ndevices: [{ node: "&b", children: [{ name: x, stream-ids: ["&smmu 0x1 0x2 0x3"] }] }]\n`;
    const wide = board([a, b])
      .replace("#iommu-cells = <1>", "#iommu-cells = <3>")
      .replace(/<&smmu (0x\w+)>/g, "<&smmu $1 0 0>");
    const borrowed = await compared(board([a, b]), wide, { "new.iova.yaml": wrong });
    expect(errors(borrowed)).toEqual([]);
    expect(borrowed.old).toMatchObject({ plans: [] });
    expect(borrowed.new).toMatchObject({ plans: [{ name: "new.iova.yaml", from: "beside" }] });
  });

  it("of each side go to the other, for what its own say nothing of", async () => {
    const plans = { "old.iova.yaml": plan, "new.iova.yaml": plan.replaceAll("&b", "&a") };
    for (const [was, is] of [plans, { "old.iova.yaml": plans["new.iova.yaml"], "new.iova.yaml": plan }].map(
      Object.values,
    )) {
      const {
        old,
        new: now,
        changes: found,
      } = await compared(board([a, b]), board([a, b]), {
        "old.iova.yaml": was ?? "",
        "new.iova.yaml": is ?? "",
      });
      expect([old, now].map((side) => side?.plans.map(({ from }) => from))).toEqual([
        ["beside", "lent"],
        ["beside", "lent"],
      ]);
      expect([...new Set(found?.map(({ kind }) => kind))]).toEqual(["plan"]);
    }
  });

  it("that name what neither side has are errors", async () => {
    expect(errors(await compared(board([a]), board([a]), { "new.iova.yaml": plan }))).toEqual(["plan-unknown-node"]);
  });

  it("of a side's own must fit it", async () => {
    const plans = { "old.iova.yaml": plan, "new.iova.yaml": plan };
    expect(errors(await compared(board([a]), board([a, b]), plans))).toEqual(["plan-unknown-node"]);
  });
});

describe("findings", () => {
  it("are new and fixed by fingerprint", async () => {
    const good = board([{ ...a, hole: [0, 256] }]);
    const bad = good.replace("memory-region = <&hole_a>;", "");
    const { changes: found } = await compared(good, bad);
    expect(found?.filter(({ kind }) => kind === "finding-new").map((c) => c.consumer)).toEqual(["/soc/a"]);
    const { changes: back } = await compared(bad, good);
    expect(back?.filter(({ kind }) => kind === "finding-fixed").map((c) => c.consumer)).toEqual(["/soc/a"]);
  });
});

const mirrored: Readonly<Record<Change["kind"], Change["kind"]>> = {
  plan: "plan",
  config: "config",
  "protection-lost": "protection-lost",
  "consumer-moved": "consumer-moved",
  usable: "usable",
  reservation: "reservation",
  group: "group",
  layout: "layout",
  "consumer-added": "consumer-removed",
  "consumer-removed": "consumer-added",
  "streams-handed-over": "streams-handed-over",
  "finding-new": "finding-fixed",
  "finding-fixed": "finding-new",
};

describe("two boards", () => {
  const plain = (change: Change) => JSON.stringify(change, (_, v: unknown) => (typeof v === "bigint" ? `${v}n` : v));
  const withoutPlaces = ({ kind, consumer, before, after }: Change): Change => {
    const finding = kind.startsWith("finding") ? (before ?? after) : null;
    const said = finding !== null && "fingerprint" in finding ? finding.fingerprint : null;
    // Streams go over to the consumer of the other side.
    const whose = kind === "streams-handed-over" ? null : consumer;
    return JSON.parse(plain({ kind, consumer: whose, before: said ?? before, after: said ?? after } as Change));
  };

  /** What one direction loses, the other gains: only losses are told on their own. */
  const isMirrored = ({ kind }: Change) => kind !== "protection-lost";

  it("differ in one direction as they do in the other, mirrored", async () => {
    const trees = await Promise.all(boards.slice(0, 13).map(treeOf));
    for (const [i, old] of trees.entries()) {
      const now = trees[(i + 1) % trees.length];
      if (now === undefined) continue;
      const there = changesOf(old, now).filter(isMirrored).map(withoutPlaces);
      const back = changesOf(now, old).filter(isMirrored).map(withoutPlaces);
      const mirror = back.map((c) => ({ ...c, kind: mirrored[c.kind], before: c.after, after: c.before }));
      expect(there.length).toBeGreaterThan(0);
      const text = (all: readonly object[]) => all.map((c) => JSON.stringify(c)).sort();
      expect(text(mirror)).toEqual(text(there));
    }
  });

  it("of the case with the wasteful reservation gain what it wasted", async () => {
    const result = await compareInputs(
      "test/cases/10-children-share-largest.dts",
      "test/cases/11-children-own.dts",
      nodeFiles,
    );
    const usable = (result.changes ?? []).flatMap((change) => (change.kind === "usable" ? [change] : []));
    expect(usable.map((c) => [c.consumer, c.before.below4G / MIB, c.after.below4G / MIB])).toEqual([
      ["/soc/engine@aa00000/context-a", 3496n, 3840n],
      ["/soc/engine@aa00000/context-b", 3496n, 3584n],
    ]);
    expect(await planFor("test/cases/11-children-own.dts")).not.toBeNull();
  });
});

describe("folding", () => {
  it("makes equal changes of several boards one, and puts the largest loss first", async () => {
    const old = board([a, { ...b, hole: [0, 16] }]);
    const small = await changes(
      old,
      board([
        { ...a, hole: [0, 16] },
        { ...b, hole: [0, 16] },
      ]),
    );
    const both = await changes(
      old,
      board([
        { ...a, hole: [0, 16] },
        { ...b, hole: [0, 160] },
      ]),
    );
    const named = (id: string) => ({ id, path: id, name: null, pciFunction: null });
    const side = { name: "", plans: [], problems: [], counts: { consumers: 2, findings: [] } };
    const parts = (
      [
        ["x", small, ["/soc/a"]],
        ["y", both, ["/soc/b", "/soc/a"]],
        ["z", small, ["/soc/a"]],
      ] as const
    ).map(([board, changes, ids]) =>
      diffBoardView({ board, old: side, new: side, changes, consumers: ids.map(named) }),
    );
    const { changes: folded, consumers } = foldChanges(["x", "y", "z"], parts);
    // Parts that were folded before, in another order, come to the same.
    const [x, y, z] = parts.map((part) => [part]);
    const again = [[...(z ?? []), ...(x ?? [])], y ?? []].map((some) => foldChanges(["x", "y", "z"], some));
    expect(foldChanges(["x", "y", "z"], again)).toEqual({ changes: folded, consumers });
    expect(consumers).toEqual([named("/soc/a"), named("/soc/b")]);
    expect(folded.map(({ kind, consumer, boards: on }) => [kind, consumer, ...on])).toEqual([
      ["usable", "/soc/b", "y"],
      ["reservation", "/soc/b", "y"],
      ["usable", "/soc/a", "x", "y", "z"],
      ["reservation", "/soc/a", "x", "y", "z"],
    ]);
  });
});
