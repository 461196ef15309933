/** What CI systems read of this project: the action, the hook, and the page that tells of them. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { SourceFile } from "../../src/base/source.js";
import { parseConfig } from "../../src/config/parse.js";
import { rules } from "../../src/index.js";
import { isRewriting } from "../golden/golden-file.js";
import { needs } from "../oracles.js";
import { runCli } from "./virtual-host.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const board = read("test/cases/06-wrong-cells.dts");

const action = z
  .object({
    inputs: z.record(z.string(), z.object({ description: z.string() })),
    runs: z.object({
      steps: z.array(z.object({ run: z.string(), env: z.record(z.string(), z.string()).optional() })),
    }),
  })
  .parse(parse(read("action.yml")));

describe("action.yml", () => {
  const step = action.runs.steps.at(-1);

  it("hands every input to the script, and none of them as shell", () => {
    const used = Object.values(step?.env ?? {}).map((value) => /^\$\{\{ inputs\.([a-z-]+) \}\}$/.exec(value)?.[1]);
    expect(used.sort()).toEqual(Object.keys(action.inputs).sort());
    for (const { run } of action.runs.steps) expect(run).not.toContain("${{");
  });

  it("annotates, writes what it is asked for, and passes the exit status on", {
    ...needs("bash"),
    timeout: 60_000,
  }, () => {
    const folder = mkdtempSync(join(tmpdir(), "iova-plan-action-"));
    try {
      writeFileSync(join(folder, "board one.dts"), board);
      const none = Object.fromEntries(Object.keys(step?.env ?? {}).map((name) => [name, ""]));
      const env = {
        ...process.env,
        ...none,
        IOVA_BOARDS: "board one.dts\n\n",
        IOVA_JUNIT: "out.xml",
        GITHUB_ACTION_PATH: root,
        GITHUB_STEP_SUMMARY: join(folder, "summary.md"),
      };
      const ran = spawnSync("bash", ["-e", "-c", step?.run ?? ""], { cwd: folder, env, encoding: "utf8" });
      expect([ran.status, ran.stderr]).toEqual([1, ""]);
      expect(ran.stdout).toMatch(/^::error file=board one\.dts,line=21,/);
      expect(readFileSync(join(folder, "out.xml"), "utf8")).toContain('<testsuite name="board one.dts"');
      expect(readFileSync(join(folder, "summary.md"), "utf8")).toContain("## iova-plan");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe(".pre-commit-hooks.yaml", () => {
  it("calls the program that the package has, for boards", () => {
    const [hook] = z
      .array(z.object({ entry: z.string(), files: z.string() }))
      .parse(parse(read(".pre-commit-hooks.yaml")));
    const { bin } = z.object({ bin: z.record(z.string(), z.string()) }).parse(JSON.parse(read("package.json")));
    expect(Object.keys(bin)).toContain(hook?.entry.split(" ")[0]);
    expect("arch/x/board.dts").toMatch(new RegExp(hook?.files ?? "^$"));
    expect("arch/x/soc.dtsi").not.toMatch(new RegExp(hook?.files ?? "^$"));
  });
});

describe("docs/ci.md", () => {
  const docs = read("docs/ci.md");

  it.each(["check board.dts", "check --format github board.dts"])("shows what '%s' prints", async (line) => {
    const { out, status } = await runCli(line.split(" "), { files: { "board.dts": board } });
    const shown = docs.split(`$ iova-plan ${line}\n`)[1]?.split(/```|^\$ /m)[0] ?? "";
    if (isRewriting)
      writeFileSync(
        "docs/ci.md",
        read("docs/ci.md").replace(shown, () => out),
      );
    else expect(shown).toBe(out);
    expect(status).toBe(1);
  });

  it("has a config that is one", () => {
    const text = /```yaml\n(# yaml-language-server[\s\S]*?)```/.exec(docs)?.[1] ?? "";
    const { value, diagnostics } = parseConfig(
      new SourceFile("docs/ci.md", text),
      rules.map(({ id }) => id),
    );
    expect(diagnostics).toEqual([]);
    expect(value?.overrides).toHaveLength(1);
  });

  it("has workflows that are YAML", () => {
    const blocks = [...docs.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text ?? "");
    expect(blocks.length).toBeGreaterThan(3);
    for (const text of blocks) expect(() => parse(text)).not.toThrow();
  });
});

describe("the comment on a pull request, in docs/ci.md", () => {
  const [, section = ""] = read("docs/ci.md").split("## The comment on a pull request\n");
  const blocks = [...(section.split(/^## /m)[0] ?? "").matchAll(/```yaml\n([\s\S]*?)```/g)].map(
    ([, text]) => text ?? "",
  );
  const job = z.object({
    jobs: z.object({ "iova-diff": z.object({ steps: z.array(z.object({ run: z.string().optional() })) }) }),
  });

  it("has workflows that are YAML", () => {
    expect(blocks).toHaveLength(2);
    for (const text of blocks) expect(() => parse(text)).not.toThrow();
  });

  it.each([
    ["posts a comment where there is none", "", ["--method", "POST", "repos/o/r/issues/7/comments"]],
    ["brings its own up to date", "41", ["--method", "PATCH", "repos/o/r/issues/comments/41"]],
  ])("%s", { ...needs("bash"), timeout: 60_000 }, (_, mine, words) => {
    const folder = mkdtempSync(join(tmpdir(), "iova-plan-comment-"));
    try {
      writeFileSync(
        join(folder, "gh"),
        `#!/bin/sh\ncase "$*" in *--jq*) echo "${mine}";; *) echo "$*" >>calls;; esac\n`,
        { mode: 0o755 },
      );
      writeFileSync(join(folder, "comment.md"), "<!-- iova-plan diff -->\n");
      const step = job.parse(parse(blocks[0] ?? "")).jobs["iova-diff"].steps.at(-1)?.run ?? "";
      const env = { PATH: `${folder}:${process.env["PATH"]}`, COMMENTS: "repos/o/r/issues", PULL: "7" };
      const ran = spawnSync("bash", ["-e", "-c", step], { cwd: folder, env, encoding: "utf8" });
      expect(ran.status).toBe(0);
      expect(readFileSync(join(folder, "calls"), "utf8").trim()).toBe(
        ["api", ...words, "-F", "body=@comment.md"].join(" "),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("looks for the marker that the comment begins with", async () => {
    const { out } = await runCli(["diff", "--format", "markdown", "a.dts", "b.dts"], {
      files: { "a.dts": board, "b.dts": board },
    });
    const [marker = ""] = out.split("\n");
    expect(blocks[0]).toContain(`startswith("${marker}")`);
  });
});
