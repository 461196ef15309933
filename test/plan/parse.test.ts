import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GiB, MiB } from "../../src/base/units.js";
import { diagnosticsOf, messages, planFile, planOf, underlined } from "./read.js";

const device = (keys: string): string => `version: 1\ndevices:\n  - node: /soc/codec\n    ${keys}\n`;

describe("a plan that is right", () => {
  it("keeps every value", () => {
    const plan = planOf(`
version: 1
granule: 16K
devices:
  - node: "&iris"
    dma: false
    dma-mask: 36
    first: []
    children:
      - name: non-pixel
        function-id: 0x10
        inherits: streams
        usable: [[600M, 3584M], { start: 0x100000000, size: 1.5G }]
        runtime: [[0, 0]]
      - name: pixel
        stream-ids: ["&apps_smmu 0x1940", /soc/iommu@1  6464 0x0]
        reserve: []
        expect: { max-waste: 0, largest-block: 512M }
        workload: [{ size: 8M, count: 32, align: 64K }]
  - node: /soc/iommu@1
    first: ["&iris", /soc/gpu]
pci:
  - bridge: /pcie
    functions: ["00:04.0", "00:04.1"]
    aliases: { "00:04.1": "02:00.0" }
    groups: [["00:04.0", "00:04.1"]]
`);
    expect(plan.granule).toBe(16384n);
    const [iris, smmu] = plan.devices;
    const [nonPixel, pixel] = iris?.children ?? [];
    expect(iris).toMatchObject({ dma: false, node: { value: "&iris" }, dmaMaskBits: { value: 36 } });
    expect(nonPixel).toMatchObject({
      name: "non-pixel",
      functionId: { value: 16 },
      inherits: "streams",
      reserve: null,
    });
    expect(nonPixel?.usable?.map((r) => r.value)).toEqual([
      { start: 600n * MiB, end: 3584n * MiB },
      { start: 4n * GiB, end: 4n * GiB + 1536n * MiB },
    ]);
    expect(nonPixel?.runtime.map((r) => r.value)).toEqual([{ start: 0n, end: 0n }]);
    expect(pixel?.streamIds?.map((s) => s.value)).toEqual([
      { iommu: "&apps_smmu", cells: [0x1940] },
      { iommu: "/soc/iommu@1", cells: [6464, 0] },
    ]);
    expect(pixel).toMatchObject({ inherits: "node", reserve: [], usable: null, functionId: null });
    expect(pixel?.expect?.value).toMatchObject({ maxWaste: 0n, largestBlock: 512n * MiB });
    expect(pixel?.workload?.value).toMatchObject([
      { name: null, repeat: 1, buffers: [{ segments: [8n * MiB], count: 32, align: 65536n, lifetime: null }] },
    ]);
    expect(smmu?.first.map((f) => f.value)).toEqual(["&iris", "/soc/gpu"]);
    expect(plan.pci[0]?.aliases.map(({ from, to }) => [from.value, to.value])).toEqual([["00:04.1", "02:00.0"]]);
    expect(plan.pci[0]?.groups.map((g) => g.map((f) => f.value))).toEqual([["00:04.0", "00:04.1"]]);
  });

  it("keeps where each value was written", () => {
    const plan = planOf("version: 1\ndevices:\n  - node: /a\n    usable:\n      - [1M, 2M]\n      - [4M, 8M]\n");
    const second = plan.devices[0]?.usable?.[1];
    const location = second?.location;
    if (location?.kind !== "source") throw new Error("expected a place in the source");
    expect(location.span.source.text.slice(location.span.start, location.span.end)).toBe("[4M, 8M]");
    expect(location.span.source.positionAt(location.span.start)).toEqual({ line: 6, column: 9 });
  });

  it("reads 64-bit addresses exactly, however YAML writes them", () => {
    const usable = '[[0x8000000000000001, 0xfffffffffffffff1], [18446744073709551600, 16E], ["0x10", "0X1F"]]';
    const ranges = planOf(device(`usable: ${usable}`)).devices[0]?.usable?.map((r) => r.value);
    expect(ranges).toEqual([
      { start: 0x8000000000000001n, end: 0xfffffffffffffff1n },
      { start: 0xfffffffffffffff0n, end: 1n << 64n },
      { start: 0x10n, end: 0x1fn },
    ]);
  });

  it("follows aliases and reads CRLF, a byte order mark and comments", () => {
    const text =
      "\uFEFFversion: 1\r\n# two alike\r\ndevices:\r\n  - { node: /a, usable: &u [[1M, 2M]] }\r\n  - { node: /b, usable: *u }\r\n";
    expect(planOf(text).devices.map((d) => d.usable?.map((r) => r.value.end))).toEqual([[2n * MiB], [2n * MiB]]);
  });

  it("accepts every plan that stands beside a case", () => {
    const plans = readdirSync(new URL("../cases/", import.meta.url)).filter((name) => name.endsWith(".iova.yaml"));
    expect(plans.length).toBeGreaterThan(2);
    for (const name of plans) expect(planFile(name).devices.length).toBeGreaterThan(0);
  });

  it("gives what the ranges say, for any ranges", () => {
    const ranges = fc.array(fc.tuple(fc.bigInt(0n, 1n << 64n), fc.bigInt(1n, 1n << 64n)), { maxLength: 6 });
    fc.assert(
      fc.property(ranges, fc.boolean(), (pairs, asSize) => {
        const inside = pairs.filter(([start, size]) => start + size <= 1n << 64n);
        const written = inside.map(([start, size]) =>
          asSize ? `{ start: ${start}, size: 0x${size.toString(16)} }` : `[0x${start.toString(16)}, ${start + size}]`,
        );
        const read = planOf(device(`reserve: [${written.join(", ")}]`)).devices[0]?.reserve?.map((r) => r.value);
        expect(read).toEqual(inside.map(([start, size]) => ({ start, end: start + size })));
      }),
    );
  });
});

describe("a plan that is wrong", () => {
  it("is told all of it in one run, in the order of the file", () => {
    const text = `version: 2
granul: 4K
devices:
  - nod: /a
    children:
      - name: a
        usable: [[5, 1], [1, 1]]
        dma-msk: 32
      - name: a
        inherits: nod
`;
    expect(messages(text)).toEqual([
      "1:10 plan-value: 'version' must be 1",
      "2:1 plan-unknown-key: unknown key 'granul' (did you mean 'granule'?)",
      "4:5 plan-missing-key: 'node' is missing",
      "4:5 plan-unknown-key: unknown key 'nod' (did you mean 'node'?)",
      "7:18 plan-value: the range ends at 0x00000001, before its start 0x00000005: a pair is [start, end], for a length write { start, size }",
      "7:26 plan-value: the range is empty: it starts and ends at 0x00000001",
      "8:9 plan-unknown-key: unknown key 'dma-msk' (did you mean 'dma-mask'?)",
      "9:15 plan-duplicate: two children are named 'a'",
      "10:19 plan-value: 'inherits' is node or streams",
    ]);
  });

  it.each([
    ["usable: [{ start: 1M, sise: 2M }]", "4:14 plan-missing-key: 'size' is missing", "{ start: 1M, sise: 2M }"],
    [
      "usable: [{ start: 1M, size: 2M, sise: 2M }]",
      "4:37 plan-unknown-key: unknown key 'sise' (did you mean 'size'?)",
      "sise",
    ],
    ["usable: [[1M]]", "4:14 plan-value: a range is [start, end], the end exclusive, or { start, size }", "[1M]"],
    ["usable: [1M, 2M]", "4:14 plan-value: a range is [start, end], the end exclusive, or { start, size }", "1M"],
    ["usable: 1M", "4:13 plan-value: expected a list, found text", "1M"],
    ["usable:", "4:12 plan-value: expected a list, found nothing", ""],
    [
      "usable: [[0.3K, 1M]]",
      "4:15 plan-value: a size is a whole number of bytes such as 600M, 1.5G, 0x25800000 or 4096, at most 2^64",
      "0.3K",
    ],
    [
      "usable: [[-1, 1M]]",
      "4:15 plan-value: a size is a whole number of bytes such as 600M, 1.5G, 0x25800000 or 4096",
      "-1",
    ],
    [
      "usable: [[1 MB extra, 1M]]",
      "4:15 plan-value: a size is a whole number of bytes such as 600M, 1.5G, 0x25800000 or 4096",
      "1 MB extra",
    ],
    [
      "usable: [{ start: 0xffffffffffffffff, size: 2 }]",
      "4:14 plan-value: the range ends at 0x10000000000000001, past 2^64",
      "{ start: 0xffffffffffffffff, size: 2 }",
    ],
    [
      "runtime: [[2M, 1M]]",
      "4:15 plan-value: the range ends at 0x00100000, before its start 0x00200000: a pair is [start, end], for a length write { start, size }",
      "[2M, 1M]",
    ],
    ["workload: [{ size: 0, count: 1 }]", "4:24 plan-value: a buffer has 1 to 2^53 bytes", "0"],
    ["workload: [{ count: 1 }]", "4:16 plan-value: a step needs 'size', 'segments' or 'phase'", "{ count: 1 }"],
    ["workload: [{ phase: p }]", "4:16 plan-value: a phase needs 'buffers'", "{ phase: p }"],
    ["workload: [{ size: [2M, 1M] }]", "4:24 plan-value: in [least, most] the first must be the smaller", "[2M, 1M]"],
    ["workload: [{ size: 1M, count: 1, align: 3 }]", "4:45 plan-value: an alignment is a power of two", "3"],
    ["dma-mask: 65", "4:15 plan-value: must be at most 64", "65"],
    ["dma-mask: 32.5", "4:15 plan-value: expected a whole number, found 32.5", "32.5"],
    ["dma: yes", "4:10 plan-value: expected true or false, found text", "yes"],
    [
      "expect: { max-wast: 0 }",
      "4:15 plan-unknown-key: unknown key 'max-wast' (did you mean 'max-waste'?)",
      "max-wast",
    ],
    [
      "frobnicate: 0",
      "4:5 plan-unknown-key: unknown key 'frobnicate' (the keys here are node, dma, children, first, usable, reserve, runtime, dma-mask, dma-limit, expect, workload)",
      "frobnicate",
    ],
    [
      "first: &iris",
      "4:17 plan-value: expected a list, found nothing ('&' begins an anchor in YAML: put the reference in quotes, \"&iris\")",
      "",
    ],
    [
      "first: [iris]",
      '4:13 plan-value: a device is a path such as /soc@0/video-codec@aa00000, a quoted label such as "&iris", or a PCI function such as "&pcie0!01:00.0"',
      "iris",
    ],
    [
      "children: [{ name: a b }]",
      "4:24 plan-value: a name is 1 to 64 characters without space, '#', '/', '!' or control characters",
      "a b",
    ],
    [
      'children: [{ name: a, stream-ids: ["&s 0x100000000"] }]',
      '4:40 plan-value: a stream is an IOMMU and its specifier\'s cells such as "&apps_smmu 0x1940 0x0", each cell 32 bits at most',
      '"&s 0x100000000"',
    ],
    [
      'children: [{ name: a, stream-ids: ["&s 9999999999"] }]',
      '4:40 plan-value: a stream is an IOMMU and its specifier\'s cells such as "&apps_smmu 0x1940 0x0", each cell 32 bits at most',
      '"&s 9999999999"',
    ],
    ["children: [~]", "4:16 plan-value: expected a map of keys and values, found nothing", "~"],
    [
      "reserve: []\n    usable: []",
      "4:14 plan-value: 'usable' and 'reserve' together: each is the complement of the other: give only one",
      "[]",
    ],
  ])("%s", (keys, message, at) => {
    const text = device(keys);
    const wanted = [message];
    expect(messages(text).filter((m) => m === message)).toEqual(wanted);
    const diagnostic = diagnosticsOf(text).find((d) => message.includes(d.message));
    expect(diagnostic && underlined(diagnostic)).toBe(at);
  });

  it("compares devices, children and functions with one another", () => {
    const text = `version: 1
devices:
  - node: /a
  - node: /a
pci:
  - bridge: /p
    functions: ["00:04.0", "00:04.0", "00:05.0"]
    aliases: { "00:06.0": "01:00.0", 0:04.0: "01:00.0" }
    groups: [["00:04.0", "00:05.1"], ["00:04.0"]]
  - { bridge: /p, functions: [] }
`;
    expect(messages(text)).toEqual([
      "4:11 plan-duplicate: the device '/a' is planned twice",
      "7:28 plan-duplicate: the function 00:04.0 is listed twice",
      "8:16 plan-unknown-function: '00:06.0' is not one of the bridge's functions (did you mean '00:04.0'?)",
      '8:38 plan-value: a PCI function is bus:device.function in lower-case hexadecimal: "00:04.1"',
      "8:38 plan-unknown-function: '0:04.0' is not one of the bridge's functions (did you mean '00:04.0'?)",
      "9:26 plan-unknown-function: '00:05.1' is not one of the bridge's functions (did you mean '00:05.0'?)",
      "9:39 plan-duplicate: the function 00:04.0 is in two groups",
      "10:15 plan-duplicate: the bridge '/p' is planned twice",
    ]);
    const [first] = diagnosticsOf(text);
    expect(first?.related?.map((r) => r.message)).toEqual(["first here"]);
  });

  it("reads phases, scatter lists and sizes that vary", () => {
    const text = device(
      "workload: [{ phase: decode, repeat: 3, buffers: [{ segments: [4K, 64K] }, { size: [1M, 2M], churn: 9 }] }]",
    );
    const rest = { align: null, lifetime: null, keep: false, count: 1 };
    expect(planOf(text).devices[0]?.workload?.value).toEqual([
      {
        name: "decode",
        repeat: 3,
        buffers: [
          { segments: [4096n, 65536n], mostBytes: null, churn: 0, ...rest },
          { segments: [MiB], mostBytes: 2n * MiB, churn: 9, ...rest },
        ],
      },
    ]);
  });

  it("takes granules that IOMMUs have", () => {
    for (const written of ["4K", "16384", "64 KiB"])
      expect(planOf(`version: 1\ngranule: ${written}`).granule).not.toBeNull();
    expect(messages("version: 1\ngranule: 8K")).toEqual(["2:10 plan-value: a granule is 4K, 16K or 64K"]);
  });

  it("has no value while anything in it is wrong", () => {
    const text = readFileSync(new URL("../cases/02-vpu-one-carveout.iova.yaml", import.meta.url), "utf8");
    expect(() => planOf(text.replace("3584M", "3584X"))).toThrow("a size is");
  });
});
