import { readdirSync, readFileSync } from "node:fs";
import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { commands } from "../../src/cli/commands.js";
import { exitStatusHelp } from "../../src/cli/exit-status.js";
import { limits } from "../../src/cli/limits.js";
import { defaultDtsLimits } from "../../src/parts.js";
import { runCli } from "./virtual-host.js";

describe("a command line that makes no sense is exit 2, with what would have worked", () => {
  it.each([
    [["anlyze", "x.dts"], "unknown command 'anlyze' (did you mean 'analyze'?); known are: analyze,"],
    [
      ["analyze", "--fromat", "json", "x"],
      "unknown option '--fromat'\n(Did you mean --format?)\nknown options: --plan,",
    ],
    [["--foo"], "unknown option '--foo'\nknown options: --version, --help"],
    [
      ["analyze", "--format", "jso", "x"],
      "unknown format 'jso' (did you mean 'json'?); known are: text, json, markdown",
    ],
    [["tree", "--format", "sarif", "x"], "unknown format 'sarif'; known are: text, json, markdown"],
    [["analyze", "--layout", "share", "x"], "unknown layout 'share' (did you mean 'shared'?); known are: as-written,"],
    [["analyze", "--format", "text", "--format", "json", "x"], "text and json cannot both go to standard output"],
    [["analyze", "--format", "json=a", "-o", "b", "x"], "-o has nothing to write"],
    [["analyze", "--granule", "8K", "x"], "4K, 16K or 64K"],
    [["analyze", "--dma-mask", "65", "x"], "from 1 to 64"],
    [["analyze", "--dma-limit", "0x10000000000000000", "x"], "below 2^64"],
    [["analyze", "--kernel-version", "six", "x"], "such as 7.3 or 6.6.30"],
    [["analyze", "--iommu-mode", "fast", "x"], "Allowed choices are strict, lazy, passthrough"],
    [["analyze", "--max-nodes", "0", "x"], "a number from 1 to 999999999"],
    [["analyze", "--max-nodes", "1000000000", "x"], "a number from 1 to 999999999"],
    [["analyze", "--max-file-size", "9G", "x"], "a size such as 64M, up to 256 MiB"],
    [["--format", "json", "analyze", "x y"], "options go after the command: iova-plan analyze --format json 'x y'"],
    [["analyze", "--kernel", "/nowhere", "x"], "--kernel: there is no folder '/nowhere'"],
    [["analyze", "--max-file-size", "huge", "x"], "a size such as 64M"],
    [["analyze", "-D", "1X", "x"], "NAME or NAME=VALUE"],
    [["analyze", "-q", "-v", "x"], "cannot be used with"],
    [["analyze"], "missing required argument 'input'"],
    [["schema", "repot"], "unknown schema 'repot' (did you mean 'report'?); known are: report,"],
    [["completion", "csh"], "unknown shell 'csh' (did you mean 'zsh'?); known are: bash, zsh, fish"],
    [["dump", "tre", "x"], "unknown stage 'tre' (did you mean 'tree'?)"],
    [["tree", "x", "--\x1b[31m"], "\\x1b[31m"],
  ])("%j", async (argv, message) => {
    const run = await runCli(argv);
    expect(run).toMatchObject({ status: 2, out: "" });
    expect(run.err).toContain(message);
    expect(run.err.replace(/\n/g, "")).not.toMatch(/\p{Cc}/u);
  });
});

describe("help", () => {
  it("is an error's answer to no command, and fine when asked for", async () => {
    const nothing = await runCli([]);
    expect(nothing).toMatchObject({ status: 2, out: "" });
    const asked = await runCli(["--help"]);
    expect(asked).toMatchObject({ status: 0, err: "" });
    expect(asked.out).toBe(nothing.err);
    for (const { name, hidden } of commands) expect(new RegExp(`^ {2}${name} `, "m").test(asked.out)).toBe(!hidden);
  });

  it.each(commands.map((command) => command.name))("of %s is the same with both spellings", async (name) => {
    const [flag, word] = [await runCli([name, "--help"]), await runCli(["help", name])];
    expect(flag).toMatchObject({ status: 0, err: "" });
    expect(word.out).toBe(flag.out);
    expect(flag.out).toContain(`Usage: iova-plan ${name}`);
  });

  it("fits a narrow terminal", async () => {
    const { out } = await runCli(["analyze", "--help"], { outIsTty: true, columns: 80 });
    for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  it("says the version of package.json", async () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8"));
    expect(await runCli(["--version"])).toMatchObject({ status: 0, out: `${version}\n` });
  });
});

describe("registries and documentation", () => {
  it("has a file for every command, and a command for every file", () => {
    const files = readdirSync("src/cli/command").map((file) => file.replace(/\.ts$/, ""));
    expect(commands.map((command) => command.name).sort()).toEqual(files.sort());
  });

  it("has an option for every limit", () => {
    expect(limits.map((limit) => limit.key).sort()).toEqual(Object.keys(defaultDtsLimits).sort());
  });

  it("documents every command, option and exit status", async () => {
    const docs = readFileSync("docs/cli.md", "utf8").replace(/ +/g, " ");
    for (const { name, hidden, load } of commands) {
      if (hidden) continue;
      expect(docs).toContain(`\`${name}`);
      const command = new Command(name);
      (await load()).configure(command);
      for (const option of command.options) expect(docs).toContain(`\`${option.long}`);
    }
    for (const [status, meaning] of exitStatusHelp) expect(docs).toContain(`| ${status} | ${meaning} |`);
  });
});

describe("completion", () => {
  it.each(["bash", "zsh", "fish"])("for %s knows commands, options and their values", async (shell) => {
    const { status, out } = await runCli(["completion", shell]);
    expect(status).toBe(0);
    for (const word of ["analyze", "schema", "kernel-version", "passthrough", "as-written", "markdown", "report"]) {
      expect(out).toContain(word);
    }
    expect(out).not.toContain("dump");
  });
});
