/** Many boards by many threads: the same bytes whatever their number, whoever is faster, and whoever dies. */
import { describe, expect, it } from "vitest";
import { boardSource } from "./boards.js";
import { runCli, virtualFiles } from "./virtual-host.js";
import { type Behaviour, VirtualThreads } from "./virtual-threads.js";

const COUNT = 40;
const name = (i: number): string => `${i < 15 ? "a" : "b"}/${String(i).padStart(2, "0")}.dts`;
const BAD = name(17);
const files = {
  ...Object.fromEntries(Array.from({ length: COUNT }, (_, i) => [name(i), boardSource(`board ${i}`)])),
  [BAD]: "/dts-v1/;\n/ { x = ; };\n",
};
const git = () => ({ ok: false, message: "no git here" }) as const;

async function run(argv: readonly string[], behaviour?: Behaviour) {
  const threads = behaviour === undefined ? null : new VirtualThreads({ files: virtualFiles(files), git }, behaviour);
  const done = await runCli(argv, { files, ...(threads !== null && { threads }) });
  return { ...done, threads };
}

const commands = [
  ["analyze", "a", "b", "--format", "json"],
  ["analyze", "b", "a"],
  ["check", "a", "b", "--format", "sarif"],
  ["tree", "a", "b", "--format", "json"],
  ["diff", "a", "a", "--format", "json"],
  ["diff", "b", "b", "--format", "json"],
];

describe("many boards by many threads", () => {
  for (const argv of commands) {
    it(`print what one prints: ${argv.join(" ")}`, async () => {
      const { status, out, err } = await run(argv);
      expect(out).not.toBe("");
      for (const turns of [() => 1, (thread: number) => 5 - thread, (thread: number) => 1 + 4 * thread]) {
        const beside = await run([...argv, "--jobs", "3"], { turns });
        expect([beside.status, beside.err, beside.out]).toEqual([status, err, out]);
        expect(beside.threads?.started).toBeGreaterThan(1);
        expect(beside.threads?.stopped).toBe(beside.threads?.started);
      }
    });
  }

  it("are as many as the machine has cores, if nobody says", async () => {
    expect((await run(["analyze", "a", "b"], { cores: 4 })).threads?.started).toBe(4);
    expect((await run(["analyze", "a", "b"], { cores: 1 })).threads?.started).toBe(0);
    expect((await run(["analyze", "a", "b", "--jobs", "1"], { cores: 4 })).threads?.started).toBe(0);
  });

  it("are none for a few boards", async () => {
    expect((await run(["analyze", name(0), name(1), name(2)], { cores: 4 })).threads?.started).toBe(0);
  });

  it("leave the others' boards done where one dies of a board, and say so with status 3", async () => {
    const deadly = [name(3), name(20)];
    const { status, out, err, threads } = await run(["analyze", "a", "b", "--format", "json"], { deadly });
    expect(status).toBe(3);
    const { boards, failures } = JSON.parse(out);
    expect(boards.map(({ input }: { input: string }) => input)).toEqual(
      Array.from({ length: COUNT }, (_, i) => name(i)),
    );
    const lost = boards.filter(({ analysed }: { analysed: boolean }) => !analysed);
    expect(lost.map(({ input }: { input: string }) => input)).toEqual([name(3), BAD, name(20)]);
    expect(failures).toHaveLength(3);
    expect(err).toContain(`${name(3)}: iova-plan: internal error: the thread that was at it died: out of memory`);
    expect(threads?.started).toBe(4);
  });

  it("leave the others' pairs compared, too", async () => {
    const { status, out } = await run(["diff", "a", "a", "--format", "json"], { deadly: ["03.dts"] });
    expect(status).toBe(3);
    expect(JSON.parse(out).boards.map(({ status: one }: { status: string }) => one)).toEqual(
      Array.from({ length: 15 }, (_, i) => (i === 3 ? "failed" : "same")),
    );
  });

  it("come to an end where none can be started", async () => {
    const { status, out } = await run(["analyze", "a", "b", "--format", "json"], { isStillborn: true });
    expect(status).toBe(3);
    expect(JSON.parse(out).boards.every(({ analysed }: { analysed: boolean }) => !analysed)).toBe(true);
  });

  it("are a number from 1 on", async () => {
    for (const jobs of ["0", "-1", "many", "257"]) {
      const { status, err } = await run(["analyze", "a", "--jobs", jobs]);
      expect(status).toBe(2);
      expect(err).toContain("--jobs");
    }
  });
});
