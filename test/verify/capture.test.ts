/** The capture script in real shells over a made-up target, and what verify makes of its output after a serial console. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { readDtb } from "../../src/dtb/read.js";
import { writeDtb } from "../../src/dtb/write.js";
import type { VerifyReport } from "../../src/index.js";
import type { DtNode } from "../../src/tree/tree.js";
import { captureScript } from "../../src/verify/script.js";
import { runCli } from "../cli/virtual-host.js";
import { needs, type OracleName } from "../oracles.js";
import { treeOf } from "../system/boards.js";
import { boardFiles, recorded, sysfsFiles } from "./recordings.js";

const CASE = "c12_child";
const board = String(boardFiles(CASE)["board.dts"]);

const shells: readonly { readonly shell: OracleName; readonly argv: readonly string[] }[] = [
  { shell: "dash", argv: [] },
  { shell: "busybox", argv: ["ash"] },
];

const roots: string[] = [];
afterAll(() => {
  for (const root of roots) rmSync(root, { recursive: true });
});

/** A target's file system with the recorded groups, below a folder of its own. */
function target(more: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const root = mkdtempSync(join(tmpdir(), "iova-plan-target-"));
  roots.push(root);
  const put = (path: string, content: string | Uint8Array): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  const groups = sysfsFiles(recorded(CASE), "sys/kernel/iommu_groups");
  for (const [path, text] of Object.entries(groups)) if (!path.includes("/devices/")) put(path, text);
  for (const [i, { members }] of recorded(CASE).groups.entries()) {
    for (const { device, node } of members) {
      const at = join(root, "sys/devices/platform", device);
      const link = join(root, `sys/kernel/iommu_groups/${i}/devices`, device);
      mkdirSync(at, { recursive: true });
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(at, link);
      const path = join(root, `sys/firmware/devicetree/base${node ?? ""}`);
      mkdirSync(path, { recursive: true });
      if (node !== null) symlinkSync(path, join(at, "of_node"));
    }
  }
  put("proc/sys/kernel/osrelease", "6.12.107-arm64\n");
  put("proc/cmdline", `console=ttyS0 ${"very.long=option ".repeat(20)}quiet\n`);
  put("proc/device-tree/model", "linux,dummy-virt\u0000");
  put("proc/device-tree/compatible", "linux,dummy-virt\u0000");
  for (const [path, content] of Object.entries(more)) put(path, content);
  return root;
}

const taken = (root: string, [shell, ...argv]: readonly string[], deviceTree = false): string => {
  const run = spawnSync(shell ?? "sh", [...argv], {
    input: captureScript({ deviceTree }),
    env: { PATH: process.env["PATH"], IOVA_PLAN_ROOT: root },
    encoding: "utf8",
  });
  expect([run.status, run.stderr]).toEqual([0, ""]);
  return run.stdout;
};

async function verify(capture: string | Uint8Array, argv: readonly string[] = ["board.dts", "capture"]) {
  const run = await runCli(["verify", ...argv, "--format", "json"], {
    files: { "board.dts": board, capture },
    stdin: capture,
  });
  const report: VerifyReport | null = run.out === "" ? null : JSON.parse(run.out);
  return { ...run, report, messages: (report?.differences ?? []).map(({ message }) => message) };
}

test("the script can be pasted: no tab, no line above 80 columns", () => {
  for (const line of captureScript({ deviceTree: true }).split("\n")) {
    expect(line).not.toContain("\t");
    expect(line.length).toBeLessThanOrEqual(80);
  }
});

describe.each(shells)("$shell", ({ shell, argv }) => {
  const words = [shell, ...argv];

  test("what it prints agrees with the board, and tells the kernel", needs(shell), async () => {
    const output = taken(target(), words);
    for (const line of output.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    const { status, err, messages, report } = await verify(output);
    expect([status, err, messages]).toEqual([0, "", []]);
    expect(report?.kernelVersion).toBe("6.12.107");
    expect(report?.running).toMatchObject({ release: "6.12.107-arm64", model: "linux,dummy-virt" });
    expect(report?.running?.commandLine).toMatch(/^console=ttyS0 (?:very\.long=option ){20}quiet$/);
    expect(report?.notShown).toHaveLength(3);
  });

  test("with the device tree it needs no other board", needs(shell), async () => {
    const output = taken(target({ "sys/firmware/fdt": writeDtb(treeOf(board)) }), words, true);
    expect(readDtb(writeDtb(treeOf(board)), "board.dtb").value).not.toBeNull();
    const { status, messages, err } = await verify(output, ["capture"]);
    expect([status, err, messages]).toEqual([0, "", []]);
  });

  test("without the blob, the files of /proc/device-tree do", { ...needs(shell), timeout: 30_000 }, async () => {
    const files: Record<string, Uint8Array> = {};
    const put = (node: DtNode, path: string): void => {
      for (const { name, value } of node.properties.values()) files[`${path}/${name}`] = value;
      for (const child of node.children) put(child, `${path}/${child.name}`);
    };
    put(treeOf(board).root, "proc/device-tree");
    const output = taken(target(files), words, true);
    expect(output).toContain("device-tree tar");
    const { status, messages, err } = await verify(output, ["capture"]);
    expect([status, err, messages]).toEqual([0, "", []]);
  });

  test("a target without groups says so", needs(shell), async () => {
    const root = target();
    rmSync(join(root, "sys/kernel/iommu_groups"), { recursive: true });
    const { status, err } = await verify(taken(root, words));
    expect(status).toBe(2);
    expect(err).toContain("no IOMMU groups were found");
  });
});

describe("after a serial console", needs("coreutils"), () => {
  const output = (): string => taken(target(), ["sh"]);

  test("CRLF, a prompt, timestamps and kernel messages between lines", async () => {
    const log = output()
      .split("\n")
      .map((line, i) => `${i % 7 === 3 ? "[   12.345678] usb 1-1: new device\r\n" : ""}[2026-11-24 12:00:00] ${line}  `)
      .join("\r\n");
    const { status, err, messages } = await verify(`# sh capture.sh\r\n${log}\r\n# `);
    expect([status, err, messages]).toEqual([0, "", []]);
  });

  test("from standard input", async () => {
    expect((await verify(output(), ["board.dts", "-"])).status).toBe(0);
    const both = await verify(output(), ["-", "-"]);
    expect([both.status, both.err]).toEqual([2, expect.stringContaining("cannot both be standard input")]);
  });

  test("a message within a line, a lost line and a changed character are told, with status 2", async () => {
    const lines = output().split("\n");
    const at = lines.findIndex((line) => line.includes("reserved_regions:"));
    const damage = async (change: (line: string) => string) => {
      const copy = lines.map((line, i) => (i === at ? change(line) : line));
      const { status, out, err } = await verify(copy.join("\n"));
      expect([status, out]).toEqual([2, ""]);
      return err;
    };
    const number = /^iova-plan:(\d+):/.exec(lines[at] ?? "")?.[1];
    expect(await damage((line) => `${line.slice(0, 40)}[   12.3] usb 1-1: reset${line.slice(40)}`)).toContain(
      `number ${number} did not arrive whole`,
    );
    expect(await damage(() => "")).toContain(`number ${number} did not arrive whole`);
    expect(await damage((line) => line.replace("regions", "regionz"))).toContain("its checksum does not match");
    const cut = await verify(lines.slice(0, -4).join("\n"));
    expect([cut.status, cut.err]).toEqual([2, expect.stringContaining("its end is missing")]);
    // Taken again into the same log, it is whole.
    expect((await verify([...lines.toSpliced(at, 1), ...lines].join("\n"))).status).toBe(0);
  });
});

describe("what is taken from the capture", needs("coreutils"), () => {
  const changed = (change: (root: string) => void): string => {
    const root = target();
    change(root);
    return taken(root, ["sh"]);
  };
  const typed = (type: string) => (root: string) => {
    for (const i of recorded(CASE).groups.keys())
      writeFileSync(join(root, `sys/kernel/iommu_groups/${i}/type`), `${type}\n`);
  };

  test("the mode, from the types of the groups; an option stands before it", async () => {
    const lazy = changed(typed("DMA-FQ"));
    expect((await verify(lazy)).messages).toEqual([]);
    expect((await verify(lazy, ["board.dts", "capture", "--iommu-mode", "strict"])).messages.length).toBeGreaterThan(0);
  });

  test("the release; an option stands before it", async () => {
    const old = changed((root) => writeFileSync(join(root, "proc/sys/kernel/osrelease"), "6.1.0-13-arm64\n"));
    const { report, messages } = await verify(old);
    expect(report?.kernelVersion).toBe("6.1");
    // Linux 6.1 reads no iommu-addresses.
    expect(messages.length).toBeGreaterThan(0);
    expect((await verify(old, ["board.dts", "capture", "--kernel-version", "6.12"])).messages).toEqual([]);
  });

  test("an injected difference is told", async () => {
    const other = changed((root) =>
      writeFileSync(
        join(root, "sys/kernel/iommu_groups/0/reserved_regions"),
        "0x0000000070000000 0x0000000070000fff reserved\n",
      ),
    );
    const { status, messages } = await verify(other);
    expect(status).toBe(1);
    expect(messages.join("\n")).toContain("[0x70000000-0x70000fff] reserved is listed");
  });

  test("another board's is warned of", async () => {
    const other = changed((root) => writeFileSync(join(root, "proc/device-tree/compatible"), "test,other\u0000"));
    expect((await verify(other)).err).toContain("it is from another board: 'test,other' was captured");
  });
});
