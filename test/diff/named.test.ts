/** Whom the changes of a board are about, in parts. */
import { describe, expect, it } from "vitest";
import type { ConsumerFacts } from "../../src/diff/facts.js";
import type { Change } from "../../src/diff/model.js";
import { namedIn } from "../../src/diff/named.js";
import { codecBoard, codecPlan } from "../cli/boards.js";
import { virtualFiles } from "../cli/virtual-host.js";
import { compareInputs } from "./boards.js";

describe("whom changes name", () => {
  it("is told of those alone, each once, with the parts of its id", async () => {
    const files = virtualFiles({
      "old.dts": codecBoard,
      "old.iova.yaml": codecPlan,
      "new.dts": codecBoard.replace("0x25800000", "0x26800000"),
      "new.iova.yaml": codecPlan,
    });
    const { changes, consumers } = await compareInputs("old.dts", "new.dts", files);
    expect(changes).not.toEqual([]);
    expect(new Set(consumers.map(({ id }) => id)).size).toBe(consumers.length);
    const felt = (changes ?? []).filter(({ kind }) => kind !== "layout");
    for (const { consumer } of felt) expect(consumers.map(({ id }) => id)).toContain(consumer);
    const child = consumers.find(({ name }) => name !== null);
    expect(child).toEqual({
      id: `${child?.path}#${child?.name}`,
      path: child?.path,
      name: child?.name,
      pciFunction: null,
    });
  });

  it("counts who shares a domain, and leaves out nodes that are no consumers", () => {
    const facts = (id: string) => ({ id, path: id, name: null, pciFunction: null }) as ConsumerFacts;
    const grouping = (members: readonly string[]) =>
      ({ members, reason: null, domainType: "dma", first: "/c" }) as const;
    const change: Change = {
      kind: "group",
      consumer: "/a",
      name: null,
      before: grouping(["/a"]),
      after: grouping(["/a", "/b"]),
    };
    const known = ["/d", "/c", "/b", "/a"].map(facts);
    expect(namedIn([change], known).map(({ id }) => id)).toEqual(["/c", "/b", "/a"]);
    expect(namedIn([{ ...change, consumer: "/gone", before: grouping([]), after: grouping([]) }], [])).toEqual([]);
  });
});
