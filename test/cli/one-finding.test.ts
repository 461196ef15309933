/** A finding in a file that boards share is one finding in every format, with all boards that have it. */
import { describe, expect, it } from "vitest";
import { runCli } from "./virtual-host.js";

const DTSI = `/ { #address-cells = <1>; #size-cells = <1>;
  reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges;
    hole: hole { iommu-addresses = <&codec 0x10000000>; };
    note: note { iommu-addresses = <&gpu 0x0 0x10000000>; }; };
  smmu: iommu@8000 { compatible = "arm,mmu-500"; reg = <0x8000 0x1000>; #iommu-cells = <1>; };
  codec: codec@1000 { reg = <0x1000 0x1000>; iommus = <&smmu 1>; memory-region = <&hole>; };
  gpu: gpu@2000 { reg = <0x2000 0x1000>; iommus = <&smmu 2>; memory-region = <&note>; }; };
`;
const BOARDS = Array.from({ length: 6 }, (_, i) => `b${i}.dts`);
const files: Record<string, string> = {
  "soc.dtsi": DTSI,
  ...Object.fromEntries(BOARDS.map((board) => [board, '/dts-v1/;\n#include "soc.dtsi"\n'])),
};
const ON = "on 6 boards: b0.dts, b1.dts, b2.dts, b3.dts and 2 more";

const check = async (format: string, ...more: string[]): Promise<string> =>
  (await runCli(["check", "--format", format, ...more, ...BOARDS], { files })).out;
const count = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;

describe("six boards over one dtsi with one error and notes", { timeout: 240_000 }, () => {
  it("tell the error once in text, Markdown, GitHub's, GitLab's and SARIF, with its boards", async () => {
    const texts = [await check("text"), await check("markdown"), await check("github")];
    expect(texts.map((text) => count(text, /entry is 2 cells, 3 needed/g))).toEqual([1, 1, 1]);
    for (const text of texts) expect(text.replace(/\\/g, "")).toContain(ON);
    const gitlab: { check_name: string; description: string }[] = JSON.parse(await check("gitlab"));
    expect(gitlab.map(({ check_name }) => check_name)).toEqual(["reservation-cells-short"]);
    expect(gitlab[0]?.description).toContain(ON);
    const [run] = JSON.parse(await check("sarif")).runs;
    const errors = run.results.filter(({ level }: { level: string }) => level === "error");
    expect(errors).toMatchObject([{ ruleId: "reservation-cells-short", properties: { boards: BOARDS } }]);
  });

  it("keep it per board in JUnit and in JSON's boards, and once in JSON's findings", async () => {
    expect(count(await check("junit"), /<failure type="reservation-cells-short"/g)).toBe(6);
    const { boards, findings } = JSON.parse(await check("json"));
    const errors = (list: { severity: string }[]) => list.filter(({ severity }) => severity === "error");
    expect(boards.flatMap((board: { findings: [] }) => errors(board.findings))).toHaveLength(6);
    expect(errors(findings)).toMatchObject([{ rule: "reservation-cells-short", boards: BOARDS }]);
  });

  it("count notes in people's formats, and list them where asked for or where they fail the run", async () => {
    const listed = /iova-only-in-reserved-memory/g;
    const plain = await check("text");
    expect(count(plain, listed)).toBe(0);
    expect(plain).toContain("1 note is not listed (--show note)");
    expect(count(await check("text", "--show", "note"), listed)).toBe(1);
    expect(count(await check("text", "--fail-on", "note"), listed)).toBe(1);
    expect(count(await check("gitlab", "--show", "note"), /"iova-only-in-reserved-memory"/g)).toBe(1);
    const config = { ...files, "iova-plan.config.yaml": "version: 1\nshow: note\n" };
    expect(count((await runCli(["check", ...BOARDS], { files: config })).out, listed)).toBe(1);
    expect(count(await check("sarif"), /"ruleId": ?"iova-only-in-reserved-memory"/g)).toBe(1);
  });

  it("say what is assumed once, and count the same in every verdict", async () => {
    const text = await check("text");
    expect(count(text, /assumption: the DMA mask/g)).toBe(1);
    const verdict = /1 error, 1 note on 6 boards/;
    const said = verdict.exec(text)?.[0];
    expect(said).toBeDefined();
    expect(await check("github")).toContain(said);
    expect(await check("markdown")).toContain(said);
  });

  it("come to the same whatever the order of the boards", async () => {
    const of = async (boards: readonly string[]) =>
      JSON.parse((await runCli(["check", "--format", "json", ...boards], { files })).out);
    const keys = ({ findings }: { findings: { rule: string; fingerprint: string }[] }) =>
      findings.map(({ rule, fingerprint }) => `${rule} ${fingerprint}`);
    expect(keys(await of([...BOARDS].reverse()))).toEqual(keys(await of(BOARDS)));
  });

  it("leave a board out whose baseline knows the finding", async () => {
    const written = (await runCli(["check", "--baseline", "base.json", "--update-baseline", "b0.dts"], { files }))
      .written;
    const known = { ...files, "base.json": written["base.json"] ?? "" };
    const { out } = await runCli(["check", "--format", "json", "--baseline", "base.json", ...BOARDS], { files: known });
    const [first] = JSON.parse(out).findings;
    expect(first).toMatchObject({ rule: "reservation-cells-short", boards: BOARDS.slice(1) });
  });
});
