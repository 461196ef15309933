/** `check` on a whole folder: no screenful of zeros, and nothing that was found or failed goes missing with them. */
import { describe, expect, it } from "vitest";
import { runCli } from "../../cli/virtual-host.js";

const QUIET = "/dts-v1/;\n/ { };\n";
const OVERLAPPING = `/dts-v1/;
/ {
	#address-cells = <1>;
	#size-cells = <1>;
	reserved-memory {
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;
		a@1000 { reg = <0x1000 0x2000>; };
		b@2000 { reg = <0x2000 0x2000>; };
	};
};
`;

/** So many that say nothing, and those named. */
const boards = (quiet: number, others: Readonly<Record<string, string>> = {}) =>
  Object.fromEntries([
    ...Array.from({ length: quiet }, (_, i) => [`boards/quiet-${String(i).padStart(2, "0")}.dts`, QUIET]),
    ...Object.entries(others).map(([name, text]) => [`boards/${name}`, text]),
  ]);

const check = async (files: Readonly<Record<string, string>>, ...more: readonly string[]) =>
  await runCli(["check", "boards", ...more], { files });

/** Names of boards that begin a line. */
const rowsIn = (text: string): string[] => [...text.matchAll(/^ {2}(\S+\.dts) /gm)].map(([, name = ""]) => name);

describe("the rows of many boards", () => {
  it("are all there while they fit a screen, without what their paths have in common", async () => {
    const { out } = await check(boards(40));
    expect(out).toContain("40 boards below boards/\n");
    expect(rowsIn(out)).toHaveLength(40);
    expect(rowsIn(out)[0]).toBe("quiet-00.dts");
  });

  it("are those with something listed when they would not, and the others are counted", async () => {
    const { out, status } = await check(boards(44, { "loud.dts": OVERLAPPING }));
    expect(rowsIn(out)).toEqual(["loud.dts"]);
    expect(out).toContain("  44 boards have no errors or warnings (--verbose lists them)\n");
    expect(out).toContain("1 warning on 45 boards");
    expect(status).toBe(0);
  });

  it("say that none has any", async () => {
    const { out } = await check(boards(41));
    expect(rowsIn(out)).toEqual([]);
    expect(out).toContain("  no board has errors or warnings (--verbose lists them)\n");
  });

  it("are all there when asked for", async () => {
    expect(rowsIn((await check(boards(41), "--verbose")).out)).toHaveLength(41);
  });

  it("have what a comment suppresses", async () => {
    const hushed = OVERLAPPING.replace("b@2000", "/* iova-plan-ignore memory-overlap: they are one */\n\t\tb@2000");
    const { out } = await check(boards(41, { "hushed.dts": hushed }));
    expect(rowsIn(out)).toEqual(["hushed.dts"]);
    expect(out).toContain("1 suppressed by comments");
  });

  it("do not count a board that could not be checked", async () => {
    const { out, status } = await check(boards(44, { "broken.dts": "/dts-v1/;\n/ {" }));
    expect(out).toContain("1 of 45 boards could not be checked");
    expect(out).toContain("no board has errors or warnings");
    expect(status).toBe(2);
  });
});
