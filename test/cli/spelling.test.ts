/** A device and an input are spelt the same in every command. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeFiles } from "../../src/cli/files.js";
import { nodeGit } from "../../src/cli/host.js";
import { needs } from "../oracles.js";
import { runCli } from "./virtual-host.js";

const source = `/dts-v1/;
/ {
	#address-cells = <1>;
	#size-cells = <1>;
	soc@0 {
		compatible = "simple-bus";
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;
		smmu: iommu@8000 { compatible = "arm,mmu-500"; reg = <0x8000 0x1000>; #iommu-cells = <1>; };
		iris: video-codec@aa00000 {
			reg = <0xaa00000 0x1000>;
			iommu-map = <0 &smmu 0x10 1>, <1 &smmu 0x11 1>;
		};
		ufs: ufshc@1d84000 { reg = <0x1d84000 0x1000>; iommus = <&smmu 0x20>; };
		serial@1000 { reg = <0x1000 0x1000>; iommus = <&smmu 0x30>; };
		serial@2000 { reg = <0x2000 0x1000>; iommus = <&smmu 0x31>; };
		off: crypto@3000 { reg = <0x3000 0x1000>; iommus = <&smmu 0x40>; status = "disabled"; };
	};
	pcie0: pcie@40000000 {
		compatible = "pci-host-ecam-generic";
		device_type = "pci";
		#address-cells = <3>;
		#size-cells = <2>;
		reg = <0x40000000 0x10000000>;
		bus-range = <0 0xff>;
		ranges = <0x02000000 0 0x50000000 0x50000000 0 0x1000000>;
		iommu-map = <0 &smmu 0x100 0x200>;
		nvme@1,0 { reg = <0x800 0 0 0 0>; };
	};
};
`;
const step = "workload: [{ size: 1M }]";
const plan = `version: 1
devices:
  - node: "&iris"
    dma: false
    children:
      - { name: pixel, function-id: 0, reserve: [], ${step} }
      - { name: non-pixel, function-id: 1, reserve: [], ${step} }
  - { node: "&ufs", reserve: [], ${step} }
  - { node: "&pcie0!01:00.0", reserve: [], ${step} }
  - { node: "&pcie0!00:01.0", reserve: [], ${step} }
`;
const files = { "board.dts": source, "board.iova.yaml": plan };
const IRIS = "/soc@0/video-codec@aa00000";
const UFS = "/soc@0/ufshc@1d84000";
const FUNCTION = "/pcie@40000000!01:00.0";
const NVME = "/pcie@40000000/nvme@1,0";

/** What is said of the devices named, by id; the message for a name that nobody, or more than one, answers to. */
type Asked = (
  device: string,
) => Promise<{ readonly ids: readonly string[]; readonly err: string; readonly status: number }>;

const json = async (argv: readonly string[], idsOf: (report: never) => readonly string[]) => {
  const { out, err, status } = await runCli([...argv, "--format", "json"], { files });
  return { ids: out === "" ? [] : idsOf(JSON.parse(out) as never), err, status };
};
const consumersOf = ({ boards }: { boards: readonly { consumers: readonly { id: string }[] }[] }) =>
  boards.flatMap(({ consumers }) => consumers.map(({ id }) => id));

const commands: Readonly<Record<string, Asked>> = {
  analyze: (device) => json(["analyze", "board.dts", "--device", device], consumersOf),
  check: (device) => json(["check", "board.dts", "--device", device], consumersOf),
  tree: (device) => json(["tree", "board.dts", "--device", device], consumersOf),
  why: (device) => json(["why", "board.dts", device, "0x1000"], ({ consumer }: { consumer: string }) => [consumer]),
  simulate: (device) =>
    json(
      ["simulate", "board.dts", "--device", device],
      ({ boards }: { boards: readonly { simulations: readonly { consumer: string }[] }[] }) =>
        boards.flatMap(({ simulations }) => simulations.map(({ consumer }) => consumer)),
    ),
  init: async (device) => {
    const { out, err, status } = await runCli(["init", "board.dts", "--device", device], { files });
    const lines = out.split("\n").filter((line) => !line.startsWith("#"));
    return { ids: lines.flatMap((line) => /- node: (\S+)/.exec(line)?.[1] ?? []), err, status };
  },
};

/** Commands that show a device with its family, and those that take one consumer. */
const FAMILY = ["analyze", "check", "tree"];

describe.each(Object.entries(commands))("a device in %s", (command, asked) => {
  it.each([
    ["ufs", UFS],
    ["&ufs", UFS],
    [UFS, UFS],
    [`${UFS}/`, UFS],
    ["/soc@0/ufshc", UFS],
    ["/soc/ufshc", UFS],
    ["1d84000.ufshc", UFS],
    ["ufshc@1d84000", UFS],
    ["ufshc", UFS],
    [NVME, NVME],
    ["&pcie0!00:01.0", NVME],
    ["/pcie@40000000!00:01.0", NVME],
    ["0000:00:01.0", NVME],
    ["nvme", NVME],
  ])("%s", async (spelt, id) => {
    const { ids, err, status } = await asked(spelt);
    expect([[...new Set(ids)], err]).toEqual([[id], ""]);
    expect(status).toBeLessThan(2);
  });

  it.each([FUNCTION, "&pcie0!01:00.0", "pcie0!01:00.0", "40000000.pcie!01:00.0", "0000:01:00.0", "01:00.0"])(
    "a function without a node: %s",
    async (spelt) => {
      const { ids, err, status } = await asked(spelt);
      // The tree has no such function, and so no plan without one proposes it.
      if (command !== "init") expect([[...new Set(ids)], err]).toEqual([[FUNCTION], ""]);
      else expect(status).toBe(2);
    },
  );

  it.each([
    `${IRIS}#pixel`,
    "&iris#pixel",
    "iris#pixel",
    "aa00000.video-codec#pixel",
    "video-codec#pixel",
    "#pixel",
    "pixel",
  ])("a runtime child: %s", async (spelt) => {
    if (command === "init") return;
    const { ids, err } = await asked(spelt);
    const all = FAMILY.includes(command) ? [`${IRIS}#pixel`, `${IRIS}#non-pixel`] : [`${IRIS}#pixel`];
    expect([[...new Set(ids)], err]).toEqual([all, ""]);
  });

  it.each(["iris", "&iris", IRIS, "/soc/video-codec", "aa00000.video-codec", "video-codec"])(
    "a device that is no consumer itself: %s",
    async (spelt) => {
      const { ids, err, status } = await asked(spelt);
      if (FAMILY.includes(command)) expect(ids).toEqual([`${IRIS}#pixel`, `${IRIS}#non-pixel`]);
      else if (command === "init") expect(ids).toEqual([IRIS]);
      else {
        expect(err).toContain(`'${spelt}' is ambiguous, it matches 2 consumers: ${IRIS}#pixel, ${IRIS}#non-pixel`);
        expect(status).toBe(2);
      }
    },
  );

  it.each([
    ["serial", /'serial' is ambiguous, it matches 2 (consumers|devices): \/soc@0\/serial@1000, \/soc@0\/serial@2000/],
    ["&uf", /this board has no consumer '&uf'/],
    ["&uf", /did you mean '&ufs'\?/],
    ["ufshd@1d84000", /did you mean 'ufshc@1d84000'\?/],
    ["&off", /'\/soc@0\/crypto@3000' is not a consumer: disabled/],
    ["off", /'\/soc@0\/crypto@3000' is not a consumer: disabled/],
    ["3000.crypto", /'\/soc@0\/crypto@3000' is not a consumer: disabled/],
    ["", /this board has no consumer/],
  ])("a name that is not one device's: %j", async (spelt, message) => {
    const { err, status } = await asked(spelt);
    expect(err.replaceAll(/\s+/g, " ")).toMatch(message);
    expect(status).toBe(2);
  });
});

it("a config's expectations and budgets name devices in the same ways", async () => {
  for (const name of ["ufs", "&ufs", UFS, "1d84000.ufshc", "ufshc", "&iris#pixel", "0000:01:00.0"]) {
    const config = `version: 1\nexpect:\n  - { consumer: ${JSON.stringify(name)}, usable: 1G }\nbudgets:\n  consumers:\n    ${JSON.stringify(name)}: { min-usable: 1G }\n`;
    const { err, status, out } = await runCli(["check", "--fail-on", "error", "board.dts"], {
      files: { ...files, "iova-plan.config.yaml": config },
    });
    expect([err, out.includes("the board lacks"), status], name).toEqual(["", false, 0]);
  }
});

describe("an input", needs("git"), () => {
  let folder = "";
  const log = "groups/0/devices/1d84000.ufshc\n";
  const trace = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "iova-plan-spelling-"));
    const git = (...argv: string[]) =>
      spawnSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.org", ...argv], { cwd: folder });
    writeFileSync(join(folder, "board.dts"), source);
    writeFileSync(join(folder, "board.iova.yaml"), plan);
    writeFileSync(join(folder, "trace.txt"), trace);
    writeFileSync(join(folder, "capture.txt"), log);
    git("init", "-q");
    git("add", "-A");
    git("commit", "-q", "-m", "all");
    git("tag", "v1");
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const run = (argv: readonly string[], stdin = source) =>
    runCli(argv, { reader: nodeFiles, git: nodeGit(folder), stdin });

  it.each([
    ["analyze"],
    ["check"],
    ["tree"],
    ["why", "&ufs", "0x1000"],
    ["simulate"],
    ["init"],
    ["verify", "/capture.txt"],
    ["dump", "tree"],
    ["diff", "/board.dts"],
  ])("of %s is a path, a folder, REV:path or -", async (command, ...rest) => {
    const more = rest.map((one) => (one.startsWith("/") ? join(folder, one) : one));
    for (const input of [join(folder, "board.dts"), folder, "v1:board.dts", "v1:", "-"]) {
      if (command === "diff" && (input === folder || input === "v1:")) continue;
      const argv = command === "dump" ? [command, ...more, input] : [command, input, ...more];
      const { status, err, out } = await run([...argv, ...(command === "dump" ? [] : ["-q"])]);
      expect([err, status === 2, out.length > 0], argv.join(" ")).toEqual(["", false, true]);
    }
  });

  it.each([
    ["verify", "capture", "capture.txt"],
    ["simulate", "trace", "trace.txt"],
  ])("of %s, its %s, is a path, REV:path or -", async (command, _, name) => {
    const board = join(folder, "board.dts");
    const text = name === "capture.txt" ? log : trace;
    const outs = await Promise.all(
      [join(folder, name), `v1:${name}`, "-"].map(async (input) => {
        const argv = command === "verify" ? [command, board, input] : [command, board, "--trace", input];
        const { status, err, out } = await run([...argv, "--format", "json", "-q"], text);
        expect([err, status === 2], argv.join(" ")).toEqual(["", false]);
        return out.replaceAll(input === "-" ? "<stdin>" : input, "INPUT");
      }),
    );
    expect(new Set(outs).size).toBe(1);
    const unknown = await run(command === "verify" ? [command, board, "v9:x"] : [command, board, "--trace", "v9:x"]);
    expect(unknown.err).toContain("no such revision");
  });

  it("cannot be standard input twice", async () => {
    for (const argv of [
      ["verify", "-", "-"],
      ["simulate", "-", "--trace", "-"],
      ["diff", "-", "-"],
      ["why", "-", "--fault", "-"],
    ]) {
      expect((await run(argv)).status, argv.join(" ")).toBe(2);
    }
  });
});
