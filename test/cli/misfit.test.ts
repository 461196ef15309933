/** A plan that does not fit its board is not half applied: no figure from it anywhere, status 2, and its place. */
import { describe, expect, it } from "vitest";
import { codecBoard, codecPlan } from "./boards.js";
import { runCli } from "./virtual-host.js";

/** Each is half right: the children of `&codec` would have figures. */
const misfits: Readonly<Record<string, { plan: string; words: string }>> = {
  "an unknown label": { plan: codecPlan.replace("&codec", "&codek"), words: "the board has no label 'codek'" },
  "a device more than the board has": {
    plan: `${codecPlan}  - { node: /soc/gone@0, reserve: [] }\n`,
    words: "the board has no node '/soc/gone@0'",
  },
  "a device that is no consumer": { plan: `${codecPlan}  - { node: /soc, reserve: [] }\n`, words: "/soc" },
  "a function that the iommu-map lacks": {
    plan: codecPlan.replace("function-id: 2", "function-id: 7"),
    words: "7",
  },
  "a bridge that is none": { plan: `${codecPlan}pci: [{ bridge: /soc, functions: ["00:01.0"] }]\n`, words: "/soc" },
};

describe.each(Object.entries(misfits))("%s", (_, { plan, words }) => {
  const files = { "codec.dts": codecBoard, "codec.iova.yaml": plan, "plain.dts": codecBoard };

  it.each([
    ["analyze", "codec.dts"],
    ["tree", "codec.dts"],
    ["check", "codec.dts"],
    ["diff", "--plan", "codec.iova.yaml", "codec.dts", "plain.dts"],
    ["why", "codec.dts", "&codec", "0x0"],
    ["verify", "codec.dts", "groups"],
    ["dump", "system", "codec.dts"],
  ])("in %s", async (...argv) => {
    const { status, out, err } = await runCli(argv, { files: { ...files, "groups/0/devices/x": "" } });
    expect(status).toBe(2);
    expect(err).toContain("codec.iova.yaml:");
    expect(err).toContain(words);
    expect(out).not.toMatch(/MiB|GiB|0x[0-9a-f]{8}/);
    if (out !== "") expect(out.split("\n")[0]).toMatch(/could not be (analysed|checked|compared)$/);
  });

  it("in the JSON", async () => {
    const { out } = await runCli(["analyze", "--format", "json", "codec.dts"], { files });
    const { boards, failures } = JSON.parse(out);
    expect(boards).toMatchObject([{ analysed: false, consumers: [], groups: [], families: [], findings: [] }]);
    expect(boards[0].errors.map((error: { code: string }) => error.code.split("-")[0])).toContain("plan");
    expect(failures).toMatchObject([{ of: "plan", boards: ["codec.dts"] }]);
    const diff = JSON.parse(
      (await runCli(["diff", "--format", "json", "--plan", "codec.iova.yaml", "plain.dts", "codec.dts"], { files }))
        .out,
    );
    expect(diff).toMatchObject({ boards: [{ status: "failed", old: null, new: null }], changes: [] });
    expect(diff.failures).toMatchObject([
      { of: "plan", side: "old" },
      { of: "plan", side: "new" },
    ]);
  });
});
