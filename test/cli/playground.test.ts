/** The command that writes the page. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { nodeHost } from "../../src/cli/host.js";
import { runCli } from "./virtual-host.js";

it("writes the page to a file, or to what reads it", async () => {
  const { out } = await runCli(["playground"]);
  expect(out).toContain("<!DOCTYPE html>");
  expect(await runCli(["playground", "-o", "-"])).toMatchObject({ status: 0, out, err: "" });
  const run = await runCli(["playground", "-o", "page.html"], { outIsTty: true });
  expect(run).toEqual({ status: 0, out: "", err: "", written: { "page.html": out } });
});

it("says what cannot be", async () => {
  const unwritable = await runCli(["playground", "-o", "page.html"], { readOnly: ["page.html"] });
  expect(unwritable).toMatchObject({ status: 2, err: "page.html: error: cannot be written: permission denied\n" });
  expect(await runCli(["playground"], { outIsTty: true })).toMatchObject({ status: 2, out: "" });
  expect(await runCli(["playground", "-o", ""])).toMatchObject({ status: 2, out: "" });
  const named = await runCli(["playground", "board.dts"]);
  expect(named).toMatchObject({ status: 2, out: "" });
  expect(named.err).toContain("too many arguments for 'playground'");
});

it("writes what the build made", () => {
  expect(nodeHost(null, null, "dist").playground()).toBe(readFileSync("dist/playground/playground.html", "utf8"));
});
